# SPDX-License-Identifier: MIT
"""/livechat/message: a visitor sends, reads, edits and deletes single messages."""

import re

import pytest

from harness.checks import at_once, coded, invalid, plain, result, to_ms
from harness.data import ALPHABET, new_id, now_ms
from harness.messages import (
    MEMBERS, NO_RID, NO_TOKEN, delete, edit, messages_in, paragraph, read, room_row, send, sent)

OUR_ID = re.compile(f"[{ALPHABET}]{{17}}")
EXISTS = coded("A message with this _id already exists", "error-message-exists")
NOTIFY = {
    "all": coded("Notify all in this room not allowed", "error-action-not-allowed",
                 details={"action": "Notify_all_in_this_room"}),
    "here": coded("Notify here in this room not allowed", "error-action-not-allowed",
                  details={"action": "Notify_here_in_this_room"}),
}


# --- sending: the answer ------------------------------------------------------------------------

def test_send_answers_with_the_whole_document_in_its_order(api, room):
    visitor = room.visitor
    before = now_ms()
    answer = send(api, room, "sending livechat message..")
    after = now_ms()
    assert answer.status == 200
    assert list(answer.json) == ["message", "success"] and answer.json["success"] is True
    message = answer.json["message"]
    assert list(message) == MEMBERS
    assert OUR_ID.fullmatch(message["_id"])
    assert before <= to_ms(message["ts"]) <= after
    assert to_ms(message["_updatedAt"]) >= to_ms(message["ts"])
    assert list(message["u"]) == ["_id", "username", "name"]
    del message["_id"], message["ts"], message["_updatedAt"]
    assert message == {
        "rid": room.id, "msg": "sending livechat message..", "token": visitor.token,
        "alias": visitor.name, "urls": [], "mentions": [], "channels": [],
        "u": {"_id": visitor.id, "username": visitor.username, "name": visitor.name},
        "md": paragraph("sending livechat message..")}


def test_the_answer_is_what_is_stored_and_read_later(api, db, room):
    message = sent(api, room, "kept")
    assert result(read(api, room, message["_id"])) == (200, {"message": message, "success": True})
    row = db.row("SELECT * FROM messages WHERE id = %s", message["_id"])
    assert (row["rid"], row["msg"], row["ts"], row["by_visitor"], row["u_id"], row["type"]) == (
        room.id, "kept", to_ms(message["ts"]), 1, room.visitor.id, None)


def test_a_visitor_without_a_name_has_neither_alias_nor_name(api, db):
    message = sent(api, db.room(db.visitor(name=None)))
    assert "alias" not in message
    assert list(message["u"]) == ["_id", "username"]


@pytest.mark.parametrize("msg", ["  a  ", "\na", "\ta\r\n", "<b>&amp;\"'", "a\\b", "%s %n '; DROP",
                                 "\u2028\u0301", "𝔘𝔫𝔦", "x" * 6000])
def test_text_is_kept_exactly_as_sent(api, db, room, msg):
    message = sent(api, room, msg)
    assert message["msg"] == msg
    assert db.value("SELECT msg FROM messages WHERE id = %s", message["_id"]) == msg
    assert read(api, room, message["_id"]).json["message"]["msg"] == msg


def test_links_of_the_text_are_its_urls(api, room):
    message = sent(api, room, "see https://rocket.chat, github.com, joe@joe.com and https://rocket.chat")
    assert message["urls"] == [{"url": "https://rocket.chat", "meta": {}},
                               {"url": "//github.com", "meta": {}},
                               {"url": "mailto:joe@joe.com", "meta": {}}]
    assert message["md"][0]["value"][1] == {"type": "LINK", "value": {
        "src": {"type": "PLAIN_TEXT", "value": "https://rocket.chat"},
        "label": [{"type": "PLAIN_TEXT", "value": "https://rocket.chat"}]}}


def test_known_users_are_mentions_and_unknown_names_are_not(api, db, room):
    agent = db.agent(name="Lisa Miller")
    message = sent(api, room, f"hi @{agent.username} and @nobody.here, see #general")
    assert message["mentions"] == [{"_id": agent.id, "username": agent.username,
                                    "name": "Lisa Miller", "type": "user"}]
    assert message["channels"] == []
    assert {"type": "MENTION_USER", "value": {"type": "PLAIN_TEXT", "value": "nobody.here"}} \
        in message["md"][0]["value"]


