# SPDX-License-Identifier: MIT
"""Messages that logged-in users send, edit and delete in livechat rooms: chat.sendMessage and related
routes."""

import json

import pytest

from harness.checks import coded, refused, to_ms
from harness.messages import history, room_row


SEND, POST, UPDATE, DELETE = (f"/api/v1/chat.{name}" for name in
                              ("sendMessage", "postMessage", "update", "delete"))


@pytest.fixture
def served(api, db):
    """An agent, and the room of a visitor whom they serve."""
    agent = db.agent()
    return agent, db.room(agent=agent, served_at=None)


def send(api, user, **message):
    return api.post(SEND, user=user, message=message)


def test_an_agents_message_is_complete(api, db, served):
    agent, room = served
    answer = send(api, agent, rid=room.id, msg="Hello *you*")
    assert answer.status == 200, answer
    message = answer.json["message"]
    assert list(message) == ["_id", "rid", "msg", "ts", "u", "_updatedAt", "urls", "mentions",
                             "channels", "md"]
    assert message["u"] == {"_id": agent.id, "username": agent.username, "name": "Test Agent"}
    assert message["msg"] == "Hello *you*"
    assert history(api, room.visitor, room.id)[-1] == message


def test_an_answer_ends_the_wait_and_its_response_time_is_stored(api, db, served):
    agent, room = served
    asked = api.post("message", token=room.visitor.token, rid=room.id, msg="?").json["message"]
    assert room_row(db, room.id)["waiting"] == 1
    answered = send(api, agent, rid=room.id, msg="!").json["message"]
    send(api, agent, rid=room.id, msg="!!")
    row = room_row(db, room.id)
    assert (row["waiting"], row["responses"], row["msgs"], row["listed"]) == (0, 1, 3, 3)
    assert (row["response_by_id"], row["response_by_username"]) == (agent.id, agent.username)
    assert row["response_ms"] == db.value(
        "SELECT a.ts - b.ts FROM messages a JOIN messages b ON b.id = %s WHERE a.id = %s",
        asked["_id"], answered["_id"])
    metrics = api.get("room", token=room.visitor.token).json["room"]["metrics"]
    assert metrics["v"]["lq"] == asked["ts"]
    assert metrics["response"]["total"] == 1


def test_who_answered_first_stays_named_whoever_answers_later(api, db):
    first, second, manager = db.agent(), db.agent(), db.manager()
    room = db.room(agent=first)

    def response_by():
        seen = api.get("rooms", user=manager, roomName=room.visitor.name, count=100).json["rooms"]
        return next(r for r in seen if r["_id"] == room.id).get("responseBy")
    api.post("message", token=room.visitor.token, rid=room.id, msg="?")
    assert response_by() is None
    send(api, first, rid=room.id, msg="first")
    named = {"_id": first.id, "username": first.username}
    assert response_by() == named
    send(api, manager, rid=room.id, msg="a colleague")
    assert response_by() == named
    assert api.post("room.forward", user=first, roomId=room.id, userId=second.id).status == 200
    assert response_by() == named, "a forward changes who serves the room, not who answered"
    api.post("message", token=room.visitor.token, rid=room.id, msg="??")
    send(api, second, rid=room.id, msg="second")
    assert response_by() == named
    row = room_row(db, room.id)
    assert (row["served_by_id"], row["responses"]) == (second.id, 2)


