# SPDX-License-Identifier: MIT
"""POST /livechat/messages: a logged-in user sends several messages for a visitor."""

import re

import pytest

from harness.checks import JSON_TYPE, at_once, coded, invalid, plain, result, to_ms
from harness.data import new_id, now_ms


@pytest.fixture(scope="module")
def agent(db):
    return db.agent()


def batch(api, user, token, *texts):
    return api.post("messages", user=user, json={
        "visitor": {"token": token}, "messages": [{"msg": text} for text in texts]})


def rooms_of(db, token):
    return db.rows("SELECT r.* FROM rooms r JOIN visitors v ON v.id = r.visitor_id WHERE v.token = %s"
                   " ORDER BY r.ts", token)


def messages_of(db, rid):
    return db.rows("SELECT * FROM messages WHERE rid = %s ORDER BY ts", rid)


def new_token():
    return "batch" + new_id(27)


# --- the answer -----------------------------------------------------------------------------------

def test_answers_in_the_order_sent_with_exactly_three_members_each(api, db, agent):
    room = db.room()
    before = now_ms()
    answer = batch(api, agent, room.visitor.token, "test", "hello", "other", "third")
    assert answer.status == 200 and list(answer.json) == ["messages", "success"]
    messages = answer.json["messages"]
    assert [list(message) for message in messages] == [["username", "msg", "ts"]] * 4
    assert [message["msg"] for message in messages] == ["test", "hello", "other", "third"]
    assert {message["username"] for message in messages} == {room.visitor.username}
    stamps = [to_ms(message["ts"]) for message in messages]
    assert before <= stamps[0] and stamps == sorted(set(stamps)) and stamps[-1] <= now_ms() + 4


def test_any_logged_in_user_may_send_a_batch(api, db):
    room = db.room(agent=db.agent())
    assert batch(api, db.user(), room.visitor.token, "x").status == 200


def test_login_comes_before_the_fields_and_the_fields_before_the_token(api, agent):
    assert api.post("messages", json={"foo": 1}).status == 401
    assert result(api.post("messages", json={"foo": 1}, user=agent)) \
        == invalid("must have required property 'visitor'")
    assert result(api.post("messages", user=agent, json={"visitor": {"token": ""}, "messages": []})) \
        == invalid("must NOT have fewer than 1 items")
    for blank in ("", " "):
        assert result(batch(api, agent, blank, "x")) \
            == coded("Token cannot be empty", "error-invalid-token")


@pytest.mark.parametrize("bad", ["a b", "a/b", "é", "x" * 256, "a\n"])
def test_the_error_for_an_invalid_token_names_the_pattern(api, db, agent, bad):
    answer = batch(api, agent, bad, "x")
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params"
    assert re.fullmatch(r'must match pattern ".+" \[invalid-params\]', answer.json["error"])
    assert db.row("SELECT 1 FROM visitors WHERE token = %s", bad) is None


# --- what is stored -------------------------------------------------------------------------------

def test_messages_are_the_visitors_own_whoever_sent_them(api, db, agent):
    room = db.room()
    messages = batch(api, agent, room.visitor.token, "see https://rocket.chat", "two").json["messages"]
    rows = [row for row in messages_of(db, room.id) if row["type"] is None]
    assert [(row["msg"], row["by_visitor"], row["u_id"], row["u_username"]) for row in rows] == [
        ("see https://rocket.chat", 1, room.visitor.id, room.visitor.username),
        ("two", 1, room.visitor.id, room.visitor.username)]
    assert [row["ts"] for row in rows] == [to_ms(message["ts"]) for message in messages]
    shown = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"][1]
    assert shown["token"] == room.visitor.token and shown["alias"] == room.visitor.name
    assert shown["md"] and shown["urls"] == [{"url": "https://rocket.chat", "meta": {}}]
    assert re.fullmatch(r"\w{17}", shown["_id"])


