# SPDX-License-Identifier: MIT
"""A retry is always safe: a message that is sent twice is stored once, and clients do not notice lost
connections to the database."""

import concurrent.futures
import itertools
import os
import random
import time

import pytest

from harness.checks import at_once, wait_for
from harness.data import Data, new_id, now_ms, without_limits

FULL = os.environ.get("FULL") == "1"
EXISTS = (b'{"success":false,"error":"A message with this _id already exists'
          b' [error-message-exists]","errorType":"error-message-exists"}')


@pytest.fixture(scope="module")
def db(new_database):
    """A database for this file only: all connections to it belong to the processes under test."""
    return without_limits(new_database("retry"))


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("lighttpd", db.config, label="retry", workers=4)


@pytest.fixture(scope="module")
def api(site):
    return site.client


def send(api, room, _id, msg="hello", **other):
    return api.post("message", **{
        "token": room.visitor.token, "rid": room.id, "msg": msg, "_id": _id, **other})


def look(db, room):
    """Returns everything that is stored about a room, for comparison."""
    return (db.row("SELECT * FROM rooms WHERE id = %s", room.id),
            db.rows("SELECT * FROM messages WHERE rid = %s ORDER BY ts", room.id))


def connections(db):
    return [row["id"] for row in db.rows(
        "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()")]


def kill(db, *ids):
    for number in ids:
        try:
            db.execute("KILL %s", number)
        except Exception as error:  # It ended by itself meanwhile.
            assert error.args[0] == 1094, error