def test_a_question_of_several_messages_waits_from_the_first_one_on(api, db):
    agent = db.agent()
    room = db.room(agent=agent, served_at=1)  # The agent took it long before the question.
    visitor = room.visitor

    def ask(text):
        return api.post("message", token=visitor.token, rid=room.id, msg=text).json["message"]["ts"]

    def answer(text):
        return send(api, agent, rid=room.id, msg=text).json["message"]["ts"]

    def seen():
        return api.get("room", token=visitor.token).json["room"]

    first, _, last = ask("one"), ask("two"), ask("three")
    assert seen()["metrics"]["v"]["lq"] == first
    assert seen()["v"]["lastMessageTs"] == last
    answered = answer("I see")
    wait = to_ms(answered) - to_ms(first)
    answer("and")
    row = room_row(db, room.id)
    assert (row["response_ms"], row["first_response_ms"], row["responses"]) == (wait, wait, 1)
    metrics = seen()["metrics"]
    assert (metrics["v"]["lq"], metrics["servedBy"]["lr"]) == (first, answered)
    second, _ = ask("another"), ask("thing")
    assert seen()["metrics"]["v"]["lq"] == second
    waited = to_ms(answer("done")) - to_ms(second)
    row = room_row(db, room.id)
    assert (row["response_ms"], row["first_response_ms"], row["responses"]) == (wait + waited, wait, 2)
    greeted = db.room(agent=agent)
    greeting = to_ms(send(api, agent, rid=greeted.id, msg="Welcome").json["message"]["ts"])
    assert room_row(db, greeted.id)["first_response_ms"] == greeting - room_row(db, greeted.id)["ts"]


def test_what_agents_write_is_counted_in_the_room(api, db, served):
    agent, room = served

    def counted():
        row = room_row(db, room.id)
        return row["agent_msgs"], row["agent_lm"], row["reaction_ms"]

    # Nobody serves the room: there is no reaction yet.
    assert counted() == (0, None, None)
    api.post("message", token=room.visitor.token, rid=room.id, msg="Hi")
    greeting = to_ms(send(api, agent, rid=room.id, msg="Hello").json["message"]["ts"])
    assert counted() == (1, greeting, None)
    db.execute("UPDATE rooms SET served_at = %s WHERE id = %s", greeting - 1000, room.id)
    second = send(api, agent, rid=room.id, msg="How can I help?").json["message"]
    assert counted() == (2, to_ms(second["ts"]), to_ms(second["ts"]) - greeting + 1000)
    third = send(api, agent, rid=room.id, msg="Are you there?").json["message"]
    assert counted() == (3, to_ms(third["ts"]), to_ms(second["ts"]) - greeting + 1000)
    asked = api.post("message", token=room.visitor.token, rid=room.id, msg="Yes").json["message"]
    assert api.delete(f"message/{asked['_id']}", token=room.visitor.token, rid=room.id).status == 200
    assert api.post(DELETE, user=agent, roomId=room.id, msgId=third["_id"]).status == 200
    assert counted()[0] == 2


def test_a_chosen_id_makes_an_answer_safe_to_repeat(api, db, served):
    agent, room = served
    first = send(api, agent, _id="mine-" + room.id, rid=room.id, msg="once")
    again = send(api, agent, _id="mine-" + room.id, rid=room.id, msg="once")
    assert first.json == again.json
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id) == 1
    exists = coded("A message with this _id already exists", "error-message-exists")
    refused(send(api, agent, _id="mine-" + room.id, rid=room.id, msg="other"), exists)
    refused(send(api, db.manager(), _id="mine-" + room.id, rid=room.id, msg="once"), exists)


def test_only_permitted_users_may_send(api, db, served):
    agent, room = served
    assert api.post(SEND, message={"rid": room.id, "msg": "x"}).status == 401
    refused(send(api, db.agent(), rid=room.id, msg="x"), coded("Not allowed", "error-not-allowed"))
    refused(send(api, db.user(), rid=room.id, msg="x"), coded("Not allowed", "error-not-allowed"))
    assert send(api, db.manager(), rid=room.id, msg="x").status == 200
    queued = db.room()
    refused(send(api, agent, rid=queued.id, msg="x"), coded("Not allowed", "error-not-allowed"))


def test_refusals_of_sending(api, db, served):
    agent, room = served
    assert api.post(SEND, user=agent, json={}).json["error"] == \
        "must have required property 'message' [invalid-params]"
    refused(send(api, agent, msg="x"), "The 'rid' property on the message object is missing.")
    answer = send(api, agent, rid="none", msg="x")
    assert answer.json == {"success": False, "error": "[error-invalid-room]",
                           "errorType": "error-invalid-room"}
    refused(send(api, agent, rid=room.id, msg="x" * 5001),
            coded("Message size exceeds Message_MaxAllowedSize", "error-message-size-exceeded"))
    assert send(api, agent, rid=room.id, msg="\U0001f600" * 2500).status == 200
    closed = db.room(agent=agent, closed=True)
    refused(send(api, agent, rid=closed.id, msg="x"), "room-closed")


