# SPDX-License-Identifier: MIT
"""PUT and DELETE /livechat/message/{_id}: a visitor edits and deletes their messages."""

import pytest

from harness.checks import JSON_TYPE, at_once, coded, invalid, plain, result, to_ms
from harness.data import new_id, now_ms
from harness.messages import (
    MEMBERS, NOT_ALLOWED, NO_RID, NO_TOKEN, delete, edit, history, messages_in, paragraph, read, room_row,
    sent)


# --- changing -------------------------------------------------------------------------------------

def test_edit_checks_fields_then_token_then_room_then_message_then_author(api, db, room):
    agent = db.agent()
    mine, theirs = db.message(room), db.message(room, by=agent)
    token = room.visitor.token
    put = lambda message=mine, **body: result(api.put(f"message/{message}", **body))  # noqa: E731
    assert put() == NO_TOKEN
    assert put(rid="x", msg="m") == NO_TOKEN
    assert put(token=token, msg="m") == NO_RID
    assert put(token=token, rid=room.id) == invalid("must have required property 'msg'")
    assert put(token="unknown", rid="x", msg="m", foo=1) == invalid("must NOT have additional properties")
    assert put(token=token, rid=room.id, msg={}) == invalid("must be string")
    assert put(token="unknown", rid="x", msg="m") == plain("invalid-token")
    assert put(token=token, rid="x", msg="m") == plain("invalid-room")
    assert put(token=token, rid=db.room().id, msg="m") == plain("invalid-room")
    assert put(token=token, rid="", msg="m") == plain("invalid-room")
    assert put("unknown", token=token, rid=room.id, msg="m") == plain("invalid-message")
    assert put(theirs, token=token, rid=room.id, msg="m") == NOT_ALLOWED
    assert db.value("SELECT msg FROM messages WHERE id = %s", theirs) == "hello"


def test_edit_answers_with_the_whole_document_and_changes_only_the_text(api, db, room):
    original = sent(api, room, "see https://rocket.chat")
    sent(api, room, "next")
    before = room_row(db, room)
    answer = edit(api, room, original["_id"], "editing a livechat message..")
    assert answer.status == 200 and list(answer.json) == ["message", "success"]
    message = answer.json["message"]
    assert list(message) == MEMBERS + ["editedAt", "editedBy"]
    assert message["msg"] == "editing a livechat message.."
    assert message["md"] == paragraph("editing a livechat message..") and message["urls"] == []
    assert message["editedBy"] == {"_id": room.visitor.id, "username": room.visitor.username}
    for same in ("_id", "rid", "ts", "u", "token", "alias"):
        assert message[same] == original[same]
    assert message["_updatedAt"] > original["_updatedAt"] and message["editedAt"] > original["ts"]
    assert read(api, room, original["_id"]).json["message"] == message
    after = room_row(db, room)
    assert (after["msgs"], after["listed"], after["lm"], after["last_message_id"]) == (
        before["msgs"], before["listed"], before["lm"], before["last_message_id"])
    assert after["version"] > before["version"]


def test_a_visitors_system_message_keeps_showing_something(api, db, room):
    assert api.post("room.close", token=room.visitor.token, rid=room.id).status == 200
    closing = history(api, room.visitor, room.id)[-1]
    assert closing["t"] == "livechat-close" and closing["msg"]
    for text in ("", " ", "\u200b"):
        assert result(edit(api, room, closing["_id"], text)) == coded("The message is blank", "error-message-blank")
    assert read(api, room, closing["_id"]).json["message"] == closing


def test_an_edit_takes_its_time_from_the_rooms_clock(api, room):
    first, second = sent(api, room), sent(api, room)
    edited = edit(api, room, first["_id"]).json["message"]
    assert edited["_updatedAt"] > second["ts"]
    assert edit(api, room, second["_id"]).json["message"]["_updatedAt"] > edited["_updatedAt"]
    assert sent(api, room)["ts"] > edited["_updatedAt"]


def test_the_rooms_last_message_follows_an_edit(api, room):
    message = sent(api, room)
    edited = edit(api, room, message["_id"], "better").json["message"]
    assert api.get("room", token=room.visitor.token).json["room"]["lastMessage"] == edited


def test_an_edit_to_the_same_text_is_an_edit(api, room):
    message = sent(api, room, "same")
    edited = edit(api, room, message["_id"], "same").json["message"]
    assert edited["msg"] == "same" and "editedAt" in edited


def test_an_edit_resolves_mentions_again(api, db, room):
    agent = db.agent()
    message = sent(api, room, f"@{agent.username}")
    assert message["mentions"]
    assert edit(api, room, message["_id"], "nobody").json["message"]["mentions"] == []
    again = edit(api, room, message["_id"], f"@{agent.username}").json["message"]
    assert again["mentions"] == message["mentions"]


