# SPDX-License-Identifier: MIT
"""GET /livechat/config: what a visitor's client has to know before it shows anything."""

import json

import pytest

from harness.checks import card, invalid, result, to_date
from harness.data import new_id

DEFAULTS = {
    "enabled": True,
    "settings": {
        "registrationForm": True, "allowSwitchingDepartments": True, "nameFieldRegistrationForm": True,
        "emailFieldRegistrationForm": True, "displayOfflineForm": True, "videoCall": False,
        "fileUpload": True, "transcript": False, "historyMonitorType": "url",
        "forceAcceptDataProcessingConsent": False, "showConnecting": False, "agentHiddenInfo": False,
        "clearLocalStorageWhenChatEnded": False, "limitTextLength": False, "hideWatermark": False,
        "hiddenSystemMessages": ["uj", "ul", "livechat-close"], "visitorsCanCloseChat": True},
    "theme": {"title": "Livechat", "color": "#C1272D", "offlineTitle": "Leave a message",
              "offlineColor": "#666666", "position": "right", "hideExpandChat": False,
              "actionLinks": {"webrtc": [], "jitsi": []}},
    "messages": {},
    "survey": {"items": ["satisfaction", "agentKnowledge", "agentResposiveness", "agentFriendliness"],
               "values": ["1", "2", "3", "4", "5"]},
    "triggers": [], "customFields": [], "departments": [], "resources": {"emojis": []}, "online": True}

# A setting, a value that is not its default, and the member of the answer that has it.
MEMBERS = [
    ("Language", "pt-BR", ("settings", "language"), "pt-BR"),
    ("Livechat_registration_form", "false", ("settings", "registrationForm"), False),
    ("Livechat_allow_switching_departments", "false", ("settings", "allowSwitchingDepartments"), False),
    ("Livechat_name_field_registration_form", "false", ("settings", "nameFieldRegistrationForm"), False),
    ("Livechat_email_field_registration_form", "false", ("settings", "emailFieldRegistrationForm"), False),
    ("Livechat_display_offline_form", "false", ("settings", "displayOfflineForm"), False),
    ("Livechat_enable_transcript", "true", ("settings", "transcript"), True),
    ("Livechat_history_monitor_type", "title", ("settings", "historyMonitorType"), "title"),
    ("Livechat_force_accept_data_processing_consent", "true",
     ("settings", "forceAcceptDataProcessingConsent"), True),
    ("Livechat_Show_Connecting", "true", ("settings", "showConnecting"), True),
    ("Livechat_clear_local_storage_when_chat_ended", "true",
     ("settings", "clearLocalStorageWhenChatEnded"), True),
    ("Livechat_hide_watermark", "true", ("settings", "hideWatermark"), True),
    ("Omnichannel_allow_visitors_to_close_conversation", "false", ("settings", "visitorsCanCloseChat"), False),
    ("Livechat_show_agent_info", "false", ("settings", "agentHiddenInfo"), True),
    ("Livechat_hide_system_messages", "uj,command", ("settings", "hiddenSystemMessages"), ["uj", "command"]),
    ("Livechat_title", "Ask <us> \"now\"", ("theme", "title"), "Ask <us> \"now\""),
    ("Livechat_title_color", "#123456", ("theme", "color"), "#123456"),
    ("Livechat_offline_title", "Write", ("theme", "offlineTitle"), "Write"),
    ("Livechat_offline_title_color", "red", ("theme", "offlineColor"), "red"),
    ("Livechat_widget_position", "left", ("theme", "position"), "left"),
    ("Livechat_background", "white", ("theme", "background"), "white"),
    ("Livechat_hide_expand_chat", "true", ("theme", "hideExpandChat"), True),
    ("Livechat_offline_message", "Nobody is here", ("messages", "offlineMessage"), "Nobody is here"),
    ("Livechat_offline_success_message", "Got it", ("messages", "offlineSuccessMessage"), "Got it"),
    ("Livechat_offline_form_unavailable", "Closed", ("messages", "offlineUnavailableMessage"), "Closed"),
    ("Livechat_conversation_finished_message", "Bye", ("messages", "conversationFinishedMessage"), "Bye"),
    ("Livechat_conversation_finished_text", "Come again", ("messages", "conversationFinishedText"),
     "Come again"),
    ("Livechat_transcript_message", "A copy?", ("messages", "transcriptMessage"), "A copy?"),
    ("Livechat_registration_form_message", "Hello", ("messages", "registrationFormMessage"), "Hello"),
    ("Livechat_data_processing_consent_text", "Agree", ("messages", "dataProcessingConsentText"), "Agree"),
]