def test_agents_may_mention_all(api, db, served):
    agent, room = served
    mentions = send(api, agent, rid=room.id, msg="@all and @" + agent.username).json["message"]["mentions"]
    assert mentions == [{"_id": "all", "username": "all"},
                        {"_id": agent.id, "username": agent.username, "name": "Test Agent",
                         "type": "user"}]


def test_attachments_are_passed_on_as_they_are(api, db, served):
    agent, room = served
    attachments = [{"text": "Yes or no?", "actions": [{"type": "button", "n": 1.5, "x": None}]}]
    message = send(api, agent, rid=room.id, msg="", attachments=attachments).json["message"]
    assert message["attachments"] == attachments
    assert "md" not in message
    assert history(api, room.visitor, room.id)[-1]["attachments"] == attachments


def writers(api, agent, room):
    """All ways in which a user can send attachments; each returns the answer's error, or None."""
    def post(attachments):
        return api.post(POST, user=agent, roomId=room.id, text="x", attachments=attachments).json.get("error")

    def sent(attachments):
        return send(api, agent, rid=room.id, msg="x", attachments=attachments).json.get("error")

    def call(attachments):
        answer = api.post("/api/v1/method.call/sendMessage", user=agent, message=json.dumps({
            "msg": "method", "id": "1", "method": "sendMessage",
            "params": [{"rid": room.id, "msg": "x", "attachments": attachments}]}))
        return json.loads(answer.json["message"]).get("error", {}).get("message")

    return post, sent, call


LINKS = ["title_link", "message_link", "author_link", "author_icon", "thumb_url", "image_url", "audio_url",
         "video_url", "footer_icon"]


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", " javascript:x",
                                 "\x01javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x",
                                 "\u00a0javascript:x", "%6aavascript:x", "x:y"])
def test_links_of_attachments_cannot_run_anything(api, db, served, bad):
    agent, room = served
    before = room_row(db, room.id)
    for write in writers(api, agent, room):
        for name in LINKS if bad.startswith("java") else LINKS[:1]:
            expected = f"{name} must be a link with http or https, or a relative one [invalid-params]"
            assert write([{"text": "fine"}, {name: bad}]) == expected
            assert write([{"attachments": [{"attachments": [{name: bad}]}]}]) == expected
        for name in ("url", "image_url"):
            assert write([{"actions": [{"type": "button", name: bad}]}]).startswith(f"{name} must be a link")
    assert room_row(db, room.id) == before


@pytest.mark.parametrize("member", [
    {"url": "file:///etc/passwd"}, {"link": "x:y"}, {"imageUrl": "blob:x"}, {"permaLink": " https://example.com"},
    {"blocks": [{"type": "actions", "elements": [{"type": "button", "url": "javascript:alert(1)"}]}]},
    {"md": [{"type": "LINK", "value": {"src": {"type": "PLAIN_TEXT", "value": "javascript:alert(1)"}}}]},
    {"x": "JavaScript:alert(1)"}, {"x": ["fine", " \tjava\nscript:x"]}, {"x": "\u00a0\u200bvbscript:x"},
    {"x": {"y": "data:text/html,x"}}, {"x": "DATA:image/svg+xml;base64,x"},
    {"actions": [{"name": "javascript:x"}]}, {"fields": [{"link": "javascript:x"}]},
    {"image_dimensions": {"href": "data:x"}}, {"attachments": [{"attachments": [{"url": "javascript:x"}]}]}])
def test_no_other_member_of_an_attachment_can_run_anything(api, db, served, member):
    agent, room = served
    before = room_row(db, room.id)
    for write in writers(api, agent, room):
        error = write([{"text": "fine"}, member])
        assert " must not begin with " in error or " must be a link with http or https" in error, error
    assert room_row(db, room.id) == before


