# SPDX-License-Identifier: MIT
"""Settings over HTTP: those of the visitors' client for managers (livechat/appearance), all for admins."""

import json
import subprocess

import pytest

import servers
from harness.checks import coded, invalid, listed, plain, result

SETTINGS = "/api/v1/settings"


def wrong(text):
    return coded(text, "error-invalid-setting-value")


@pytest.fixture
def manager(db):
    yield db.manager()
    keep = tuple(db.base) + ("Livechat_guest_count",)
    db.execute("DELETE FROM settings WHERE name NOT IN %s", keep)


@pytest.fixture(scope="module")
def other_api(sites):
    """A client of other processes on the same database."""
    return sites("apache").client


@pytest.fixture
def admin_user(db, manager):
    return db.user("admin")


def config(api):
    return api.get("config").json["config"]


def change(api, manager, _id, value):
    return api.post("appearance", user=manager, json=[{"_id": _id, "value": value}])


def theme(api, name):
    return config(api)["theme"].get(name)


# --- how the visitors' client looks ---

# A setting, a value that is sent, and what GET config then has.
LOOKS = [
    ("Livechat_title", "Ask", ("theme", "title"), "Ask"),
    ("Livechat_title_color", "#abc", ("theme", "color"), "#abc"),
    ("Livechat_show_agent_info", False, ("settings", "agentHiddenInfo"), True),
    ("Livechat_show_agent_info", "xxxx", ("settings", "agentHiddenInfo"), True),
    ("Livechat_show_agent_info", 1, ("settings", "agentHiddenInfo"), True),
    ("Livechat_display_offline_form", [], ("settings", "displayOfflineForm"), False),
    ("Livechat_hide_watermark", "true", ("settings", "hideWatermark"), True),
    ("Livechat_offline_form_unavailable", "Closed", ("messages", "offlineUnavailableMessage"), "Closed"),
    ("Livechat_offline_message", "Write", ("messages", "offlineMessage"), "Write"),
    ("Livechat_offline_success_message", "Sent", ("messages", "offlineSuccessMessage"), "Sent"),
    ("Livechat_offline_title", 5, ("theme", "offlineTitle"), "5"),
    ("Livechat_offline_title_color", "RebeccaPurple", ("theme", "offlineColor"), "RebeccaPurple"),
    ("Livechat_conversation_finished_message", "Bye", ("messages", "conversationFinishedMessage"), "Bye"),
    ("Livechat_conversation_finished_text", "Bye", ("messages", "conversationFinishedText"), "Bye"),
    ("Livechat_registration_form", False, ("settings", "registrationForm"), False),
    ("Livechat_name_field_registration_form", False, ("settings", "nameFieldRegistrationForm"), False),
    ("Livechat_email_field_registration_form", False, ("settings", "emailFieldRegistrationForm"), False),
    ("Livechat_registration_form_message", "Who?", ("messages", "registrationFormMessage"), "Who?"),
    ("Livechat_background", "#fff url(https://example.com/a.png)", ("theme", "background"),
     "#fff url(https://example.com/a.png)"),
    ("Livechat_widget_position", "left", ("theme", "position"), "left"),
    ("Livechat_hide_system_messages", ["uj"], ("settings", "hiddenSystemMessages"), ["uj"]),
    ("Livechat_hide_system_messages", [], ("settings", "hiddenSystemMessages"), []),
    ("Livechat_hide_system_messages", ["uj", "x"], ("settings", "hiddenSystemMessages"),
     ["uj", "ul", "livechat-close"]),
    ("Livechat_hide_system_messages", "uj", ("settings", "hiddenSystemMessages"), ["uj", "ul", "livechat-close"]),
    ("Omnichannel_allow_visitors_to_close_conversation", False, ("settings", "visitorsCanCloseChat"), False),
    ("Livechat_hide_expand_chat", True, ("theme", "hideExpandChat"), True),
    ("Livechat_launcher_color", "navy", ("theme", "launcherColor"), "navy"),
    ("Livechat_launcher_text_color", "#ffffff", ("theme", "launcherTextColor"), "#ffffff"),
    ("Livechat_launcher_text", "Chat", ("theme", "launcherText"), "Chat"),
    ("Livechat_launcher_offline_text", "Mail", ("theme", "launcherOfflineText"), "Mail"),
]


@pytest.mark.parametrize("_id,sent,where,expected", LOOKS)
def test_a_change_is_seen_by_visitors_at_once(api, other_api, manager, _id, sent, where, expected):
    config(other_api)  # Its processes know the values of before.
    answer = change(api, manager, _id, sent)
    assert (answer.status, answer.json) == (200, {"success": True}), answer
    for client in (api, other_api):
        assert config(client)[where[0]][where[1]] == expected


