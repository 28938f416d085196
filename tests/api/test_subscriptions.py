# SPDX-License-Identifier: MIT
"""An agent's rooms for clients of Rocket.Chat that ask by date: rooms.get, rooms.info, subscriptions.*."""

import concurrent.futures

import pytest

from harness.checks import to_ms, wait_for
from harness.data import now_ms

V1 = "/api/v1/"


class Scene:
    def __init__(self, db):
        self.agent, self.other = db.agent(), db.agent()
        self.room = db.room(agent=self.agent)


@pytest.fixture
def scene(db):
    return Scene(db)


def error(answer):
    assert answer.status == 400 and answer.json["success"] is False, answer
    return answer.json["error"]


def ok(answer):
    assert answer.status == 200, answer
    return answer.json


def subscriptions(api, agent, **query):
    return ok(api.get(V1 + "subscriptions.get", user=agent, query=query))


def test_a_subscription(api, db, scene):
    db.message(scene.room, "one")
    db.message(scene.room, "two")
    found = subscriptions(api, scene.agent)
    assert found["remove"] == []
    [one] = found["update"]
    assert (one["rid"], one["t"], one["open"], one["unread"], one["alert"]) == (scene.room.id, "l", True, 2, True)
    assert one["u"]["_id"] == scene.agent.id and one["v"]["_id"] == scene.room.visitor.id
    assert scene.room.visitor.token not in str(found)
    assert ok(api.get(V1 + "subscriptions.getOne", user=scene.agent, roomId=scene.room.id))["subscription"] == one
    assert ok(api.get(V1 + "subscriptions.getOne", user=scene.other, roomId=scene.room.id)) == {
        "subscription": None, "success": True}


@pytest.mark.parametrize("name", ["rid", "roomId"])
def test_reading(api, db, scene, name):
    db.message(scene.room, "one")
    before = subscriptions(api, scene.agent)["update"][0]
    ok(api.post(V1 + "subscriptions.read", user=scene.agent, json={name: scene.room.id, "readThreads": True}))
    [after] = subscriptions(api, scene.agent, updatedSince=before["_updatedAt"])["update"] or [None]
    after = after or subscriptions(api, scene.agent)["update"][0]
    assert (after["unread"], after["alert"]) == (0, False) and "ls" in after
    message = ok(api.get(f"messages/{scene.room.id}", user=scene.agent))["messages"][0]
    assert "unread" not in message


def test_what_has_changed(api, db, scene):
    second = db.room(agent=scene.agent)
    dates = [item["_updatedAt"] for item in subscriptions(api, scene.agent)["update"]]
    since = max(dates)
    message = ok(api.post("message", token=second.visitor.token, rid=second.id, msg="x"))["message"]
    for path in ("subscriptions.get", "rooms.get"):
        found = ok(api.get(V1 + path, user=scene.agent, updatedSince=since))
        assert [item.get("rid", item["_id"]) for item in found["update"]] == [second.id]
        assert found["update"][0]["_updatedAt"] == message["ts"] and found["remove"] == []
        assert ok(api.get(V1 + path, user=scene.agent, updatedSince=message["ts"]))["update"] == []


@pytest.mark.parametrize("end", ["close", "forward", "return"])
def test_what_has_ended(api, db, scene, end):
    since = subscriptions(api, scene.agent)["update"][0]["_updatedAt"]
    rid = scene.room.id
    if end == "close":
        ok(api.post("room.closeByUser", user=scene.agent, rid=rid, comment="done"))
    elif end == "forward":
        ok(api.post("room.forward", user=scene.agent, roomId=rid, userId=scene.other.id))
    else:
        ok(api.post("inquiries.returnAsInquiry", user=scene.agent, roomId=rid))
    rooms = ok(api.get(V1 + "rooms.get", user=scene.agent, updatedSince=since))
    assert rooms["update"] == [] and [r["_id"] for r in rooms["remove"]] == [rid]
    assert to_ms(rooms["remove"][0]["_deletedAt"]) > to_ms(since)
    found = subscriptions(api, scene.agent, updatedSince=since)
    assert found["update"] == [] and [r["_id"] for r in found["remove"]] == [rid + scene.agent.id]
    assert ok(api.get(V1 + "rooms.get", user=scene.agent))["remove"] == []
    assert ok(api.get(V1 + "subscriptions.getOne", user=scene.agent, roomId=rid))["subscription"] is None
    if end == "forward":  # and back again: it has not ended
        ok(api.post("room.forward", user=scene.other, roomId=rid, userId=scene.agent.id))
        rooms = ok(api.get(V1 + "rooms.get", user=scene.agent, updatedSince=since))
        assert [r["_id"] for r in rooms["update"]] == [rid] and rooms["remove"] == []