def test_other_members_of_attachments_are_kept(api, served):
    agent, room = served
    attachments = [{"url": "https://example.com", "link": "/a", "x": "Data: 5, java script, javascript", "md": [1, None],
                    "blocks": [{"text": {"type": "plain_text", "text": "see javascript:x"}}],
                    "icon": "data:image/png;base64,AA=="}]
    sent = send(api, agent, rid=room.id, msg="", attachments=attachments).json["message"]
    assert sent["attachments"] == attachments


@pytest.mark.parametrize("good", ["https://example.com/a?b=javascript:c", "HTTP://example.com", "/file-upload/a/b.png",
                                  "//example.com/a", "a/b:c", "?a:b", "#a:b", ""])
def test_http_and_relative_links_of_attachments_are_kept(api, served, good):
    agent, room = served
    sent = send(api, agent, rid=room.id, msg="", attachments=[{"title_link": good}]).json["message"]
    assert sent["attachments"] == [{"title_link": good}]


@pytest.mark.parametrize("wrong", [{"title": {}}, {"title": ["a"]}, {"collapsed": "maybe"}, {"image_size": "big"},
                                   {"image_dimensions": 5}, {"image_dimensions": {"width": {}}}, {"ts": "yesterday"},
                                   {"fields": [{"short": 7}]}, {"fields": [7]}, {"actions": {}}, 7, "x"])
def test_members_of_attachments_have_their_types(api, db, served, wrong):
    agent, room = served
    before = room_row(db, room.id)
    for write in writers(api, agent, room):
        assert (write([wrong]) or "").endswith("[invalid-params]")
    assert room_row(db, room.id) == before


def test_known_members_of_attachments_are_kept(api, served):
    agent, room = served
    attachments = [{"title": "T", "ts": 1700000000000, "color": "#f00", "collapsed": True, "author_name": None,
                    "fields": [{"short": True, "title": "a", "value": "b"}], "mine": {"any": [1]},
                    "image_dimensions": {"width": 1, "height": 2.5}, "attachments": [{"text": "quoted"}]},
                   {"ts": "2026-01-02T03:04:05.000Z"}]
    sent = send(api, agent, rid=room.id, msg="", attachments=attachments).json["message"]
    assert sent["attachments"] == attachments


def test_an_edit_to_nothing_removes_md_and_back_again_restores_it(api, served):
    agent, room = served
    sent = send(api, agent, rid=room.id, msg="some text https://rocket.chat").json["message"]
    edit = {"roomId": room.id, "msgId": sent["_id"]}
    empty = api.post(UPDATE, user=agent, **edit, text="").json["message"]
    assert empty["msg"] == "" and "md" not in empty and empty["urls"] == []
    assert api.post(UPDATE, user=agent, **edit, text=sent["msg"]).json["message"]["md"] == sent["md"]


def test_bots_post_by_room_or_channel(api, db, served):
    agent, room = served
    for name in ("roomId", "channel"):
        answer = api.post(POST, user=agent, **{name: room.id, "text": "beep"})
        assert answer.status == 200
        assert answer.json["channel"] == room.id
        assert isinstance(answer.json["ts"], int)
        assert answer.json["message"]["msg"] == "beep"
    for body in ({"text": "x"}, {"roomId": "none", "text": "x"}):
        answer = api.post(POST, user=agent, **body)
        assert answer.json == {"success": False, "error": "[invalid-channel]",
                               "errorType": "invalid-channel"}
    assert api.post(POST, roomId=room.id, text="x").status == 401


def test_an_agent_edits_their_message(api, db, served):
    agent, room = served
    sent = send(api, agent, rid=room.id, msg="tpyo").json["message"]
    answer = api.post(UPDATE, user=agent, roomId=room.id, msgId=sent["_id"], text="typo")
    assert answer.status == 200
    changed = answer.json["message"]
    assert (changed["msg"], changed["ts"]) == ("typo", sent["ts"])
    assert changed["editedBy"] == {"_id": agent.id, "username": agent.username}
    assert changed["editedAt"] > sent["ts"]
    assert history(api, room.visitor, room.id)[-1] == changed