def test_a_batch_is_counted_in_the_room_and_advances_its_clock(api, db, agent):
    room = db.room()
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    messages = batch(api, agent, room.visitor.token, "a", "b", "c").json["messages"]
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after["msgs"] == after["listed"] == 3 and after["version"] > before["version"]
    assert after["last_ts"] == after["lm"] == after["visitor_ts"] == to_ms(messages[-1]["ts"])
    assert after["last_message_id"] == messages_of(db, room.id)[-1]["id"]
    assert api.get("room", token=room.visitor.token).json["room"]["lastMessage"]["msg"] == "c"


def test_a_batch_goes_into_the_visitors_first_open_room(api, db, agent):
    visitor = db.visitor()
    db.room(visitor, closed=True, ts=now_ms() - 900_000)
    first = db.room(visitor, ts=now_ms() - 600_000)
    db.room(visitor, ts=now_ms() - 300_000)
    batch(api, agent, visitor.token, "x")
    assert [row["msgs"] for row in rooms_of(db, visitor.token)] == [0, 1, 0]
    assert rooms_of(db, visitor.token)[1]["id"] == first.id


def test_without_an_open_room_one_is_opened(api, db, agent):
    closed = db.room(closed=True)
    batch(api, agent, closed.visitor.token, "a", "b")
    rooms = rooms_of(db, closed.visitor.token)
    assert len(rooms) == 2 and rooms[0]["msgs"] == 0
    new = rooms[1]
    assert (new["is_open"], new["msgs"], new["source"], new["fname"]) == (1, 2, "api", closed.visitor.name)
    assert [(m["type"], m["msg"]) for m in messages_of(db, new["id"])] == [
        ("livechat-started", ""), (None, "a"), (None, "b")]
    assert db.value("SELECT status FROM inquiries WHERE rid = %s", new["id"]) == "queued"