def test_a_member_is_told_that_a_joined_room_was_closed(api, db, scene):
    manager = db.manager()
    ok(api.get("room.join", user=manager, roomId=scene.room.id))
    [one] = subscriptions(api, manager)["update"]
    ok(api.post("room.close", token=scene.room.visitor.token, rid=scene.room.id))
    found = ok(api.get(V1 + "rooms.get", user=manager, updatedSince=one["_updatedAt"]))
    assert found["update"] == [] and [r["_id"] for r in found["remove"]] == [scene.room.id]


def test_more_rooms_than_one_statement_reads(api, db, scene):
    rooms = {scene.room.id, *(db.room(agent=scene.agent).id for _ in range(39))}
    found = ok(api.get(V1 + "rooms.get", user=scene.agent))["update"]
    assert len(found) == 40 and {room["_id"] for room in found} == rooms


def test_who_asks_for_more_than_is_known_is_told_so(api, db, scene):
    """What has left the agent is known for a month. With an earlier date there is all that is open."""
    month = 30 * 86_400_000
    db.execute("UPDATE rooms SET updated_at = 1000, ts = 1000 WHERE id = %s", scene.room.id)
    db.insert("room_departures", user_id=scene.agent.id, left_at=now_ms() - month + 60_000, rid="left")
    for route in ("rooms.get", "subscriptions.get"):
        recent = ok(api.get(V1 + route, user=scene.agent, updatedSince=str(now_ms() - month + 30_000_000)))
        assert "reset" not in recent and recent["update"] == []
        for since in (2000, now_ms() - month - 60_000):
            found = ok(api.get(V1 + route, user=scene.agent, updatedSince=since))
            assert found["reset"] is True
            assert [entry.get("rid", entry["_id"]) for entry in found["update"]] == [scene.room.id]
            assert len(found["remove"]) == 1
        assert "reset" not in ok(api.get(V1 + route, user=scene.agent))


def test_refusals(api, db, scene):
    assert error(api.get(V1 + "rooms.get", user=scene.agent, updatedSince="x")) == \
        'The "updatedSince" query parameter must be a valid date. [error-updatedSince-param-invalid]'
    assert error(api.get(V1 + "subscriptions.get", user=scene.agent, updatedSince="x")) == \
        'The "lastUpdate" query parameter must be a valid date. [error-roomId-param-invalid]'
    assert error(api.get(V1 + "subscriptions.get", user=scene.agent, x="1")) == \
        "must NOT have additional properties [invalid-params]"
    assert error(api.get(V1 + "subscriptions.getOne", user=scene.agent)) == \
        "must have required property 'roomId' [invalid-params]"
    assert error(api.get(V1 + "rooms.info", user=scene.agent)) == \
        'The parameter "roomId" or "roomName" is required [error-roomid-param-not-provided]'
    for query in ({"roomId": "unknown"}, {"roomName": "unknown"}):
        assert error(api.get(V1 + "rooms.info", user=scene.agent, **query)) == (
            'The required "roomId" or "roomName" param provided does not match any channel'
            " [error-room-not-found]")
    answer = api.get(V1 + "rooms.info", user=scene.other, roomId=scene.room.id)
    assert (answer.status, answer.json) == (400, {
        "success": False, "error": "not-allowed", "errorType": "Not Allowed"})
    for fields, words in (({}, "must have required property 'rid'\n must have required property 'roomId'"),
                          ({"rid": "r", "roomId": "r"}, "must NOT have additional properties\n"
                           " must NOT have additional properties")):
        assert error(api.post(V1 + "subscriptions.read", user=scene.agent, json=fields)) == \
            words + "\n must match a schema in anyOf [invalid-params]"
    closed = db.room(agent=scene.agent, closed=True)
    for who, rid in ((scene.other, scene.room.id), (scene.agent, "unknown"), (scene.agent, closed.id)):
        assert error(api.post(V1 + "subscriptions.read", user=who, rid=rid)) == "error-invalid-subscription"