def test_only_the_author_edits_or_deletes(api, db, served):
    agent, room = served
    sent = send(api, agent, rid=room.id, msg="mine").json["message"]["_id"]
    asked = db.message(room, "the visitor's")
    stranger, manager = db.agent(), db.manager()
    for path, refusal in ((UPDATE, coded("Message editing not allowed", "error-action-not-allowed")),
                          (DELETE, None)):
        def call(user, message, rid=room.id, path=path):
            body = {"text": "x"} if path == UPDATE else {}
            return api.post(path, user=user, roomId=rid, msgId=message, **body)

        for answer in (call(manager, sent), call(agent, asked)):
            if refusal:
                refused(answer, refusal)
            else:
                refused(answer, "error-action-not-allowed")
        for answer, name in ((call(stranger, sent), sent), (call(agent, "none"), "none")):
            refused(answer, f'No message found with the id of "{name}".')
        refused(call(agent, sent, rid="other"),
                "The room id provided does not match where the message is from.")
    assert {m["msg"] for m in history(api, room.visitor, room.id)[1:]} == {"mine", "the visitor's"}


def test_an_agent_deletes_their_message(api, db, served):
    agent, room = served
    sent = send(api, agent, rid=room.id, msg="gone").json["message"]
    answer = api.post(DELETE, user=agent, roomId=room.id, msgId=sent["_id"])
    assert answer.status == 200
    assert answer.json["_id"] == sent["_id"] and answer.json["message"]["msg"] == "gone"
    assert answer.json["ts"].isdigit()
    assert sent["_id"] not in [m["_id"] for m in history(api, room.visitor, room.id)]
    row = room_row(db, room.id)
    assert (row["msgs"], row["listed"]) == (0, 0)


def test_editing_and_deleting_can_be_switched_off(instant):
    api, agent = instant.api, instant.db.agent()
    room = instant.db.room(agent=agent)
    sent = send(api, agent, rid=room.id, msg="stays").json["message"]["_id"]
    instant.set(Message_AllowEditing="false", Message_AllowDeleting="false")
    refused(api.post(UPDATE, user=agent, roomId=room.id, msgId=sent, text="x"),
            coded("Message editing not allowed", "error-action-not-allowed"))
    refused(api.post(DELETE, user=agent, roomId=room.id, msgId=sent), "error-action-not-allowed")


# --- in the words of a method call ---

def call(api, user, method="sendMessage", **message):
    body = {"msg": "method", "id": "7", "method": method, "params": [message]}
    return api.post(f"/api/v1/method.call/{method}", user=user, message=json.dumps(body))


def test_a_method_call_sends(api, db, site, served):
    agent, room = served
    answer = call(api, agent, _id="call-" + room.id, rid=room.id, msg="by *call*")
    assert answer.status == 200 and answer.json["success"] is True
    result = json.loads(answer.json["message"])
    assert (result["msg"], result["id"]) == ("result", "7")
    assert result["result"] == history(api, room.visitor, room.id)[-1]
    assert result["result"]["_id"] == "call-" + room.id
    assert "answered 500" not in site.log()


def test_a_method_call_fails_in_its_own_words(api, db, served):
    agent, room = served
    answer = call(api, db.agent(), rid=room.id, msg="x")
    assert (answer.status, answer.json["success"]) == (400, False)
    assert json.loads(answer.json["message"]) == {"msg": "result", "id": "7", "error": {
        "isClientSafe": True, "error": "error-not-allowed", "reason": "Not allowed",
        "message": "Not allowed [error-not-allowed]", "errorType": "Meteor.Error"}}
    answer = call(api, agent, rid="none", msg="x")
    assert json.loads(answer.json["message"])["error"]["message"] == "[error-invalid-room]"
    answer = call(api, agent, method="deleteEverything")
    assert json.loads(answer.json["message"])["error"]["error"] == "404"
    assert api.post("/api/v1/method.call/sendMessage", message="{}").status == 401
    for text in ("{", "[]", "{}", '{"method":"other","params":[{}]}', '{"params":[]}'):
        answer = api.post("/api/v1/method.call/sendMessage", user=agent, message=text)
        assert answer.status == 400 and answer.json["success"] is False, text
