# SPDX-License-Identifier: MIT
"""POST /livechat/read: agents see that a visitor has read their room, and for the visitor nothing changes.
X-Read-Until: visitors see it of agents."""

import pytest

from harness.checks import refused
from harness.data import new_id

V1 = "/api/v1/"


def ok(answer):
    assert answer.status == 200, answer
    return answer


class Scene:
    def __init__(self, api, db):
        self.api, self.db, self.agent = api, db, db.agent()
        self.room = db.room(agent=self.agent)
        self.token = self.room.visitor.token
        self.say()

    def say(self):
        return ok(self.api.post(V1 + "chat.sendMessage", user=self.agent, message={
            "rid": self.room.id, "msg": "hello"})).json["message"]["ts"]

    def read(self):
        assert ok(self.api.post("read", token=self.token, rid=self.room.id)).json == {"success": True}

    def inbox(self, user=None, **known):
        headers = {"If-None-Match": known["tag"]} if "tag" in known else {}
        query = {"since": known["cursor"]} if "cursor" in known else {}
        return self.api.get("inbox.sync", user=user or self.agent, headers=headers, query=query)


@pytest.fixture
def scene(api, db):
    return Scene(api, db)


def test_agents_see_it_wherever_they_see_the_room(scene):
    def marks():
        found = (ok(scene.inbox()).json["rooms"][0],
                 ok(scene.api.get(V1 + "rooms.info", user=scene.agent, roomId=scene.room.id)).json["room"],
                 ok(scene.api.get(V1 + "subscriptions.getOne", user=scene.agent,
                                  roomId=scene.room.id)).json["subscription"])
        return {room["v"].get("lastReadTs") for room in found}
    assert marks() == {None}
    scene.read()
    first = ok(scene.api.get(f"messages.history/{scene.room.id}", token=scene.token)).json["messages"][0]["ts"]
    assert marks() == {first}
    scene.say()
    assert marks() == {first}


def test_it_moves_the_inbox_once(scene):
    other = scene.db.agent()
    scene.db.insert("room_members", rid=scene.room.id, user_id=other.id, joined_at=1)
    known = {}
    for user in (scene.agent, other):
        answer = ok(scene.inbox(user))
        known[user.id] = {"tag": answer.headers["ETag"], "cursor": answer.json["cursor"]}
        assert scene.inbox(user, **known[user.id]).status == 304
    scene.read()
    for user in (scene.agent, other):
        answer = ok(scene.inbox(user, **known[user.id]))
        assert [room["_id"] for room in answer.json["rooms"]] == [scene.room.id]
        assert "lastReadTs" in answer.json["rooms"][0]["v"]
        known[user.id] = {"tag": answer.headers["ETag"], "cursor": answer.json["cursor"]}
    scene.read()
    for user in (scene.agent, other):
        assert scene.inbox(user, **known[user.id]).status == 304


def test_the_visitors_tag_and_documents_stay(scene):
    before = ok(scene.api.get(f"messages.history/{scene.room.id}", token=scene.token))
    scene.read()
    again = scene.api.get(f"messages.history/{scene.room.id}", token=scene.token,
                          headers={"If-None-Match": before.headers["ETag"]})
    assert again.status == 304
    assert "lastReadTs" not in ok(scene.api.get("room", token=scene.token, rid=scene.room.id)).text


def test_a_closed_room_can_be_read(scene):
    ok(scene.api.post("room.close", token=scene.token, rid=scene.room.id))
    scene.read()
    assert scene.db.value("SELECT visitor_read_ts = last_ts FROM rooms WHERE id = %s", scene.room.id) == 1


def test_others_cannot(scene):
    refused(scene.api.post("read", token=scene.db.visitor().token, rid=scene.room.id), "invalid-room")
    refused(scene.api.post("read", token=new_id(), rid=scene.room.id), "invalid-token")
    assert scene.api.post("read", user=scene.agent, rid=scene.room.id).status == 400
    assert scene.db.value("SELECT visitor_read_ts FROM rooms WHERE id = %s", scene.room.id) == 0


def read_until(instant, room, **headers):
    """What a visitor's polls tell: of changes, and of the history."""
    found = [instant.api.get(f"{name}/{room.id}", token=room.visitor.token, headers=headers, **query)
             for name, query in (("messages.sync", {"lastUpdate": "2020-01-01T00:00:00Z"}), ("messages.history", {}))]
    assert len({answer.headers.get("X-Read-Until") for answer in found}) == 1
    return found[0].headers.get("X-Read-Until"), found


def test_visitors_are_told_what_an_agent_has_read_where_receipts_are_on(instant):
    agent = instant.db.agent()
    room = instant.db.room(agent=agent)

    def say(text):
        return ok(instant.api.post("message", token=room.visitor.token, rid=room.id, msg=text)).json["message"]["ts"]

    def agent_reads():
        ok(instant.api.get(f"messages/{room.id}", user=agent))

    say("before")
    agent_reads()
    assert read_until(instant, room)[0] is None, "receipts are off"
    instant.set(Message_Read_Receipt_Enabled="true")
    first = say("first")
    assert read_until(instant, room)[0] is None, "nobody has read"
    agent_reads()
    read, answers = read_until(instant, room)
    assert read == first
    for answer in answers:
        assert "X-Read-Until" in answer.headers["Access-Control-Expose-Headers"]
    again, answers = read_until(instant, room, **{"If-None-Match": answers[1].headers["ETag"]})
    assert (again, answers[1].status) == (first, 304)
    assert say("second") > first == read_until(instant, room)[0]
    assert "X-Read-Until" not in instant.api.get(f"messages.sync/{room.id}", user=agent,
                                                 lastUpdate="2020-01-01T00:00:00Z").headers