def test_messages_of_a_closed_room_may_be_edited_and_deleted(api, db):
    room = db.room(closed=True)
    message = db.message(room)
    assert edit(api, room, message, "x").json["message"]["msg"] == "x"
    assert delete(api, room, message).status == 200


def test_an_id_in_the_body_of_an_edit_must_be_that_of_the_path(api, room):
    message = sent(api, room)["_id"]
    assert edit(api, room, message, "a", _id=message).status == 200
    for other in (message + "x", "", None, new_id(), [message]):
        assert result(edit(api, room, message, "b", _id=other)) \
            == invalid("must NOT have additional properties"), other
    assert read(api, room, message).json["message"]["msg"] == "a"


def test_editing_and_deleting_can_be_switched_off(instant):
    room = instant.db.room()
    message = instant.db.message(room)
    instant.set(Message_AllowEditing="false")
    assert result(edit(instant.api, room, message)) == NOT_ALLOWED
    assert result(edit(instant.api, room, "unknown")) == plain("invalid-message")
    instant.set(Message_AllowDeleting="false")
    assert result(delete(instant.api, room, message)) == NOT_ALLOWED
    assert result(delete(instant.api, room, "unknown")) == plain("invalid-message")
    assert result(instant.api.delete(f"message/{message}")) == NO_TOKEN
    assert read(instant.api, room, message).json["message"]["msg"] == "hello"


def test_earlier_versions_are_kept_hidden_when_history_is_kept(instant):
    db, api = instant.db, instant.api
    agent = db.agent()
    room = db.room(agent=agent)
    message = db.message(room, "first")
    instant.set(Message_KeepHistory="true")
    assert edit(api, room, message, "second").status == 200
    row = db.row("SELECT * FROM message_versions WHERE parent_id = %s", message)
    assert row["msg"] == "first" and row["rid"] == room.id
    clone = read(api, room, row["id"]).json["message"]
    assert (clone["_hidden"], clone["parent"], clone["msg"]) == (True, message, "first")
    assert delete(api, room, message).status == 200
    assert db.value("SELECT COUNT(*) FROM message_versions WHERE parent_id = %s", message) == 2
    for answer in (api.get(f"messages.history/{room.id}", token=room.visitor.token),
                   api.get(f"messages/{room.id}", user=agent)):
        assert not {"first", "second"} & {m["msg"] for m in answer.json["messages"]}
    assert result(edit(api, room, row["id"])) == plain("invalid-message")
    assert result(read(api, instant.db.room(), row["id"])) == plain("invalid-message")


# --- removing -------------------------------------------------------------------------------------

def test_delete_checks_fields_then_token_then_room_then_message_then_author(api, db, room):
    mine, theirs = db.message(room), db.message(room, by=db.agent())
    token = room.visitor.token
    call = lambda message=mine, **body: result(api.delete(f"message/{message}", **body))  # noqa: E731
    assert call(token=token) == NO_RID
    assert call(rid=room.id) == NO_TOKEN
    assert call(foo=1) == NO_TOKEN
    assert call(token="unknown", rid="x", msg="x") == invalid("must NOT have additional properties")
    assert call(token=[token], rid=room.id) == invalid("must be string")
    assert call(token=token, rid=room.id, count="x") == invalid("must be number")
    assert call(token=token, rid=room.id, offset={}) == invalid("must be number")
    assert call(token=token, rid=room.id, sort={}) == invalid("must be string")
    assert call(token="unknown", rid="x") == plain("invalid-token")
    assert call(token=None, rid=None) == plain("invalid-token")
    assert call(token=token, rid="x") == plain("invalid-room")
    assert call(token=token, rid=db.room().id) == plain("invalid-room")
    assert call("unknown", token=token, rid=room.id) == plain("invalid-message")
    assert call(theirs, token=token, rid=room.id) == NOT_ALLOWED
    assert messages_in(db, room) == 2


def test_delete_returns_the_id_and_the_time_of_deletion(api, room):
    message = sent(api, room)
    before = now_ms()
    answer = delete(api, room, message["_id"], count=None, offset=1.5, sort=None)
    assert answer.status == 200
    assert list(answer.json) == ["message", "success"]
    assert list(answer.json["message"]) == ["_id", "ts"]
    assert answer.json["message"]["_id"] == message["_id"]
    assert to_ms(message["ts"]) < to_ms(answer.json["message"]["ts"])
    assert before <= to_ms(answer.json["message"]["ts"]) <= now_ms() + 1