@pytest.mark.parametrize("who", ["all", "here"])
def test_a_visitor_may_not_notify_everybody(api, db, room, who):
    assert result(send(api, room, f"wake up @{who}!")) == NOTIFY[who]
    assert result(send(api, room, f"@{who}")) == NOTIFY[who]
    assert messages_in(db, room) == 0
    message = sent(api, room, f"a@{who} is no mention, nor is {who}@{who}.example")
    assert result(edit(api, room, message["_id"], f"@{who}")) == NOTIFY[who]
    assert read(api, room, message["_id"]).json["message"] == message


def test_the_agent_field_is_accepted_and_has_no_effect_on_an_open_room(api, db, room):
    agent = db.agent()
    message = sent(api, room, agent={"agentId": agent.id, "username": agent.username})
    assert list(message) == MEMBERS
    assert room_row(db, room)["served_by_id"] is None


# --- sending: the ladder ------------------------------------------------------------------------

def test_send_checks_fields_then_token_then_room_then_whether_it_is_open(api, db):
    closed = db.room(closed=True)
    token = closed.visitor.token
    assert result(api.post("message")) == NO_TOKEN
    assert result(api.post("message", token=token)) == NO_RID
    assert result(api.post("message", token=token, rid="x")) == invalid("must have required property 'msg'")
    assert result(api.post("message", token="unknown", rid="x", msg="m", foo=1)) \
        == invalid("must NOT have additional properties")
    assert result(api.post("message", token="unknown", rid="x", msg="m")) == plain("invalid-token")
    assert result(api.post("message", token=token, rid="x", msg="m")) == plain("invalid-room")
    assert result(api.post("message", token=token, rid=closed.id, msg="m")) == plain("room-closed")


def test_send_to_an_unknown_token_is_invalid_token(api, room):
    for token in ("unknown", "", " ", "a b", "x" * 256, "é", room.visitor.id):
        assert result(api.post("message", token=token, rid=room.id, msg="m")) == plain("invalid-token")


def test_send_to_another_visitors_room_is_invalid_room(api, db, room):
    other = db.room()
    token = room.visitor.token
    for rid in ("unknown", "", " ", other.id, "x" * 100, "é", "%", room.id + "/"):
        assert result(api.post("message", token=token, rid=rid, msg="m")) == plain("invalid-room"), rid
    assert messages_in(db, other) == 0
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", room.visitor.id) == 1


def test_send_to_a_closed_room_changes_nothing(api, db):
    closed = db.room(closed=True)
    before = room_row(db, closed)
    assert result(send(api, closed)) == plain("room-closed")
    assert room_row(db, closed) == before


def test_send_has_no_limit_of_length_unless_it_is_switched_on(instant):
    room = instant.db.room()
    instant.set(Livechat_message_character_limit="5")
    assert send(instant.api, room, "x" * 6).status == 200
    instant.set(Livechat_enable_message_character_limit="true")
    too_long = plain("message-length-exceeds-character-limit")
    assert result(send(instant.api, room, "x" * 6)) == too_long
    assert send(instant.api, room, "xxxxx").status == 200
    assert send(instant.api, room, "äöüßé").status == 200  # The limit counts characters, not bytes.
    assert send(instant.api, room, "😀😀x").status == 200  # Each of these is a pair of UTF-16 units.
    assert result(send(instant.api, room, "😀😀😀")) == too_long
    closed = instant.db.room(closed=True)
    assert result(send(instant.api, closed, "x" * 6)) == plain("room-closed")
    message = instant.db.message(room)
    assert result(edit(instant.api, room, message, "x" * 6)) == too_long
    assert edit(instant.api, room, message, "x" * 5).status == 200


def test_a_character_limit_of_0_means_that_of_the_users(instant):
    room = instant.db.room()
    message = instant.db.message(room)
    instant.set(Livechat_enable_message_character_limit="true", Message_MaxAllowedSize="4")
    too_long = plain("message-length-exceeds-character-limit")
    assert instant.api.get("/api/v1/livechat/config").json["config"]["settings"]["limitTextLength"] == 4
    assert send(instant.api, room, "xxxx").status == 200
    assert result(send(instant.api, room, "xxxxx")) == too_long
    assert edit(instant.api, room, message, "xxxx").status == 200
    assert result(edit(instant.api, room, message, "xxxxx")) == too_long


