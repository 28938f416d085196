# SPDX-License-Identifier: MIT
"""Messages that logged-in users send, edit and delete in livechat rooms: chat.sendMessage and related
routes."""

import json

import pytest

from harness.checks import coded, refused
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


def test_a_method_call_sends(api, db, served):
    agent, room = served
    answer = call(api, agent, _id="call-" + room.id, rid=room.id, msg="by *call*")
    assert answer.status == 200 and answer.json["success"] is True
    result = json.loads(answer.json["message"])
    assert (result["msg"], result["id"]) == ("result", "7")
    assert result["result"] == history(api, room.visitor, room.id)[-1]
    assert result["result"]["_id"] == "call-" + room.id


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