def test_an_unknown_visitor_is_registered_with_the_next_guest_number(api, db, agent):
    number = int(db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'"))
    token = new_token()
    answer = batch(api, agent, token, "a")
    assert answer.json["messages"][0]["username"] == f"guest-{number + 1}"
    visitor = api.get(f"visitor/{token}").json["visitor"]
    assert visitor["username"] == f"guest-{number + 1}" and visitor["status"] == "online"
    assert "name" not in visitor
    assert len(rooms_of(db, token)) == 1
    history = api.get(f"messages.history/{rooms_of(db, token)[0]['id']}", token=token).json["messages"]
    assert [m["msg"] for m in history] == ["a", ""] and "alias" not in history[0]


def test_the_messages_of_a_batch_are_as_limited_as_others(instant):
    agent, room = instant.db.agent(), instant.db.room()
    instant.set(Livechat_enable_message_character_limit="true", Livechat_message_character_limit="3")
    assert batch(instant.api, agent, room.visitor.token, "xxx").status == 200
    before = messages_of(instant.db, room.id)
    assert result(batch(instant.api, agent, room.visitor.token, "xxx", "xxxx")) == \
        plain("message-length-exceeds-character-limit")
    assert result(batch(instant.api, agent, room.visitor.token, "xxx", " ")) == \
        coded("The message is blank", "error-message-blank")
    assert messages_of(instant.db, room.id) == before


@pytest.mark.parametrize("who", ["all", "here"])
def test_a_batch_is_stored_whole_or_not_at_all(api, db, agent, who):
    room = db.room()
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    answer = batch(api, agent, room.visitor.token, "one", f"hi @{who}", "three")
    assert result(answer) == coded(f"Notify {who} in this room not allowed", "error-action-not-allowed",
                                   details={"action": f"Notify_{who}_in_this_room"})
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before
    assert len(messages_of(db, room.id)) == 1


# --- whether a room may be opened -----------------------------------------------------------------

def test_without_agents_a_room_is_opened_unless_that_is_switched_off(instant):
    db, api = instant.db, instant.api
    user = db.user()
    db.execute("UPDATE users SET available = 0")
    assert batch(api, user, new_token(), "x").status == 200
    instant.set(Livechat_accept_chats_with_no_agents="false")
    token = new_token()
    assert result(batch(api, user, token, "x")) == coded("Sorry, no online agents", "no-agent-online")
    assert api.get(f"visitor/{token}").status == 200  # The visitor is registered all the same.
    assert rooms_of(db, token) == []
    room = db.room()
    assert batch(api, user, room.visitor.token, "x").status == 200  # An open room is enough.
    offline = db.agent(status="offline")
    assert batch(api, user, token, "x").status == 400
    db.execute("UPDATE users SET status = 'online' WHERE id = %s", offline.id)
    assert batch(api, user, token, "x").status == 200
    db.execute("UPDATE users SET available = 0")


def test_nothing_is_sent_while_livechat_is_switched_off(instant):
    agent, room = instant.db.agent(), instant.db.room()
    instant.set(Livechat_enabled="false")
    for token in (room.visitor.token, new_token()):
        assert result(batch(instant.api, agent, token, "x")) == coded("", "error-omnichannel-is-disabled")
    assert len(messages_of(instant.db, room.id)) == 1


# --- at the same time ------------------------------------------------------------------------------

def test_simultaneous_batches_of_a_new_visitor_share_one_room_and_one_name(api, db, agent):
    token = new_token()
    clients = [api.clone() for _ in range(8)]
    answers = at_once(*[lambda c=c, i=i: batch(c, agent, token, f"{i} a", f"{i} b", f"{i} c")
                       for i, c in enumerate(clients)])
    assert {answer.status for answer in answers} == {200}, answers
    assert len({m["username"] for answer in answers for m in answer.json["messages"]}) == 1
    rooms = rooms_of(db, token)
    assert len(rooms) == 1 and rooms[0]["msgs"] == rooms[0]["listed"] == 24
    texts = [m["msg"] for m in messages_of(db, rooms[0]["id"])][1:]
    for i in range(0, 24, 3):  # No message stands between the messages of another batch.
        assert [text.split()[1] for text in texts[i:i + 3]] == ["a", "b", "c"]
        assert len({text.split()[0] for text in texts[i:i + 3]}) == 1


def test_guest_numbers_are_never_given_twice(api, agent):
    tokens = [new_token() for _ in range(8)]
    clients = [api.clone() for _ in tokens]
    answers = at_once(*[lambda c=c, t=t: batch(c, agent, t, "x") for c, t in zip(clients, tokens)])
    names = [answer.json["messages"][0]["username"] for answer in answers]
    assert len(set(names)) == 8 and all(re.fullmatch(r"guest-\d+", name) for name in names)


def test_a_large_batch_is_stored_in_order(api, db, agent):
    room = db.room()
    texts = [f"message {i}" for i in range(300)]
    answer = batch(api, agent, room.visitor.token, *texts)
    assert [m["msg"] for m in answer.json["messages"]] == texts
    assert [m["msg"] for m in messages_of(db, room.id)][1:] == texts


def test_a_batch_counts_for_the_users_rate_limit_and_not_for_the_visitors(api, db, agent):
    room = db.room()
    answer = batch(api, agent, room.visitor.token, *["x"] * 15)
    assert answer.status == 200
    again = batch(api, agent, room.visitor.token, "x")
    assert int(answer.headers["X-RateLimit-Remaining"]) - int(again.headers["X-RateLimit-Remaining"]) <= 1
    sent = api.post("message", token=room.visitor.token, rid=room.id, msg="x")
    assert int(sent.headers["X-RateLimit-Remaining"]) == int(sent.headers["X-RateLimit-Limit"]) - 1


def test_of_a_name_given_twice_inside_a_message_the_last_counts(api, db, agent):
    token = db.room().visitor.token
    body = f'{{"visitor":{{"token":"{token}"}},"messages":[{{"msg":"a"}},{{"msg":"b","msg":"c"}}]}}'
    answer = api.post("messages", data=body, headers=JSON_TYPE, user=agent)
    assert [message["msg"] for message in answer.json["messages"]] == ["a", "c"], answer