# --- one list for each room ----------------------------------------------------------------------

def told(api, user, since):
    """Returns the ids of the rooms in `update` and in `remove`, of both routes, which have to agree."""
    rooms = ok(api.get(V1 + "rooms.get", user=user, updatedSince=since))
    found = subscriptions(api, user, updatedSince=since)
    lists = {room["_id"] for room in rooms["update"]}, {room["_id"] for room in rooms["remove"]}
    assert {one["rid"] for one in found["update"]} == lists[0]
    assert {one["_id"] for one in found["remove"]} == {rid + user.id for rid in lists[1]}
    assert len(found["update"]) == len(lists[0])
    return lists


def test_who_gives_a_room_away_and_stays_in_it(api, db, scene):
    """They have joined it before they served it, so it has not left them."""
    member = db.agent()
    db.insert("room_members", rid=scene.room.id, user_id=member.id, joined_at=1)
    since = subscriptions(api, member)["update"][0]["_updatedAt"]
    ok(api.post("room.forward", user=scene.agent, roomId=scene.room.id, userId=member.id))
    ok(api.post("room.forward", user=member, roomId=scene.room.id, userId=scene.other.id))
    assert told(api, member, since) == ({scene.room.id}, set())
    assert told(api, scene.agent, since) == (set(), {scene.room.id})
    ok(api.post("room.closeByUser", user=scene.other, rid=scene.room.id, comment="done"))
    assert told(api, member, since) == (set(), {scene.room.id})


@pytest.mark.parametrize("path", ["rooms.get", "subscriptions.get"])
def test_a_room_that_leaves_between_two_statements(api, db, scene, path):
    """The second statement waits for a lock, and meanwhile the room is closed."""
    db.execute("UPDATE rooms SET updated_at = 2000 WHERE id = %s", scene.room.id)
    holder = db.connect()
    with holder.cursor() as cursor, concurrent.futures.ThreadPoolExecutor(1) as pool:
        cursor.execute("LOCK TABLES room_departures WRITE")
        answer = pool.submit(api.get, V1 + path, user=scene.agent, updatedSince=1000)
        wait_for(lambda: db.rows("SELECT 1 FROM information_schema.processlist WHERE state LIKE 'Waiting for table%%'"))
        db.execute("UPDATE rooms SET is_open = 0, updated_at = 3000 WHERE id = %s", scene.room.id)
        cursor.execute("INSERT INTO room_departures (user_id, left_at, rid) VALUES (%s, 3000, %s)",
                       (scene.agent.id, scene.room.id))
        cursor.execute("UNLOCK TABLES")
        found = ok(answer.result())
    holder.close()
    assert len(found["update"]) == 1 and found["remove"] == []
    assert told(api, scene.agent, 2000) == (set(), {scene.room.id})


# --- dates of the future -------------------------------------------------------------------------

def test_a_date_that_has_not_come_says_nothing(api, db, scene):
    """As after the clock was set back, or a backup of another machine was restored."""
    left = db.room(agent=scene.agent)
    ok(api.post("inquiries.returnAsInquiry", user=scene.agent, roomId=left.id))
    for since in ("2999-01-01T00:00:00Z", now_ms() + 10**9):
        assert told(api, scene.agent, since) == ({scene.room.id}, {left.id})