BLANK = ["", " ", "\t\r\n", "\u00a0\u3000", "\u200b", "\u2800", "\ufeff\u2060", "\u00ad", "\u3164", "\ufe0f",
         "\U000e0020", "\u0001"]


@pytest.mark.parametrize("text", BLANK)
def test_a_visitors_message_must_show_something(api, db, room, text):
    message = db.message(room)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    blank = coded("The message is blank", "error-message-blank")
    assert result(send(api, room, text)) == blank
    assert result(edit(api, room, message, text)) == blank
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before


@pytest.mark.parametrize("text", [".", "\u200bx", "👨\u200d👩", "❤\ufe0f", "\u2801", "0"])
def test_a_message_that_shows_something_is_stored_as_it_is(api, room, text):
    assert send(api, room, text).json["message"]["msg"] == text


def test_send_is_refused_while_livechat_is_switched_off(instant):
    room = instant.db.room()
    instant.set(Livechat_enabled="false")
    assert result(send(instant.api, room)) == coded("", "error-omnichannel-is-disabled")
    assert messages_in(instant.db, room) == 0
    assert result(instant.api.post("message", token="x", rid=room.id, msg="m")) == plain("invalid-token")


# --- sending: what it changes --------------------------------------------------------------------

def test_a_message_is_counted_in_the_room_and_advances_its_clock(api, db, room):
    before = room_row(db, room)
    message = sent(api, room)
    after = room_row(db, room)
    ts = to_ms(message["ts"])
    assert after["msgs"] == before["msgs"] + 1 and after["listed"] == before["listed"] + 1
    assert after["version"] > before["version"]
    assert after["last_ts"] == after["lm"] == after["visitor_ts"] == ts
    assert after["last_message_id"] == message["_id"]
    assert after["waiting"] == 1 and after["updated_at"] >= ts
    shown = api.get("room", token=room.visitor.token).json["room"]
    assert (shown["msgs"], shown["lm"], shown["lastMessage"]) == (1, message["ts"], message)
    assert shown["v"]["lastMessageTs"] == message["ts"]


def test_a_visitors_message_waits_for_an_answer(api, db):
    room = db.room(agent=db.agent(), waiting=0)
    assert "waitingResponse" not in api.get("room", token=room.visitor.token).json["room"]
    sent(api, room)
    assert api.get("room", token=room.visitor.token).json["room"]["waitingResponse"] is True


def test_the_rooms_clock_only_goes_forward_even_when_that_of_the_host_is_behind(api, db):
    room = db.room()
    ahead = now_ms() + 3_600_000
    db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", ahead, room.id)
    assert [to_ms(sent(api, room)["ts"]) for _ in range(3)] == [ahead + 1, ahead + 2, ahead + 3]
    message = sent(api, room)
    edited = edit(api, room, message["_id"]).json["message"]
    assert to_ms(edited["_updatedAt"]) == to_ms(edited["editedAt"]) == ahead + 5
    deleted = delete(api, room, message["_id"]).json["message"]
    assert to_ms(deleted["ts"]) == ahead + 6
    assert to_ms(sent(api, room)["ts"]) == ahead + 7


def test_simultaneous_sends_never_share_a_ts_and_are_all_counted(api, db, room):
    clients = [api.clone() for _ in range(8)]
    answers = at_once(*[lambda c=c, i=i: [send(c, room, f"{i} {j}") for j in range(3)]
                       for i, c in enumerate(clients)])
    messages = [answer.json["message"] for some in answers for answer in some]
    assert len({message["ts"] for message in messages}) == 24
    for some in answers:  # The messages of each client are in the order in which it sent them.
        stamps = [to_ms(answer.json["message"]["ts"]) for answer in some]
        assert stamps == sorted(stamps)
    row = room_row(db, room)
    assert row["msgs"] == row["listed"] == messages_in(db, room) == 24
    newest = max(messages, key=lambda m: m["ts"])
    assert (row["last_message_id"], row["last_ts"]) == (newest["_id"], to_ms(newest["ts"]))


# --- sending: an _id of the client's choice ------------------------------------------------------

@pytest.mark.parametrize("absent", [None, ""])
def test_with_a_null_or_empty_id_the_server_chooses_one(api, room, absent):
    assert OUR_ID.fullmatch(sent(api, room, _id=absent)["_id"])