@pytest.mark.parametrize("sent,expected", [(30, 30), ("30abc", 30), (True, 5000), ("x", 5000), ([], 5000)])
def test_the_limit_of_a_message_is_a_number(api, manager, sent, expected):
    answer = api.post("appearance", user=manager, json=[
        {"_id": "Livechat_enable_message_character_limit", "value": True},
        {"_id": "Livechat_message_character_limit", "value": sent}])
    assert answer.status == 200, answer
    assert config(api)["settings"]["limitTextLength"] == expected
    change(api, manager, "Livechat_enable_message_character_limit", False)
    assert config(api)["settings"]["limitTextLength"] is False


@pytest.mark.parametrize("_id,value,must", [
    ("Livechat_title_color", "red; x: y", "a colour such as #C1272D, #fff or red"),
    ("Livechat_title_color", "#12345", "a colour such as #C1272D, #fff or red"),
    ("Livechat_title_color", "redd", "a colour such as #C1272D, #fff or red"),
    ("Livechat_launcher_color", "x", "a colour such as #C1272D, #fff or red"),
    ("Livechat_widget_position", "top", "right or left"),
    ("Livechat_background", "red;}</style>", "one CSS value, without ; { } < > and \\"),
    ("Livechat_message_character_limit", -1, "a whole number from 0 to 131072"),
    ("Livechat_message_character_limit", 1e300, "a whole number from 0 to 131072"),
    ("Livechat_title", "a\u0000b", None), ("Livechat_title", "a\nb", "text without control characters")])
def test_what_would_not_be_right_on_a_page_is_refused(api, db, manager, _id, value, must):
    answer = api.post("appearance", user=manager, json=[
        {"_id": "Livechat_offline_title", "value": "other"}, {"_id": _id, "value": value}])
    assert answer.status == 400
    if must:
        assert result(answer) == wrong(f"{_id} must be {must}")
    assert theme(api, "offlineTitle") == "Leave a message"  # Nothing of the request was stored.


def test_only_these_settings_can_be_changed(api, manager):
    for _id in ("Livechat_enabled", "unknown", "API_CORS_Origin", ""):
        answer = api.post("appearance", user=manager, json=[
            {"_id": "Livechat_title", "value": "x"}, {"_id": _id, "value": "x"}])
        assert result(answer) == plain("invalid-setting")
    assert theme(api, "title") == "Livechat"


@pytest.mark.parametrize("body,text", [
    (b"", "must be array"), (b"{}", "must be array"), (b"5", "must be array"), (b"[]", None), (b'["x"]', None)])
def test_the_body_is_an_array(api, manager, body, text):
    answer = api.post("appearance", user=manager, data=body, headers={"Content-Type": "application/json"})
    assert result(answer) == invalid(text or (
        "must NOT have fewer than 1 items" if body == b"[]" else "must be object"))


def test_managers_see_what_they_can_change(api, db, manager):
    change(api, manager, "Livechat_title", "Ask")
    answer = api.get("appearance", user=manager)
    found = {setting["_id"]: setting for setting in answer.json["appearance"]}
    assert found["Livechat_title"] == {
        "_id": "Livechat_title", "type": "string", "group": "Omnichannel", "i18nLabel": "Livechat_title",
        "i18nDescription": "Title of the visitors' client.", "default": "Livechat", "packageValue": "Livechat",
        "value": "Ask", "secret": False, "enterprise": False}
    assert {_id for _id, _, _, _ in LOOKS} <= set(found) and len(found) == 29
    position = found["Livechat_widget_position"]
    assert (position["type"], [v["key"] for v in position["values"]]) == ("select", ["right", "left"])
    hidden = found["Livechat_hide_system_messages"]
    assert (hidden["type"], hidden["value"]) == ("multiSelect", ["uj", "ul", "livechat-close"])


# --- all settings ---

def put(api, admin, _id, value):
    return api.post(f"{SETTINGS}/{_id}", user=admin, value=value)


def test_an_admin_sees_every_setting(api, config, admin_user):
    with_tool = {s["name"]: s for s in json.loads(subprocess.check_output(
        [servers.ADMIN, "--config", config, "setting", "list", "--json"]))}
    found = {s["_id"]: s for s in listed(api.get(SETTINGS, user=admin_user, count=0), "settings")}
    assert set(found) == set(with_tool)
    for name, setting in found.items():
        value = setting["value"]
        text = (",".join(value) if isinstance(value, list) else
                json.dumps(value) if isinstance(value, (bool, int)) else value)
        assert text == with_tool[name]["value"], name
        assert setting["i18nDescription"] == with_tool[name]["help"]
        assert setting["group"] and type(setting["default"]) is type(value)