def test_a_deleted_message_is_gone_and_the_room_counts_without_it(api, db, room):
    agent = db.agent()
    db.execute("UPDATE rooms SET served_by_id = %s, served_by_username = %s WHERE id = %s", agent.id,
               agent.username, room.id)
    first, second = sent(api, room, "first"), sent(api, room, "second")
    before = room_row(db, room)
    answer = delete(api, room, second["_id"]).json["message"]
    after = room_row(db, room)
    assert (after["msgs"], after["listed"], after["last_message_id"]) == (1, 1, first["_id"])
    assert after["version"] > before["version"] and after["last_ts"] == to_ms(answer["ts"])
    assert api.get("room", token=room.visitor.token).json["room"]["lastMessage"] == first
    assert result(read(api, room, second["_id"])) == plain("invalid-message")
    assert result(edit(api, room, second["_id"])) == plain("invalid-message")
    assert result(delete(api, room, second["_id"])) == plain("invalid-message")
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert [m["msg"] for m in history] == ["first", ""]
    listed = api.get(f"messages/{room.id}", user=agent).json
    assert [m["msg"] for m in listed["messages"]] == ["first"] and listed["total"] == 1
    assert db.rows("SELECT id, deleted_at FROM message_deletions WHERE rid = %s", room.id) == [
        {"id": second["_id"], "deleted_at": to_ms(answer["ts"])}]


def test_deleting_the_only_message_leaves_a_room_without_a_last_one(api, room):
    message = sent(api, room)
    assert delete(api, room, message["_id"]).status == 200
    shown = api.get("room", token=room.visitor.token).json["room"]
    assert shown["msgs"] == 0 and "lastMessage" not in shown


def test_simultaneous_deletions_count_once(api, db, room):
    message, _ = sent(api, room)["_id"], sent(api, room)
    clients = [api.clone() for _ in range(6)]
    answers = at_once(*[lambda c=c: delete(c, room, message) for c in clients])
    assert 200 in {answer.status for answer in answers}
    assert all(a.status == 200 or result(a) == plain("invalid-message") for a in answers)
    row = room_row(db, room)
    assert row["msgs"] == row["listed"] == messages_in(db, room) == 1
    assert db.value("SELECT COUNT(*) FROM message_deletions WHERE id = %s", message) == 1


@pytest.mark.parametrize("give", [
    lambda token, rid: {"body": {"token": token, "rid": rid}},
    lambda token, rid: {"query": {"token": token, "rid": rid}},
    lambda token, rid: {"query": {"rid": rid}, "headers": {"X-Visitor-Token": token}},
    lambda token, rid: {"body": {"rid": rid}, "headers": {"X-Visitor-Token": token}},
    lambda token, rid: {"query": {"token": token}, "body": {"rid": rid}},
    lambda token, rid: {"query": {"token": token, "rid": rid}, "body": {"token": token, "rid": rid},
                        "headers": {"X-Visitor-Token": token}},
])
def test_token_and_rid_of_a_deletion_may_come_from_body_query_and_header(api, db, room, give):
    message = db.message(room, id_by_client=1)
    given = give(room.visitor.token, room.id)
    answer = api.delete(f"message/{message}", query=given.get("query"), headers=given.get("headers"),
                        **given.get("body", {}))
    assert answer.status == 200, answer
    assert messages_in(db, room) == 0


def test_all_fields_of_a_deletion_are_checked(api, db, room):
    message = db.message(room)
    token, other = room.visitor.token, db.room()
    path = f"message/{message}"
    for query, body, headers, expected in (
            ({"token": other.visitor.token}, {"token": token, "rid": room.id}, {}, "invalid-token"),
            ({"token": token}, {"token": other.visitor.token, "rid": room.id}, {}, "invalid-token"),
            ({"token": token, "rid": room.id}, {}, {"X-Visitor-Token": "x"}, "invalid-token"),
            ({}, {"token": token, "rid": room.id}, {"X-Visitor-Token": "x"}, "invalid-token"),
            ({"rid": other.id}, {"token": token, "rid": room.id}, {}, "invalid-room"),
            ({"rid": room.id}, {"token": token, "rid": other.id}, {}, "invalid-room")):
        assert result(api.delete(path, query=query, headers=headers, **body)) == plain(expected)
    assert messages_in(db, room) == 1


# --- removing with the id alone -------------------------------------------------------------------

def test_the_id_alone_deletes_a_visitors_message_with_an_id_of_the_server(api, db, room):
    message = sent(api, room)
    answer = api.delete(f"message/{message['_id']}")
    assert answer.status == 200 and list(answer.json["message"]) == ["_id", "ts"]
    assert to_ms(answer.json["message"]["ts"]) > to_ms(message["ts"])
    assert messages_in(db, room) == room_row(db, room)["msgs"] == 0
    assert result(api.delete(f"message/{message['_id']}")) == NO_TOKEN