@pytest.fixture
def own(instant):
    """A site without the departments of other tests."""
    instant.db.execute("DELETE FROM departments")
    return instant


def ask(api, **params):
    answer = api.get("config", **params)
    assert answer.status == 200 and list(answer.json) == ["config", "success"], answer
    return answer.json["config"]


def test_without_changes_all_settings_have_their_defaults(own):
    assert ask(own.api) == DEFAULTS


def test_there_is_never_a_null(own):
    room = own.db.room(own.db.visitor(name=None), agent=own.db.agent(name=None))
    for params in ({}, {"token": room.visitor.token}, {"token": new_id()}):
        assert "null" not in json.dumps(ask(own.api, **params))


@pytest.mark.parametrize("name,value,path,expected", MEMBERS, ids=[member[0] for member in MEMBERS])
def test_each_setting_changes_its_member_and_nothing_else(own, name, value, path, expected):
    own.set(**{name: value})
    config = json.loads(json.dumps(DEFAULTS))
    config[path[0]][path[1]] = expected
    assert ask(own.api) == config


def test_empty_texts_are_left_out(own):
    own.set(Livechat_title="", Livechat_title_color="", Livechat_hide_system_messages="")
    config = ask(own.api)
    assert "title" not in config["theme"] and "color" not in config["theme"]
    assert config["settings"]["hiddenSystemMessages"] == []


def test_a_limit_of_the_text_is_a_number(own):
    own.set(Livechat_enable_message_character_limit="true", Livechat_message_character_limit="42")
    assert ask(own.api)["settings"]["limitTextLength"] == 42
    own.set(Livechat_message_character_limit="0")
    assert ask(own.api)["settings"]["limitTextLength"] == 5000


def test_switched_off_it_says_so_and_keeps_what_an_offline_form_needs(own):
    own.set(Livechat_enabled="false")
    room = own.db.room(agent=own.db.agent())
    off = {**DEFAULTS, "enabled": False, "online": False}
    assert ask(own.api) == off
    assert ask(own.api, token=room.visitor.token) == off


# --- online ---------------------------------------------------------------------------------------

def test_online_means_that_a_room_may_be_opened(own):
    db = own.db
    db.execute("UPDATE users SET available = 0")
    assert ask(own.api)["online"] is True
    assert own.api.get("room", token=db.visitor().token).status == 200
    own.set(Livechat_accept_chats_with_no_agents="false")
    db.agent(status="offline")
    for params in ({}, {"token": db.visitor().token}, {"department": "x"}):
        assert ask(own.api, **params)["online"] is False
    assert own.api.get("room", token=db.visitor().token).status == 400
    db.agent()
    assert ask(own.api)["online"] is True
    assert own.api.get("room", token=db.visitor().token).status == 200


# --- departments ----------------------------------------------------------------------------------