def test_the_list_has_pages_and_an_order(api, admin_user):
    names = [s["_id"] for s in listed(api.get(SETTINGS, user=admin_user, count=0), "settings")]
    assert names == sorted(names)
    page = api.get(SETTINGS, user=admin_user, count=2, offset=1, sort='{"_id":-1}').json
    assert [s["_id"] for s in page["settings"]] == names[::-1][1:3]
    assert (page["count"], page["offset"], page["total"]) == (2, 1, len(names))
    groups = [s["group"] for s in api.get(SETTINGS, user=admin_user, count=0, sort='{"group":1}').json["settings"]]
    assert groups == sorted(groups) and len(set(groups)) > 4
    two = api.get(SETTINGS, user=admin_user, _id="Language,Livechat_enabled,unknown").json
    assert [s["_id"] for s in two["settings"]] == ["Language", "Livechat_enabled"] and two["total"] == 2


@pytest.mark.parametrize("_id,value,stored", [
    ("Livechat_enabled", False, "false"), ("API_Default_Count", 7, "7"), ("Language", "de", "de"),
    ("Livechat_Routing_Method", "Auto_Selection", "Auto_Selection"),
    ("Hide_System_Messages", ["uj", "command"], "uj,command"),
    ("Livechat_offline_email", "A@Example.com b@example.com", "A@example.com, b@example.com"),
    ("trusted_proxies", "10.0.0.0/8", "10.0.0.0/8")])
def test_an_admin_changes_a_setting(api, db, admin_user, _id, value, stored):
    before = api.get(f"{SETTINGS}/{_id}", user=admin_user).json
    answer = put(api, admin_user, _id, value)
    assert (answer.status, answer.json) == (200, {"success": True}), answer
    assert db.value("SELECT value FROM settings WHERE name = %s", _id) == stored
    after = api.get(f"{SETTINGS}/{_id}", user=admin_user).json
    assert after["_id"] == _id and after["value"] == (value if isinstance(value, (list, bool, int)) else stored)
    assert put(api, admin_user, _id, None).status == 200  # null brings back the default
    assert db.row("SELECT * FROM settings WHERE name = %s", _id) is None
    assert api.get(f"{SETTINGS}/{_id}", user=admin_user).json["value"] == before["default"]


@pytest.mark.parametrize("_id,value,must", [
    ("Livechat_enabled", "true", "true or false"), ("Livechat_enabled", 1, "true or false"),
    ("API_Default_Count", "7", "a whole number"), ("API_Default_Count", 7.5, "a whole number"),
    ("API_Default_Count", 0, "a whole number from 1 to 100000"),
    ("API_Default_Count", 1e300, "a whole number from 1 to 100000"),
    ("Language", 5, "a string"), ("Language", {}, "a string"), ("Language", ["x"], "a string"),
    ("Language", "x" * 4097, "shorter"), ("Hide_System_Messages", "uj", "an array of strings"),
    ("Hide_System_Messages", [5], "an array of strings"),
    ("From_Email", "a@example.com, b@example.com", "one e-mail address"),
    ("site_time_zone", "Mars", None), ("trusted_proxies", "x", None), ("API_CORS_Origin", "x", None),
    ("Livechat_offline_email", "nobody", None), ("Hide_System_Messages", ["a b"], None),
    ("Livechat_title_color", "blueish", "a colour such as #C1272D, #fff or red"),
    ("Livechat_history_monitor_type", "x", "url or title")])
def test_a_refusal_says_which_rule_was_broken(api, db, admin_user, _id, value, must):
    answer = put(api, admin_user, _id, value)
    if must:
        assert result(answer) == wrong(f"{_id} must be {must}")
    assert answer.status == 400 and answer.json["error"].startswith(f"{_id} must be "), answer
    assert db.row("SELECT * FROM settings WHERE name = %s", _id) is None


def test_what_is_not_there_or_counts_by_itself_cannot_be_set(api, db, admin_user):
    for answer in (put(api, admin_user, "unknown", "x"), api.get(f"{SETTINGS}/unknown", user=admin_user)):
        assert result(answer) == plain("invalid-setting")
    before = db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'")
    assert result(put(api, admin_user, "Livechat_guest_count", 1)) == wrong("Livechat_guest_count counts by itself")
    assert db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'") == before
    assert result(api.post(f"{SETTINGS}/Language", user=admin_user)) == invalid(
        "must have required property 'value'")
