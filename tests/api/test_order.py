# SPDX-License-Identifier: MIT
"""Order: whatever happens at the same time, a room's messages have one order, and clients that page through
it get each message exactly once."""

import os
import threading
import time

import pytest

from harness.checks import at_once, listed, to_ms
from harness.data import new_id

FULL = os.environ.get("FULL") == "1"
SENDERS = 8
EACH = 500 if FULL else 100


@pytest.fixture(scope="module")
def site(new_site, config, db):
    """A site with enough processes for concurrent requests."""
    return new_site("lighttpd", config, label="order", workers=6)


def history(client, room, **query):
    return listed(client.get(f"messages.history/{room.id}", token=room.visitor.token, **query), "messages")


def stored(db, room):
    """Returns (ts, id, msg) of the visitors' and agents' messages, in the room's order."""
    return [(row["ts"], row["id"], row["msg"]) for row in db.rows(
        "SELECT ts, id, msg FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)]


def check_counters(db, room):
    """Checks that the room's counters match its messages."""
    row = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    messages = db.rows("SELECT * FROM messages WHERE rid = %s ORDER BY ts", room.id)
    written = [m for m in messages if m["type"] is None]
    assert row["msgs"] == len(written)
    assert row["listed"] == len([m for m in messages if m["type"] in (None, "livechat-close")])
    assert row["last_message_id"] == (written[-1]["id"] if written else None)
    assert row["last_ts"] >= max(max(m["ts"], m["updated_at"]) for m in messages)


def page_back(client, room, limit):
    """Pages through the room from its newest message to its beginning."""
    pages, query = [], {}
    while page := history(client, room, limit=limit, **query):
        pages += page
        assert query.get("end") != page[-1]["ts"], "a page begins where the one before began"
        query = {"end": page[-1]["ts"]}
    return [(to_ms(m["ts"]), m["_id"]) for m in pages if "t" not in m]


class Follower:
    """A client that follows a room with `ts`, and pages back by `end` when a page is full."""

    def __init__(self, client, room):
        self.client, self.room = client, room
        self.next = 0
        self.seen = []

    def poll(self):
        new, query = [], {}
        while True:
            page = history(self.client, self.room, limit=50, ts=self.next, **query)
            new += page
            if len(page) < 50:
                break
            query = {"end": page[-1]["ts"]}
        if new:
            self.next = to_ms(new[0]["ts"]) + 1
        self.seen += [(to_ms(m["ts"]), m["_id"]) for m in reversed(new) if "t" not in m]


def test_concurrent_senders(site, db):
    """The visitor writes in several windows, and the agent answers in the last one."""
    agent = db.agent()
    room = db.room(agent=agent)
    done = threading.Event()
    passes = []

    def send(number):
        client, sent = site.client.clone(), []
        for n in range(EACH):
            if number == SENDERS - 1:
                answer = client.post("/api/v1/chat.sendMessage", user=agent, message={
                    "rid": room.id, "msg": f"{number} {n}"})
            else:
                answer = client.post("message", token=room.visitor.token, rid=room.id, msg=f"{number} {n}")
            assert answer.status == 200, answer
            sent.append((to_ms(answer.json["message"]["ts"]), answer.json["message"]["_id"]))
        return sent

    def all_senders():
        try:
            return at_once(*(lambda n=n: send(n) for n in range(SENDERS)))
        finally:
            done.set()

    def look_back():
        client = site.client.clone()
        while not done.is_set() or len(passes) < 2:
            passes.append(page_back(client, room, 37))

    def follow():
        follower = Follower(site.client.clone(), room)
        while not done.is_set():
            follower.poll()
            time.sleep(0.01)
        follower.poll()
        return follower.seen

    sent, _, followed = at_once(all_senders, look_back, follow)
    rows = stored(db, room)
    order = [(ts, _id) for ts, _id, _ in rows]
    assert len(order) == SENDERS * EACH
    assert len({ts for ts, _ in order}) == len(order), "two messages share a ts"
    assert sorted(m for one in sent for m in one) == order, "an answer had another ts than is stored"
    for number in range(SENDERS):
        own = [msg for _, _, msg in rows if msg.startswith(f"{number} ")]
        assert own == [f"{number} {n}" for n in range(EACH)], "a sender's messages changed places"
    assert followed == order, "polling with ts lost, repeated or moved a message"
    for seen in passes:
        known = [m for m in order if seen and m <= seen[0]]
        assert seen == known[::-1], "paging with end lost, repeated or moved a message"
    assert page_back(site.client.clone(), room, 100) == order[::-1]
    check_counters(db, room)


def test_paging_with_one_message_a_page(site, db):
    """With the smallest page a cursor that is off by one shows at once."""
    room = db.room()
    for n in range(7):
        db.message(room, str(n))
    order = [(ts, _id) for ts, _id, _ in stored(db, room)]
    assert page_back(site.client, room, 1) == order[::-1]
    for ts, _ in order:
        lower = history(site.client, room, ts=ts)
        assert [to_ms(m["ts"]) for m in reversed(lower)] == [t for t, _ in order if t >= ts]


def test_edits_and_deletions_in_between(site, db):
    """Four clients send, edit and delete their own messages in one room."""
    room = db.room()
    rounds = 60 if FULL else 15

    def work(number):
        client, kept, edited, removed = site.client.clone(), set(), set(), set()
        who = {"token": room.visitor.token, "rid": room.id}
        for n in range(rounds):
            ids = []
            for _ in range(3):
                answer = client.post("message", **who, msg=f"{number} {n}")
                assert answer.status == 200, answer
                ids.append(answer.json["message"]["_id"])
            answer = client.put(f"message/{ids[0]}", **who, msg=f"{number} {n} edited")
            assert answer.status == 200, answer
            answer = client.delete(f"message/{ids[1]}", **who)
            assert answer.status == 200, answer
            edited.add(ids[0])
            removed.add(ids[1])
            kept.add(ids[2])
        return kept, edited, removed

    before = db.row("SELECT version, last_ts FROM rooms WHERE id = %s", room.id)
    done = at_once(*(lambda n=n: work(n) for n in range(4)))
    kept, edited, removed = (set().union(*sets) for sets in zip(*done))
    rows = db.rows("SELECT * FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
    assert {row["id"] for row in rows} == kept | edited
    assert {row["id"] for row in rows if row["edited_at"]} == edited
    assert {row["id"] for row in rows if row["msg"].endswith(" edited")} == edited
    deletions = db.rows("SELECT * FROM message_deletions WHERE rid = %s", room.id)
    assert sorted(row["id"] for row in deletions) == sorted(removed)
    changes = [row["updated_at"] for row in rows] + [row["deleted_at"] for row in deletions]
    assert len(set(changes)) == len(changes), "two changes share a point in time"
    check_counters(db, room)
    after = db.row("SELECT version, last_ts FROM rooms WHERE id = %s", room.id)
    assert after["version"] >= before["version"] + 5 * 4 * rounds
    shown = site.client.get("room", token=room.visitor.token).json["room"]
    assert shown["msgs"] == len(rows)
    assert shown["lastMessage"]["_id"] == rows[-1]["id"]


def test_deleting_the_same_message_at_once(site, db):
    """Only one of the deletions is counted."""
    room = db.room()
    db.message(room, "stays")
    for _ in range(5):
        _id = db.message(room, "goes")
        at_once(*[lambda: site.client.clone().delete(
            f"message/{_id}", token=room.visitor.token, rid=room.id)] * 6)
        assert db.value("SELECT COUNT(*) FROM message_deletions WHERE id = %s", _id) == 1
        check_counters(db, room)
    assert [msg for _, _, msg in stored(db, room)] == ["stays"]


def test_concurrent_batches(site, db):
    """A batch is stored as one: no other message stands between two of its own."""
    agent, room = db.agent(), db.room()
    batches = 40 if FULL else 12

    def send(number):
        client = site.client.clone()
        for n in range(batches):
            answer = client.post("messages", user=agent, visitor={"token": room.visitor.token}, messages=[
                {"msg": f"{number} {n} {i}"} for i in range(5)])
            assert answer.status == 200, answer
            times = [to_ms(m["ts"]) for m in answer.json["messages"]]
            assert times == sorted(set(times))
            assert [m["msg"] for m in answer.json["messages"]] == [f"{number} {n} {i}" for i in range(5)]

    def chat():
        client = site.client.clone()
        for n in range(batches * 3):
            assert client.post("message", token=room.visitor.token, rid=room.id, msg="x").status == 200

    at_once(*(lambda n=n: send(n) for n in range(5)), chat)
    rows = [msg for _, _, msg in stored(db, room)]
    assert len(rows) == 5 * batches * 5 + batches * 3
    for number in range(5):
        own = [msg for msg in rows if msg.startswith(f"{number} ")]
        assert own == [f"{number} {n} {i}" for n in range(batches) for i in range(5)]
        for n in range(batches):
            begin = rows.index(f"{number} {n} 0")
            assert rows[begin:begin + 5] == [f"{number} {n} {i}" for i in range(5)]
    check_counters(db, room)


def test_one_visitor_is_registered_at_the_same_time(site, db):
    """However many requests register a new visitor, there is one visitor with one room."""
    agent, token = db.agent(), new_id(30)
    answers = at_once(*(lambda n=n: site.client.clone().post(
        "messages", user=agent, visitor={"token": token}, messages=[{"msg": f"{n} a"}, {"msg": f"{n} b"}])
        for n in range(8)))
    assert {answer.status for answer in answers} == {200}, answers
    visitors = db.rows("SELECT id FROM visitors WHERE token = %s", token)
    assert len(visitors) == 1
    rooms = db.rows("SELECT id FROM rooms WHERE visitor_id = %s", visitors[0]["id"])
    assert len(rooms) == 1
    rows = db.rows("SELECT type, msg FROM messages WHERE rid = %s ORDER BY ts", rooms[0]["id"])
    assert rows[0]["type"] == "livechat-started"
    texts = [row["msg"] for row in rows[1:]]
    assert len(texts) == 16
    assert all(texts[i + 1] == texts[i].replace("a", "b") for i in range(0, 16, 2))


def test_one_room_is_opened_at_the_same_time(site, db):
    visitor = db.visitor()
    answers = at_once(*[lambda: site.client.clone().get("room", token=visitor.token)] * 8)
    assert {answer.status for answer in answers} == {200}, answers
    assert len({answer.json["room"]["_id"] for answer in answers}) == 1
    assert [answer.json["newRoom"] for answer in answers].count(True) == 1
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 1
    assert db.value("SELECT COUNT(*) FROM inquiries i JOIN rooms r ON r.id = i.rid"
                    " WHERE r.visitor_id = %s", visitor.id) == 1


def test_one_room_is_taken_at_the_same_time(site, db):
    """One of the agents who take the same room gets it, and the others get an error."""
    for _ in range(4):
        room, agents = db.room(), [db.agent() for _ in range(6)]
        inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", room.id)
        answers = at_once(*(lambda a=agent: site.client.clone().post(
            "inquiries.take", user=a, inquiryId=inquiry) for agent in agents))
        won = [agent for agent, answer in zip(agents, answers) if answer.status == 200]
        assert len(won) == 1, answers
        assert {answer.json["error"] for answer in answers if answer.status != 200} == {
            "Inquiry already taken [error-inquiry-taken]"}
        row = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
        assert (row["served_by_id"], row["users_count"]) == (won[0].id, 2)
        assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type = 'command'", room.id) == 1


def test_a_room_is_closed_while_people_write(site, db):
    """Accepted messages stand before the closing message, and nothing stands after it."""
    agent = db.agent()
    room = db.room(agent=agent)
    who = {"token": room.visitor.token, "rid": room.id}

    def write():
        client, accepted = site.client.clone(), []
        while True:
            answer = client.post("message", **who, msg="x")
            if answer.status != 200:
                assert answer.json == {"success": False, "error": "room-closed"}, answer
                return accepted
            accepted.append(answer.json["message"]["_id"])

    def close():
        time.sleep(0.1)
        return site.client.clone().post("room.close", **who)
    *written, first, second = at_once(write, write, write, write, close, close)
    assert sorted(answer.status for answer in (first, second)) == [200, 400], (first, second)
    rows = db.rows("SELECT id, type FROM messages WHERE rid = %s ORDER BY ts", room.id)
    assert rows[-1]["type"] == "livechat-close"
    assert [row["type"] for row in rows].count("livechat-close") == 1
    assert sorted(row["id"] for row in rows if row["type"] is None) == sorted(sum(written, []))
    check_counters(db, room)


def test_the_wall_clock_is_behind_the_room(site, db):
    """The room's last message is in the future, as after the clock was set back."""
    room = db.room()
    future = db.value("SELECT last_ts FROM rooms WHERE id = %s", room.id) + 3_600_000
    db.message(room, "from the future", ts=future)
    for n in range(3):
        answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg=str(n))
        assert to_ms(answer.json["message"]["ts"]) == future + 1 + n, answer
    assert [m["msg"] for m in history(site.client, room)] == ["2", "1", "0", "from the future", ""]