def test_departments_that_visitors_may_choose_are_listed_by_name(own):
    db = own.db
    made = {name: new_id() for name in "bcadef"}
    for name, (registration, form, enabled) in {
            "b": (1, 0, 1), "c": (0, 1, 1), "a": (1, 1, 1), "d": (0, 0, 1), "e": (1, 1, 0),
            "f": (0, 0, 0)}.items():
        db.insert("departments", id=made[name], name=name, description="secret", email="secret@example.com",
                  enabled=enabled, show_on_registration=registration, show_on_offline_form=form, updated_at=1)
    listed = own.api.get("config")
    assert listed.json["config"]["departments"] == [
        {"_id": made["a"], "name": "a", "showOnRegistration": True, "showOnOfflineForm": True},
        {"_id": made["b"], "name": "b", "showOnRegistration": True, "showOnOfflineForm": False},
        {"_id": made["c"], "name": "c", "showOnRegistration": False, "showOnOfflineForm": True}]
    assert "secret" not in listed.text


# --- with a token ---------------------------------------------------------------------------------

def test_an_unknown_token_changes_nothing(own):
    for token in (new_id(), "", "a b", "x" * 3000, "世"):
        assert ask(own.api, token=token) == DEFAULTS


def test_a_visitor_without_a_room_is_the_guest(own):
    visitor = own.db.visitor(email="me@example.com", phone="123")
    known = own.api.get(f"visitor/{visitor.token}").json["visitor"]
    assert known["visitorEmails"] == [{"address": "me@example.com"}]
    assert ask(own.api, token=visitor.token) == {**DEFAULTS, "guest": known}
    assert ask(own.api, headers={"X-Visitor-Token": visitor.token}) == {**DEFAULTS, "guest": known}
    own.db.room(visitor, closed=True)
    assert ask(own.api, token=visitor.token) == {**DEFAULTS, "guest": known}


def test_an_open_room_is_named_with_who_serves_it(own):
    db = own.db
    agent = db.agent(email="agent.private@example.com")
    queued, served = db.room(), db.room(agent=agent, department_id="d1")
    assert ask(own.api, token=queued.visitor.token)["room"] == {"_id": queued.id, "open": True}
    assert "agent" not in ask(own.api, token=queued.visitor.token)
    answer = own.api.get("config", token=served.visitor.token)
    config = answer.json["config"]
    served_at = db.value("SELECT served_at FROM rooms WHERE id = %s", served.id)
    assert config["room"] == {"_id": served.id, "departmentId": "d1", "open": True, "servedBy": {
        "_id": agent.id, "username": agent.username, "ts": to_date(served_at)}}
    assert config["agent"] == card(agent)
    assert set(config) == {*DEFAULTS, "guest", "room", "agent"}
    assert "private" not in answer.text and queued.id not in answer.text


def test_the_admin_decides_what_is_shown_of_the_agent(own):
    room = own.db.room(agent=own.db.agent(email="a@example.com"))
    own.set(Livechat_show_agent_email="true")
    assert ask(own.api, token=room.visitor.token)["agent"]["emails"] == [{"address": "a@example.com"}]
    own.set(Livechat_show_agent_info="false")
    config = ask(own.api, token=room.visitor.token)
    assert "agent" not in config and config["settings"]["agentHiddenInfo"] is True


def test_a_room_of_a_deleted_agent_does_no_harm(own):
    room = own.db.room(agent=own.db.agent())
    own.db.execute("UPDATE rooms SET served_by_id = %s, served_by_username = 'gone' WHERE id = %s",
                   new_id(), room.id)
    config = ask(own.api, token=room.visitor.token)
    assert "agent" not in config and config["room"]["_id"] == room.id


# --- the request ----------------------------------------------------------------------------------

def test_an_empty_query_and_the_known_fields_are_accepted(api):
    assert api.raw("GET", "/api/v1/livechat/config?").status == 200
    assert api.get("config", department="", businessUnit="").status == 200


def test_anything_else_is_refused(api):
    assert result(api.get("config", x="1")) == invalid("must NOT have additional properties")
    assert result(api.get("config", query={"token[$ne]": "x"})) == invalid("must be string")
    assert api.post("config").status == 405


def test_it_is_never_stored_by_a_cache(api):
    assert "no-store" in api.get("config").headers["Cache-Control"]