def check_counters(db, room):
    row = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    written = db.rows("SELECT id FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
    assert (row["msgs"], row["listed"]) == (len(written), len(written))
    assert row["last_message_id"] == (written[-1]["id"] if written else None)


# --- the same id again -------------------------------------------------------------------------

def test_a_repeated_message_is_stored_once(api, db, room):
    _id = new_id()
    first = send(api, room, _id, "Grüße 😀")
    assert first.status == 200, first
    before = look(db, room)
    for _ in range(3):
        again = send(api, room, _id, "Grüße 😀")
        assert (again.status, again.body) == (200, first.body)
    assert look(db, room) == before, "a retry had side effects"


@pytest.mark.parametrize("msg", ["a", "**bold** http://example.com", "x" * 100_000])
def test_repeated_texts(api, db, room, msg):
    _id = new_id()
    first = send(api, room, _id, msg)
    again = send(api, room, _id, msg)
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", _id) == 1


def test_ids_are_compared_exactly(api, db, room):
    _id = "Aa" + new_id()
    ids = [_id, _id.swapcase(), _id + "x", _id[:-1], _id.upper(), _id.lower()]
    for number, one in enumerate(ids):
        assert send(api, room, one, str(number)).status == 200, one
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == len(set(ids))


def test_another_text(api, db, room):
    _id = new_id()
    send(api, room, _id, "one")
    before = look(db, room)
    for msg in ("two", "one ", "One", "onë", ""):
        answer = send(api, room, _id, msg)
        assert (answer.status, answer.body) == (400, EXISTS), msg
    assert look(db, room) == before


def test_taken_elsewhere_discloses_nothing(api, db, room):
    """The answer is the same, whatever is known of the id and whoever sent it."""
    other = db.room()
    second = db.room(visitor=room.visitor)
    agent = db.agent()
    taken = {
        "another visitor's": db.message(other, "hello"),
        "another room of the same visitor's": db.message(second, "hello"),
        "an agent's": db.message(room, "hello", by=agent),
        "the server's": db.value("SELECT id FROM messages WHERE rid = %s", room.id),
        "another visitor's, the server's": db.value(
            "SELECT id FROM messages WHERE rid = %s AND type IS NOT NULL", other.id),
        "edited since": db.message(other, "hello", edited_at=now_ms(), edited_by_id="x",
                                   edited_by_username="x"),
    }
    before = [look(db, one) for one in (room, other, second)]
    for what, _id in taken.items():
        for msg in ("hello", "", "something else"):
            answer = send(api, room, _id, msg)
            assert (answer.status, answer.body) == (400, EXISTS), what
    assert [look(db, one) for one in (room, other, second)] == before


def test_after_an_edit(api, db, room):
    _id = new_id()
    send(api, room, _id, "one")
    edited = api.put(f"message/{_id}", token=room.visitor.token, rid=room.id, msg="two")
    assert edited.status == 200
    before = look(db, room)
    for msg in ("one", "two", "three"):
        answer = send(api, room, _id, msg)
        assert (answer.status, answer.json) == (200, edited.json), msg
    assert look(db, room) == before


def test_after_the_room_was_closed(api, db, room):
    _id = new_id()
    first = send(api, room, _id)
    assert api.post("room.close", token=room.visitor.token, rid=room.id).status == 200
    before = look(db, room)
    assert send(api, room, _id).body == first.body
    assert send(api, room, _id).status == 200
    assert send(api, room, _id, "other").body == EXISTS
    assert send(api, room, new_id()).json == {"success": False, "error": "room-closed"}
    assert look(db, room) == before


def test_after_a_deletion(api, db, room):
    _id = new_id()
    first = send(api, room, _id, "one").json["message"]
    assert api.delete(f"message/{_id}", token=room.visitor.token, rid=room.id).status == 200
    again = send(api, room, _id, "two")
    assert (again.status, again.json["message"]["msg"]) == (200, "two")
    assert again.json["message"]["ts"] > first["ts"]
    check_counters(db, room)


def test_a_retry_succeeds_even_if_it_would_be_refused_now(instant):
    """What was accepted stays accepted, even if a setting would refuse it now."""
    room, _id = instant.db.room(), new_id()
    first = send(instant.api, room, _id, "long enough")
    instant.set(Livechat_enable_message_character_limit="true", Livechat_message_character_limit="3")
    again = send(instant.api, room, _id, "long enough")
    assert (again.status, again.body) == (200, first.body)
    refused = send(instant.api, room, new_id(), "long enough")
    assert refused.json["error"] == "message-length-exceeds-character-limit"
    instant.set(Livechat_enabled="false")
    again = send(instant.api, room, _id, "long enough")
    assert (again.status, again.body) == (200, first.body)


def test_without_an_id(api, db, room):
    """Without an id the server cannot recognize a repetition: each message is stored, with an id of the
    server."""
    for absent in ({}, {"_id": None}, {"_id": ""}):
        for _ in range(2):
            answer = api.post("message", token=room.visitor.token, rid=room.id, msg="x", **absent)
            assert answer.status == 200 and len(answer.json["message"]["_id"]) == 17
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == 6


def test_agents_retry_too(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    visitors = db.message(room, "hello")

    def answer(_id, msg="hello"):
        return api.post("/api/v1/chat.sendMessage", user=agent, message={
            "rid": room.id, "msg": msg, "_id": _id})
    _id = new_id()
    first = answer(_id)
    assert first.status == 200, first
    before = look(db, room)
    assert answer(_id).body == first.body
    for refused in (answer(_id, "other"), answer(visitors), send(api, room, _id)):
        assert (refused.status, refused.body) == (400, EXISTS)
    assert look(db, room) == before


def test_the_same_id_at_the_same_time(api, db, room):
    for round_number in range(10):
        _id = new_id()
        answers = at_once(*[lambda: send(api.clone(), room, _id)] * 8)
        assert [answer.status for answer in answers] == [200] * 8, answers
        assert len({answer.body for answer in answers}) == 1
        assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", _id) == 1
        assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == round_number + 1
    check_counters(db, room)


def test_the_same_id_at_the_same_time_from_many_visitors(api, db):
    """When visitors choose the same id, one of them gets it and the others get an error."""
    rooms = [db.room() for _ in range(8)]
    for _ in range(5):
        _id = new_id()
        answers = at_once(*(lambda r=r: send(api.clone(), r, _id) for r in rooms))
        assert sorted(answer.status for answer in answers) == [200] + [400] * 7, answers
        assert {answer.body for answer in answers if answer.status == 400} == {EXISTS}
        assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", _id) == 1
    for room in rooms:
        check_counters(db, room)


def test_delete_at_the_second_attempt(api, room):
    """When the first answer was lost, the second says that there is no such message."""
    _id = new_id()
    send(api, room, _id)
    who = {"token": room.visitor.token, "rid": room.id}
    assert api.delete(f"message/{_id}", **who).status == 200
    assert api.delete(f"message/{_id}", **who).json == {"success": False, "error": "invalid-message"}


# --- the connection to the database is lost ----------------------------------------------------

def every_request(api, db, room):
    """Returns one request of each kind, with the expected answer, as functions by name."""
    who = {"token": room.visitor.token, "rid": room.id}
    agent = db.manager()
    _id, gone = db.message(room), db.message(room)
    empty = db.visitor()
    return {
        "send": lambda: api.post("message", **who, msg="x"),
        "send with an id": lambda: api.post("message", **who, msg="x", _id=new_id()),
        "read": lambda: api.get(f"message/{_id}", **who),
        "edit": lambda: api.put(f"message/{_id}", **who, msg="y"),
        "history": lambda: api.get(f"messages.history/{room.id}", token=room.visitor.token),
        "delete": lambda: api.delete(f"message/{gone}", **who),
        "batch": lambda: api.post("messages", user=agent, visitor={"token": room.visitor.token},
                                  messages=[{"msg": "1"}, {"msg": "2"}]),
        "list": lambda: api.get(f"messages/{room.id}", user=agent),
        "offline message": lambda: api.post("offline.message", name="A", email="a@example.com",
                                            message="x"),
        "register": lambda: api.post("visitor", visitor={"token": new_id(), "name": "V"}),
        "visitor": lambda: api.get(f"visitor/{room.visitor.token}"),
        "find a room": lambda: api.get("room", token=room.visitor.token),
        "open a room": lambda: api.get("room", token=empty.token),
    }


def test_killed_between_requests(api, db, room):
    requests = every_request(api, db, room)
    for name, request in requests.items():
        for _ in range(8):  # All processes have a connection.
            api.get(f"messages.history/{room.id}", token=room.visitor.token)
        kill(db, *connections(db))
        answer = request()
        assert answer.status == 200, (name, answer)
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == 2 - 1 + 2 + 2
    check_counters(db, room)


@pytest.mark.parametrize("name", ["send", "send with an id", "edit", "delete", "batch"])
def test_killed_in_a_transaction(api, db, room, name):
    """The request waits for the locked room when its connection is killed."""
    request = every_request(api, db, room)[name]
    before = db.value("SELECT msgs FROM rooms WHERE id = %s", room.id)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with db.held(room):
            answer = pool.submit(request)
            first, *_ = wait_for(db.waiting)
            kill(db, first)
            second, *_ = wait_for(lambda: [number for number in db.waiting() if number != first])
            kill(db, second)
        assert answer.result().status == 200, answer.result()
    more = {"send": 1, "send with an id": 1, "edit": 0, "delete": -1, "batch": 2}[name]
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == before + more
    check_counters(db, room)


def test_killed_at_random(api, db):
    """Connections are killed all the time; clients do not notice, and everything is stored once."""
    rooms = [db.room() for _ in range(4)]
    agent = db.agent()
    dice = random.Random(20)
    answered = {room.id: 0 for room in rooms}
    talking = set(answered)
    killed = 0

    def talk(room):
        client, who = api.clone(), {"token": room.visitor.token, "rid": room.id}
        answers, kept = [], []
        for n in itertools.count():
            if n >= (400 if FULL else 80) and killed > 5:
                return answers, kept
            answered[room.id] = len(answers)
            _id = new_id()
            kept.append(f"{n}")
            answers.append(client.post("message", **who, msg=f"{n}", _id=_id))
            if n % 4 == 0:
                kept[-1] = f"{n} edited"
                answers.append(client.put(f"message/{_id}", **who, msg=f"{n} edited"))
            if n % 4 == 1:
                kept.pop()
                answers.append(client.delete(f"message/{_id}", **who))
            if n % 4 == 2:
                kept += [f"{n} a", f"{n} b"]
                answers.append(client.post(
                    "messages", user=agent, visitor={"token": room.visitor.token},
                    messages=[{"msg": f"{n} a"}, {"msg": f"{n} b"}]))
            if n % 4 == 3:
                answers.append(client.get(f"messages.history/{room.id}", token=room.visitor.token))

    def all_have_gone_on(before):
        return all(answered[room] > before[room] for room in list(talking))

    def cut():
        """Kills one connection at a time. The requests that it affects are answered before the next one is
        killed; otherwise a slow machine could lose as many connections as one request may."""
        nonlocal killed
        killer = Data(db.config)
        own = {killer.value("SELECT CONNECTION_ID()"), db.value("SELECT CONNECTION_ID()")}
        while talking:
            others = [number for number in connections(killer) if number not in own]
            if others:
                before = dict(answered)
                kill(killer, dice.choice(others))
                killed += 1
                wait_for(lambda: all_have_gone_on(before))
            time.sleep(0.02)
        killer.connection.close()

    def talk_to_the_end(room):
        try:
            return talk(room)
        finally:
            talking.remove(room.id)

    *talks, _ = at_once(*(lambda r=r: talk_to_the_end(r) for r in rooms), cut)
    for room, (answers, kept) in zip(rooms, talks):
        assert {answer.status for answer in answers} == {200}, [a for a in answers if a.status != 200]
        rows = db.rows("SELECT msg FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
        assert [row["msg"] for row in rows] == kept
        check_counters(db, room)


def test_locked_for_a_while(api, db, room):
    """The send waits for its turn and is stored once."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with db.held(room):
            answer = pool.submit(send, api, room, new_id())
            wait_for(db.waiting)
            time.sleep(2.5 if FULL else 0.3)
            assert not answer.done()
        assert answer.result().status == 200
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == 1