@pytest.mark.parametrize("make", [lambda: new_id(1) + new_id(63), lambda: "!~.-_:" + new_id(5),
                                  lambda: new_id(), lambda: "'%\"\\" + new_id(8)])
def test_a_client_may_choose_the_id(api, room, make):
    chosen = make()
    message = sent(api, room, _id=chosen)
    assert message["_id"] == chosen


@pytest.mark.parametrize("bad", ["x" * 65, "a b", "a/b", "é", "a\n", " ", "a\x7f"])
def test_the_error_for_an_invalid_id_names_the_pattern(api, db, room, bad):
    answer = send(api, room, _id=bad)
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params"
    assert re.fullmatch(r'must match pattern ".+" \[invalid-params\]', answer.json["error"]), answer
    assert messages_in(db, room) == 0


def test_the_same_send_again_answers_the_same_and_happens_once(api, db, room):
    chosen = new_id()
    first = send(api, room, "once", _id=chosen)
    before = room_row(db, room)
    assert result(send(api, room, "once", _id=chosen)) == result(first)
    assert room_row(db, room) == before and messages_in(db, room) == 1


def test_simultaneous_repetitions_store_one_message(api, db, room):
    chosen = new_id()
    clients = [api.clone() for _ in range(8)]
    answers = at_once(*[lambda c=c: send(c, room, "once", _id=chosen) for c in clients])
    assert {answer.status for answer in answers} == {200}, answers
    assert len({answer.text for answer in answers}) == 1
    row = room_row(db, room)
    assert messages_in(db, room) == row["msgs"] == row["listed"] == 1


def test_an_id_with_another_text_exists_already(api, db, room):
    chosen = new_id()
    sent(api, room, "one", _id=chosen)
    assert result(send(api, room, "two", _id=chosen)) == EXISTS
    assert result(send(api, room, "one ", _id=chosen)) == EXISTS
    assert result(send(api, room, "ONE", _id=chosen)) == EXISTS
    assert messages_in(db, room) == 1


def test_an_id_used_elsewhere_is_refused_and_nothing_disclosed(api, db, room):
    agent = db.agent()
    elsewhere = [db.message(db.room(), "secret"), db.message(db.room(room.visitor), "secret"),
                 db.message(room, "secret", by=agent),
                 db.value("SELECT id FROM messages WHERE rid = %s AND type = 'livechat-started'", room.id)]
    for taken in elsewhere:
        for msg in ("secret", "other", ""):
            answer = send(api, room, msg, _id=taken)
            assert result(answer) == EXISTS
            assert "secret" not in answer.text
    assert room_row(db, room)["msgs"] == 1  # The agent wrote it.


def test_ids_are_compared_byte_for_byte(api, room):
    chosen = "Case" + new_id()
    one, two = sent(api, room, "a", _id=chosen), sent(api, room, "b", _id=chosen.swapcase())
    assert one["_id"] != two["_id"]
    assert read(api, room, chosen).json["message"]["msg"] == "a"


def test_a_repetition_after_an_edit_answers_with_the_edited_message(api, room):
    chosen = new_id()
    sent(api, room, "first", _id=chosen)
    edited = edit(api, room, chosen, "second").json["message"]
    assert sent(api, room, "first", _id=chosen) == edited
    assert sent(api, room, "anything", _id=chosen) == edited


def test_a_repetition_after_the_room_was_closed_answers_with_the_message(api, db, room):
    chosen = new_id()
    first = sent(api, room, "first", _id=chosen)
    db.execute("UPDATE rooms SET is_open = 0, closed_at = %s WHERE id = %s", now_ms(), room.id)
    assert sent(api, room, "first", _id=chosen) == first
    assert result(send(api, room, "other", _id=chosen)) in (EXISTS, plain("room-closed"))
    assert result(send(api, room, "first", _id=new_id())) == plain("room-closed")


def test_after_a_deletion_the_id_is_free_again(api, db, room):
    chosen = new_id()
    first = sent(api, room, "one", _id=chosen)
    assert delete(api, room, chosen).status == 200
    again = sent(api, room, "two", _id=chosen)
    assert again["ts"] > first["ts"] and again["msg"] == "two"
    assert messages_in(db, room) == room_row(db, room)["msgs"] == 1


# --- unread --------------------------------------------------------------------------------------

