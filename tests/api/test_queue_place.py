# SPDX-License-Identifier: MIT
"""What a visitor who waits is told: the place in the queue, with each poll, and how long it may take."""

import pytest

from harness.data import new_id, now_ms, without_limits

POLLS = {"history": ("messages.history", {}), "sync": ("messages.sync", {"lastUpdate": "2020-01-01T00:00:00Z"})}


@pytest.fixture(scope="module")
def db(new_database):
    """A database of its own: the queue is empty at first."""
    return without_limits(new_database("queue_place"))


@pytest.fixture(scope="module")
def api(new_site, db):
    return new_site("lighttpd", db.config, label="queue_place").client


@pytest.fixture(autouse=True)
def empty(db):
    db.execute("DELETE FROM inquiries")
    db.execute("UPDATE rooms SET closed_at = closed_at - 172800000")


def opened(api, db, department=None):
    """Opens a room as a visitor does; returns its id and the visitor's token."""
    visitor = db.visitor(department_id=department)
    answer = api.get("room", token=visitor.token)
    assert answer.status == 200, answer
    return answer.json["room"]["_id"], visitor.token


def poll(api, room, name="history", **headers):
    path, query = POLLS[name]
    return api.get(f"{path}/{room[0]}", token=room[1], headers=headers, **query)


def place(answer):
    assert answer.status in (200, 304), answer
    number = answer.headers.get("X-Queue-Position")
    return number and int(number)


def info(api, room):
    return api.get("config", token=room[1]).json["config"].get("queueInfo")


@pytest.mark.parametrize("name", POLLS)
def test_the_place_is_told_with_each_poll(api, db, name):
    agent = db.agent()
    rooms = [opened(api, db) for _ in range(3)]
    assert [place(poll(api, room, name)) for room in rooms] == [1, 2, 3]
    assert [info(api, room)["spot"] for room in rooms] == [1, 2, 3]
    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", rooms[0][0])
    assert api.post("inquiries.take", user=agent, inquiryId=inquiry).status == 200
    assert [place(poll(api, room, name)) for room in rooms] == [None, 1, 2]
    assert api.post("room.close", token=rooms[1][1], rid=rooms[1][0]).status == 200
    assert [place(poll(api, room, name)) for room in rooms] == [None, None, 1]
    assert [info(api, room) and info(api, room)["spot"] for room in rooms] == [None, None, 1]


def test_a_304_tells_the_place_of_now(api, db):
    """The place changes with other rooms, so it is no part of what the ETag stands for."""
    first, second = opened(api, db), opened(api, db)
    answer = poll(api, second)
    assert place(answer) == 2
    api.post("room.close", token=first[1], rid=first[0])
    again = poll(api, second, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, place(again)) == (304, 1)


def test_each_department_has_a_queue(api, db):
    sales, support = db.department("sales", db.agent()), db.department("support", db.agent())
    rooms = [opened(api, db, department) for department in (sales, support, None, sales, support, None)]
    assert [place(poll(api, room)) for room in rooms] == [1, 1, 1, 2, 2, 2]


def test_rooms_of_the_same_moment_have_different_places(api, db):
    rooms = [opened(api, db) for _ in range(4)]
    db.execute("UPDATE inquiries SET ts = 1000")
    assert sorted(place(poll(api, room)) for room in rooms) == [1, 2, 3, 4]


def test_an_agent_is_not_told(api, db):
    room, agent = opened(api, db), db.agent()
    for answer in (api.get(f"messages/{room[0]}", user=agent),
                   api.get(f"messages.sync/{room[0]}", user=agent, lastUpdate="2020-01-01T00:00:00Z")):
        assert place(answer) is None


def test_how_long_it_may_take(api, db):
    """Three agents who end a chat every 100 s on average serve somebody every 33.3 s."""
    agents = [db.agent() for _ in range(3)]
    department, now = db.department("busy", *agents), now_ms()
    rooms = [opened(api, db, department) for _ in range(2)]
    assert [info(api, room) for room in rooms] == [{"spot": 1}, {"spot": 2}]
    for seconds in (50, 150):
        db.room(agent=agents[0], closed=True, department_id=department, served_at=now - seconds * 1000,
                closed_at=now)
    db.room(agent=agents[0], closed=True, served_at=now - 9_000_000, closed_at=now)
    db.room(agent=agents[0], closed=True, department_id=department, served_at=1, closed_at=now - 90_000_000)
    assert [info(api, room) for room in rooms] == [
        {"spot": 1, "estimatedWaitTimeSeconds": 34}, {"spot": 2, "estimatedWaitTimeSeconds": 67}]
    db.execute("UPDATE users SET available = 0 WHERE id = %s", agents[0].id)
    assert info(api, rooms[0]) == {"spot": 1, "estimatedWaitTimeSeconds": 50}
    db.execute("UPDATE users SET available = 0")
    assert info(api, rooms[0]) == {"spot": 1}


def test_strangers_are_told_nothing(api, db):
    opened(api, db)
    assert "queueInfo" not in api.get("config").json["config"]
    assert "queueInfo" not in api.get("config", token=new_id()).json["config"]
    assert "queueInfo" not in api.get("config", token=db.visitor().token).json["config"]