def test_an_id_alone_that_may_not_be_deleted_always_gets_the_same_answer(api, db, room):
    chosen = sent(api, room, _id=new_id())["_id"]  # looks like an id of the server
    theirs = db.message(room, by=db.agent())
    started = db.value("SELECT id FROM messages WHERE rid = %s AND type = 'livechat-started'", room.id)
    mine = db.message(room)
    unknown = api.delete(f"message/{new_id()}")
    assert result(unknown) == NO_TOKEN
    short = db.message(room, id=new_id(6))  # can be guessed
    for message in (chosen, theirs, started, short, "x", "x" * 65, "%C3%A9", mine.swapcase()):
        answer = api.delete(f"message/{message}")
        assert (answer.status, answer.body) == (400, unknown.body), message
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", room.id) == 5


def test_deleting_by_the_id_alone_can_be_switched_off(instant):
    room = instant.db.room()
    message = sent(instant.api, room)["_id"]
    instant.set(Livechat_allow_delete_by_id="false")
    assert result(instant.api.delete(f"message/{message}")) == NO_TOKEN
    assert messages_in(instant.db, room) == 1
    assert delete(instant.api, room, message).status == 200


def test_a_request_with_any_other_field_is_not_a_deletion_by_the_id_alone(api, db, room):
    message = sent(api, room)["_id"]
    path = f"message/{message}"
    json_body = f'{{"token":"x","rid":"{room.id}"}}'
    for options in (dict(data="{", headers=JSON_TYPE), dict(data="[]", headers=JSON_TYPE),
                    dict(data="null", headers=JSON_TYPE), dict(data='{"foo":1}', headers=JSON_TYPE),
                    dict(data=json_body, headers={"Content-Type": "text/plain"}), dict(data=json_body),
                    dict(data=json_body, headers={"Content-Type": "application/x-www-form-urlencoded"}),
                    dict(data="rid=x", headers={"Content-Type": "application/x-www-form-urlencoded"}),
                    dict(data=b"\xff", headers=JSON_TYPE), dict(query={"foo": "1"}),
                    dict(query={"token": ""}), dict(query={"rid": room.id}),
                    dict(headers={"X-Visitor-Token": "x"}),
                    dict(headers={"X-Visitor-Token": room.visitor.token}),
                    dict(data=b" " * 131073, headers=JSON_TYPE)):
        answer = api.request("DELETE", path, **options)
        assert answer.status in (400, 413), (options, answer)
    assert result(api.delete(path, headers={"X-Visitor-Token": room.visitor.token})) == NO_RID
    assert messages_in(db, room) == 1


# --- removing under other settings ----------------------------------------------------------------

def test_with_deleted_status_a_message_stays_as_removed(instant):
    db, api = instant.db, instant.api
    agent = db.agent()
    room = db.room(agent=agent)
    message = sent(api, room, f"see https://rocket.chat @{agent.username}")
    instant.set(Message_ShowDeletedStatus="true")
    answer = delete(api, room, message["_id"])
    assert answer.status == 200
    left = read(api, room, message["_id"]).json["message"]
    assert left["t"] == "rm" and left["msg"] == "" and "md" not in left
    assert left["urls"] == left["mentions"] == left["attachments"] == []
    assert left["reactions"] == {}
    assert left["editedBy"] == {"_id": room.visitor.id, "username": room.visitor.username}
    assert left["editedAt"] == answer.json["message"]["ts"] and left["ts"] == message["ts"]
    listed = api.get(f"messages/{room.id}", user=agent).json
    assert listed["messages"] == [] and listed["total"] == 0
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert [m.get("t") for m in history] == ["rm", "livechat-started"]
    assert (room_row(db, room)["msgs"], room_row(db, room)["listed"]) == (0, 0)
    assert db.row("SELECT 1 FROM message_deletions WHERE id = %s", message["_id"]) is None
    assert result(delete(api, room, message["_id"])) == plain("invalid-message")
    assert result(api.put(f"message/{message['_id']}", token=room.visitor.token, rid=room.id,
                          msg="back")) == plain("invalid-message")
    assert (room_row(db, room)["msgs"], room_row(db, room)["listed"]) == (0, 0)


def test_with_kept_history_a_deleted_message_stays_hidden(instant):
    db, api = instant.db, instant.api
    room = db.room()
    message = sent(api, room, "gone")
    instant.set(Message_KeepHistory="true")
    assert delete(api, room, message["_id"]).status == 200
    assert result(read(api, room, message["_id"])) == plain("invalid-message")
    kept = db.value("SELECT id FROM message_versions WHERE parent_id = %s", message["_id"])
    assert read(api, room, kept).json["message"]["_hidden"] is True
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert [m["msg"] for m in history] == [""]
