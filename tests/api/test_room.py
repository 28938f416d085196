# SPDX-License-Identifier: MIT
"""GET /livechat/room: the visitor's open room; one is opened when there is none."""

import re

import pytest

from harness.checks import at_once, coded, plain, result, to_ms
from harness.data import ALPHABET, new_id, now_ms

MEMBERS = ["_id", "msgs", "usersCount", "lm", "fname", "t", "ts", "v", "cl", "open", "waitingResponse",
           "source", "contactId", "queuedAt", "priorityWeight", "estimatedWaitingTimeQueue", "_updatedAt"]


@pytest.fixture
def visitor(db):
    return db.visitor()


def ask(api, visitor, **params):
    return api.get("room", token=visitor.token, **params)


def close(db, rid):
    db.execute("UPDATE rooms SET is_open = 0, closed_at = %s WHERE id = %s", now_ms(), rid)


# --- opening --------------------------------------------------------------------------------------

def test_without_an_open_room_one_is_opened(api, visitor):
    before = now_ms()
    answer = ask(api, visitor)
    assert answer.status == 200 and list(answer.json) == ["room", "newRoom", "success"]
    assert answer.json["newRoom"] is True
    room = answer.json["room"]
    assert list(room) == MEMBERS
    assert re.fullmatch(f"[{ALPHABET}]{{17}}", room["_id"])
    for time in ("ts", "lm", "queuedAt", "_updatedAt"):
        assert before <= to_ms(room[time]) <= now_ms()
    assert room.pop("usersCount") == 1
    for varies in ("_id", "ts", "lm", "contactId", "queuedAt", "_updatedAt"):
        del room[varies]
    assert room == {
        "msgs": 0, "fname": visitor.name, "t": "l", "cl": False, "open": True, "waitingResponse": True,
        "source": {"type": "api"}, "priorityWeight": 99, "estimatedWaitingTimeQueue": 9999999,
        "v": {"_id": visitor.id, "username": visitor.username, "token": visitor.token, "status": "online"}}


def test_a_new_room_waits_in_the_queue_and_has_only_the_starting_message(api, db, visitor):
    agent = db.agent()
    rid = ask(api, visitor).json["room"]["_id"]
    inquiry = db.row("SELECT * FROM inquiries WHERE rid = %s", rid)
    assert (inquiry["status"], inquiry["name"]) == ("queued", visitor.name)
    history = api.get(f"messages.history/{rid}", token=visitor.token).json["messages"]
    assert [(m["t"], m["msg"], m["groupable"], m["token"], m["u"]["_id"]) for m in history] == [
        ("livechat-started", "", False, visitor.token, visitor.id)]
    assert api.get(f"messages/{rid}", user=agent).json["total"] == 0
    row = db.row("SELECT * FROM rooms WHERE id = %s", rid)
    assert (row["msgs"], row["listed"], row["served_by_id"], row["is_open"]) == (0, 0, None, 1)
    assert row["last_ts"] == db.value("SELECT ts FROM messages WHERE rid = %s", rid)


def test_the_first_message_comes_after_the_start(api, visitor):
    room = ask(api, visitor).json["room"]
    message = api.post("message", token=visitor.token, rid=room["_id"], msg="x").json["message"]
    assert message["ts"] > room["ts"]


def test_a_visitor_without_a_name_is_shown_by_their_username(api, db):
    visitor = db.visitor(name=None)
    assert ask(api, visitor).json["room"]["fname"] == visitor.username


def test_the_room_has_the_visitors_department(api, db):
    visitor = db.visitor(department_id="depX")
    room = ask(api, visitor).json["room"]
    assert room["departmentId"] == "depX"
    assert db.value("SELECT department_id FROM inquiries WHERE rid = %s", room["_id"]) == "depX"


# --- finding --------------------------------------------------------------------------------------

def test_the_open_room_is_found_again(api, db, visitor):
    first = ask(api, visitor).json["room"]
    answer = ask(api, visitor)
    assert answer.json == {"room": first, "newRoom": False, "success": True}
    assert ask(api, visitor, rid=first["_id"]).json == answer.json
    assert ask(api, visitor, agentId="whoever").json == answer.json
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", first["_id"]) == 1


def test_after_it_was_closed_a_new_one_is_opened(api, db, visitor):
    first = ask(api, visitor).json["room"]["_id"]
    close(db, first)
    answer = ask(api, visitor)
    assert answer.json["newRoom"] is True and answer.json["room"]["_id"] != first
    assert result(ask(api, visitor, rid=first)) == plain("invalid-room")


