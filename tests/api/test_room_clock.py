# SPDX-License-Identifier: MIT
"""The room's clock: each change of a room has a millisecond of its own, and no client ever sees a time that
is more than a second ahead of the wall clock. These tests set the clock to where very many changes would have
brought it."""

import concurrent.futures

import pytest

from harness.checks import to_ms
from harness.data import now_ms

AHEAD_MAX_MS = 1000
FAR_MS = 2500  # further ahead than is allowed, and near enough to wait for


def put_ahead(db, room, by_ms):
    db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", now_ms() + by_ms, room.id)
    return last_ts(db, room)


def last_ts(db, room):
    return db.value("SELECT last_ts FROM rooms WHERE id = %s", room.id)


def send(api, db, room, agent):
    return api.post("message", token=room.visitor.token, rid=room.id, msg="x")


def answer(api, db, room, agent):
    return api.post("/api/v1/chat.sendMessage", user=agent, message={"rid": room.id, "msg": "x"})


def batch(api, db, room, agent):
    return api.post("messages", user=agent, visitor={"token": room.visitor.token},
                    messages=[{"msg": str(n)} for n in range(20)])


def edit(api, db, room, agent):
    _id = db.value("SELECT id FROM messages WHERE rid = %s AND msg = 'old'", room.id)
    return api.put(f"message/{_id}", token=room.visitor.token, rid=room.id, msg="new")


def delete(api, db, room, agent):
    _id = db.value("SELECT id FROM messages WHERE rid = %s AND msg = 'old'", room.id)
    return api.delete(f"message/{_id}", token=room.visitor.token, rid=room.id)


def visit(api, db, room, agent):
    return api.post("page.visited", token=room.visitor.token, rid=room.id, pageInfo={
        "change": "url", "title": "t", "location": {"href": "https://a.example/"}})


def close(api, db, room, agent):
    return api.post("room.close", token=room.visitor.token, rid=room.id)


@pytest.mark.parametrize("change", [send, answer, batch, edit, delete, visit, close])
def test_a_change_waits_until_the_clock_is_near(api, db, change):
    agent = db.agent()
    room = db.room(agent=agent)
    db.message(room, "old", ts=now_ms() - 50_000)
    ahead = put_ahead(db, room, FAR_MS)
    assert change(api, db, room, agent).status == 200
    assert ahead < last_ts(db, room) <= now_ms() + AHEAD_MAX_MS


def test_nobody_sees_a_time_that_is_too_far_ahead(api, db):
    """Several clients write into such a room at the same time; each checks the time of its own message."""
    room = db.room()
    put_ahead(db, room, FAR_MS)

    def ahead_by(client):
        answer = client.post("message", token=room.visitor.token, rid=room.id, msg="x")
        assert answer.status == 200, answer
        return to_ms(answer.json["message"]["ts"]) - now_ms()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert max(pool.map(ahead_by, [api.clone() for _ in range(4)])) <= AHEAD_MAX_MS


def test_a_wall_clock_that_was_set_back_delays_nobody(api, db):
    """The room continues after its last change: the order stays right, and nobody waits for an hour."""
    room = db.room()
    ahead = put_ahead(db, room, 3_600_000)
    answer = send(api, db, room, None)
    assert answer.status == 200 and to_ms(answer.json["message"]["ts"]) == ahead + 1