def test_unread_is_shown_only_with_receipts_and_until_an_agent_reads(instant):
    db, api = instant.db, instant.api
    agent = db.agent()
    room = db.room(agent=agent)
    assert "unread" not in sent(api, room)
    instant.set(Message_Read_Receipt_Enabled="true")
    message = sent(api, room)
    assert message["unread"] is True
    assert list(message)[:8] == ["_id", "rid", "msg", "token", "alias", "ts", "u", "unread"]
    assert read(api, room, message["_id"]).json["message"]["unread"] is True
    version = room_row(db, room)["version"]
    assert api.get(f"messages/{room.id}", user=agent).json["messages"][0]["unread"] is True
    assert room_row(db, room)["version"] > version
    assert "unread" not in read(api, room, message["_id"]).json["message"]
    assert all("unread" not in m for m in api.get(f"messages/{room.id}", user=agent).json["messages"])
    assert sent(api, room)["unread"] is True
    answer = db.message(room, by=agent)
    assert "unread" not in read(api, room, answer).json["message"]


# --- reading one ----------------------------------------------------------------------------------

def test_read_checks_fields_then_token_then_room_then_message(api, db, room):
    message, token = db.message(room), room.visitor.token
    path = f"message/{message}"
    assert result(api.get(path)) == NO_TOKEN
    assert result(api.get(path, rid=room.id)) == NO_TOKEN
    assert result(api.get(path, token=token)) == NO_RID
    assert result(api.get(path, token=token, rid=room.id, foo="1")) \
        == invalid("must NOT have additional properties")
    assert result(api.get(path, token="unknown", rid="unknown")) == plain("invalid-token")
    assert result(api.get(path, token=token, rid="unknown")) == plain("invalid-room")
    assert result(api.get(path, token=token, rid=db.room().id)) == plain("invalid-room")
    assert result(api.get("message/unknown", token=token, rid=room.id)) == plain("invalid-message")


def test_an_empty_token_or_rid_is_an_unknown_one(api, db, room):
    path = f"message/{db.message(room)}"
    assert result(api.get(path, token="", rid="")) == plain("invalid-token")
    assert result(api.get(path, token=room.visitor.token, rid="")) == plain("invalid-room")


def test_foreign_and_unknown_messages_cannot_be_told_apart(api, db, room):
    other = db.room()
    foreign = [db.message(other), db.message(db.room(room.visitor)), db.message(other, by=db.agent())]
    odd = ["%C3%A9", "x" * 65, "a%20b", "%27"]
    for call in (lambda m: read(api, room, m), lambda m: edit(api, room, m),
                 lambda m: delete(api, room, m)):
        unknown = call(new_id())
        assert result(unknown) == plain("invalid-message")
        for message in foreign + odd:
            assert call(message).body == unknown.body, message
    assert db.value("SELECT COUNT(*) FROM messages WHERE id IN (%s, %s, %s) AND msg = 'hello'",
                    *foreign) == 3


def test_an_agents_message_is_read_without_token_and_alias(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    message = read(api, room, db.message(room, "hi", by=agent, u_name="Lisa")).json["message"]
    assert "token" not in message and "alias" not in message
    assert message["u"] == {"_id": agent.id, "username": agent.username, "name": "Lisa"}


def test_system_messages_and_those_of_closed_rooms_can_be_read(api, db):
    room = db.room(closed=True)
    started = db.value("SELECT id FROM messages WHERE rid = %s", room.id)
    message = read(api, room, started).json["message"]
    assert (message["t"], message["msg"], message["groupable"], message["token"]) == (
        "livechat-started", "", False, room.visitor.token)
    assert "md" not in message


def test_an_imported_file_message_is_read_with_its_upload(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    upload = {"publicFilePath": "https://old.example.com/b.png", "type": "image/png", "size": 17466}
    message = db.message(
        room, "", by=agent, extra_json='"groupable":false,"file":{"_id":"a","name":"b.png","type":"image/png"}',
        file_upload_json='{"publicFilePath":"https://old.example.com/b.png","type":"image/png","size":17466}')
    read_back = read(api, room, message).json["message"]
    assert read_back["file"] == {"_id": "a", "name": "b.png", "type": "image/png"} and read_back["groupable"] is False
    assert read_back["fileUpload"] == upload
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert history[0]["fileUpload"] == upload
    assert "fileUpload" not in api.get(f"messages/{room.id}", user=agent).json["messages"][0]