def test_a_taken_room_shows_its_agent_and_its_last_message(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    db.message(room, "hello")
    said = db.message(room, "hi", by=agent)
    shown = ask(api, room.visitor).json["room"]
    assert list(shown["servedBy"]) == ["_id", "username", "ts"]
    assert (shown["servedBy"]["_id"], shown["servedBy"]["username"]) == (agent.id, agent.username)
    to_ms(shown["servedBy"]["ts"])
    assert shown["lastMessage"]["_id"] == said and shown["lastMessage"]["msg"] == "hi"
    assert shown["msgs"] == 2 and shown["lm"] == shown["lastMessage"]["ts"] and shown["usersCount"] == 2


@pytest.mark.parametrize("cookie,source", [
    ("rc_room_type=l; rc_is_widget=t", "widget"), ("a=b; rc_is_widget=t; rc_room_type=l; c=d", "widget"),
    ("rc_room_type=l", "api"), ("rc_is_widget=t", "api"), ("rc_room_type=c; rc_is_widget=t", "api"),
    ("rc_room_type=l; rc_is_widget=f", "api"), ("xrc_room_type=l; rc_is_widget=t", "api"), ("", "api")])
def test_a_room_opened_with_the_widgets_cookies_is_a_room_of_the_widget(api, visitor, cookie, source):
    answer = api.get("room", token=visitor.token, headers={"Cookie": cookie} if cookie else {})
    assert answer.json["room"]["source"] == {"type": source}
    assert ask(api, visitor).json["room"]["source"] == {"type": source}


# --- the ladder -----------------------------------------------------------------------------------

def test_wrong_fields_are_match_errors_without_a_type(api, visitor):
    assert result(api.get("room")) == plain("Match error: Missing key 'token'")
    assert result(api.get("room", rid="x")) == plain("Match error: Missing key 'token'")
    assert result(ask(api, visitor, foo="1")) == plain("Match error: Unknown key in field foo")
    assert result(api.request("GET", "room", query=[("token", "a"), ("token", "b")])) \
        == plain("Match error: Expected string, got object in field token")


def test_an_unknown_token_opens_nothing(api, db):
    before = db.value("SELECT COUNT(*) FROM rooms")
    for token in ("unknown", "", " ", "é", "x" * 256, "a/b"):
        assert result(api.get("room", token=token)) == plain("invalid-token"), token
    assert db.value("SELECT COUNT(*) FROM rooms") == before


def test_an_rid_that_is_not_the_visitors_open_room_is_invalid_and_opens_nothing(api, db, visitor):
    other, closed = db.room(), db.room(visitor, closed=True)
    for rid in ("unknown", other.id, closed.id, "é", "x" * 100, other.id.lower()):
        assert result(ask(api, visitor, rid=rid)) == plain("invalid-room"), rid
        assert result(api.get("room", token="unknown", rid=rid)) == plain("invalid-token")
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 1


def test_without_agents_a_room_is_opened_unless_that_is_switched_off(instant):
    db, api = instant.db, instant.api
    db.execute("UPDATE users SET available = 0")
    one, two = db.visitor(), db.visitor()
    assert ask(api, one).json["newRoom"] is True
    instant.set(Livechat_accept_chats_with_no_agents="false")
    assert result(ask(api, two)) == coded("Sorry, no online agents", "no-agent-online")
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", two.id) == 0
    assert ask(api, one).json["newRoom"] is False
    db.user(available=True)  # The user is not an agent.
    db.agent(available=False)
    db.agent(status="offline")
    assert ask(api, two).status == 400
    db.agent()
    assert ask(api, two).json["newRoom"] is True
    db.execute("UPDATE users SET available = 0")


def test_no_room_is_opened_while_livechat_is_switched_off(instant):
    visitor = instant.db.visitor()
    instant.set(Livechat_enabled="false")
    assert result(ask(instant.api, visitor)) == coded("", "error-omnichannel-is-disabled")
    assert instant.db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 0


# --- at the same time, and how often --------------------------------------------------------------

@pytest.mark.parametrize("round_", range(3))
def test_simultaneous_calls_open_one_room(api, db, visitor, round_):
    clients = [api.clone() for _ in range(8)]
    answers = at_once(*[lambda c=c: ask(c, visitor) for c in clients])
    assert {answer.status for answer in answers} == {200}, answers
    assert len({answer.json["room"]["_id"] for answer in answers}) == 1
    assert [answer.json["newRoom"] for answer in answers].count(True) == 1
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 1
    assert db.value("SELECT COUNT(*) FROM messages WHERE u_id = %s", visitor.id) == 1
    rid = answers[0].json["room"]["_id"]
    assert db.value("SELECT COUNT(*) FROM inquiries WHERE rid = %s", rid) == 1


def test_a_room_that_is_opened_can_be_written_into_at_once_by_all(api, db, visitor):
    def open_and_send(client, text):
        rid = ask(client, visitor).json["room"]["_id"]
        return client.post("message", token=visitor.token, rid=rid, msg=text)
    clients = [api.clone() for _ in range(6)]
    answers = at_once(*[lambda c=c, i=i: open_and_send(c, str(i)) for i, c in enumerate(clients)])
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["message"]["rid"] for answer in answers}) == 1
    assert db.value("SELECT msgs FROM rooms WHERE visitor_id = %s", visitor.id) == 6


def test_only_new_rooms_count_for_the_limit(instant):
    db, api = instant.db, instant.api
    instant.set(Livechat_limit_new_room_per_minute="1")
    visitor = db.visitor(token="limited" + new_id())
    first = ask(api, visitor)
    assert first.json["newRoom"] is True and first.headers["X-RateLimit-Limit"] == "1"
    for _ in range(3):
        assert ask(api, visitor).status == 200
    close(db, first.json["room"]["_id"])
    refused = ask(api, visitor)
    assert refused.status == 429 and 1 <= int(refused.headers["Retry-After"]) <= 60
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 1
    assert ask(api, db.visitor()).json["newRoom"] is True  # Each visitor has their own limit.


def test_the_answer_is_never_stored(api, visitor):
    for _ in range(2):
        assert ask(api, visitor).headers["Cache-Control"] == "no-store"
