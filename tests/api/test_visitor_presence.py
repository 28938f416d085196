# SPDX-License-Identifier: MIT
"""Whether visitors are there: who sends no request for 90 seconds is offline wherever agents look."""

import pytest

from harness.checks import wait_for
from harness.counters import cost
from harness.data import Room, now_ms

LASTS_S = 90
KEEPS_S = 25


def ok(answer):
    assert answer.status in (200, 304), answer
    return answer


def pass_time(db, seconds):
    """As if all that the database knows of visitors' presence had been stored so long ago."""
    db.execute("UPDATE visitors SET seen_at = seen_at - %s", seconds * 1000)
    db.execute("UPDATE inboxes SET lapse_at = lapse_at - %s WHERE lapse_at > 0", seconds * 1000)


class Page:
    """An agent's page, which keeps what it was told."""

    def __init__(self, api, agent):
        self.api, self.agent = api, agent
        self.cursor = self.tag = None

    def poll(self):
        """Returns the status of the visitor of each room that the page is told of; None: nothing is new."""
        query = {"since": self.cursor} if self.cursor else {}
        headers = {"If-None-Match": self.tag} if self.tag else {}
        answer = ok(self.api.get("inbox.sync", user=self.agent, headers=headers, query=query))
        if answer.status == 304:
            return None
        self.cursor, self.tag = answer.json["cursor"], answer.headers["ETag"]
        return {room["_id"]: room["v"]["status"] for room in answer.json["rooms"]}


def room_now(db, agent=None):
    """A room whose visitor has just been seen."""
    return db.room(db.visitor(seen_at=now_ms()), agent=agent)


class Scene:
    def __init__(self, api, db):
        self.api, self.db = api, db
        self.agent = db.agent()
        self.room = room_now(db, self.agent)
        self.visitor, self.token, self.rid = self.room.visitor, self.room.visitor.token, self.room.id
        self.message = db.message(self.room, "hello")
        self.page = Page(api, self.agent)

    def seen_at(self):
        return self.db.value("SELECT seen_at FROM visitors WHERE id = %s", self.visitor.id)

    def asks(self, request=None):
        """The visitor sends a request, a poll if nothing else; what follows the reply has been done."""
        ok(request(self) if request else self.api.get(f"messages.history/{self.rid}", token=self.token))
        wait_for(lambda: self.seen_at() > now_ms() - KEEPS_S * 1000)


@pytest.fixture
def scene(api, db):
    db.execute("UPDATE inquiries SET status = 'taken' WHERE status = 'queued'")
    return Scene(api, db)


SHOWN = {
    "inbox.sync": lambda s, user: Page(s.api, user).poll()[s.rid],
    "rooms.info": lambda s, user: ok(s.api.get(
        "/api/v1/rooms.info", user=user, roomId=s.rid)).json["room"]["v"]["status"],
    "rooms.get": lambda s, user: next(room["v"]["status"] for room in ok(s.api.get(
        "/api/v1/rooms.get", user=user)).json["update"] if room["_id"] == s.rid),
    "subscriptions.get": lambda s, user: next(row["v"]["status"] for row in ok(s.api.get(
        "/api/v1/subscriptions.get", user=user)).json["update"] if row["rid"] == s.rid),
    "subscriptions.getOne": lambda s, user: ok(s.api.get(
        "/api/v1/subscriptions.getOne", user=user, roomId=s.rid)).json["subscription"]["v"]["status"],
    "rooms": lambda s, user: next(room["v"]["status"] for room in ok(s.api.get(
        "rooms", user=user, query={"agents[]": s.agent.id})).json["rooms"] if room["_id"] == s.rid),
    "visitors.info": lambda s, user: ok(s.api.get(
        "visitors.info", user=s.db.manager(), visitorId=s.visitor.id)).json["visitor"]["status"],
    "visitors.search": lambda s, user: next(row["status"] for row in ok(s.api.get(
        "visitors.search", user=s.db.manager(), term=s.visitor.username)).json["visitors"]),
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_who_is_gone_is_offline_wherever_agents_look(scene, db, shown):
    assert shown(scene, scene.agent) == "online"
    pass_time(db, KEEPS_S)
    assert shown(scene, scene.agent) == "online"
    pass_time(db, LASTS_S - KEEPS_S + 1)
    assert shown(scene, scene.agent) == "offline"


def test_a_page_is_told_once_that_a_visitor_has_gone(scene, api, db):
    other = room_now(db, scene.agent)
    scene.page.poll()
    pass_time(db, LASTS_S + 1)
    ok(api.get(f"messages.history/{other.id}", token=other.visitor.token))
    wait_for(lambda: db.value("SELECT seen_at FROM visitors WHERE id = %s", other.visitor.id) > now_ms() - 9000)
    assert scene.page.poll() == {scene.rid: "offline", other.id: "online"}
    assert scene.page.poll() is None
    pass_time(db, LASTS_S + 1)
    assert scene.page.poll() == {other.id: "offline"}
    assert scene.page.poll() is None


def test_the_tag_alone_tells_it_too(scene, api, db):
    tag = ok(api.get("inbox.sync", user=scene.agent)).headers["ETag"]
    assert api.get("inbox.sync", user=scene.agent, headers={"If-None-Match": tag}).status == 304
    pass_time(db, LASTS_S + 1)
    assert api.get("inbox.sync", user=scene.agent, headers={"If-None-Match": tag}).status == 200


def test_two_pages_of_an_agent_are_both_told(scene, api, db):
    second = Page(api, scene.agent)
    scene.page.poll(), second.poll()
    pass_time(db, LASTS_S + 1)
    assert scene.page.poll() == second.poll() == {scene.rid: "offline"}


def test_a_visitor_who_stays_is_no_news(scene, api, db):
    """Their time is stored again, before anybody would call them offline."""
    scene.page.poll()
    for _ in range(6):
        pass_time(db, KEEPS_S + 1)
        scene.asks()
        assert scene.page.poll() is None


REQUESTS = {
    "messages.history": lambda s: s.api.get(f"messages.history/{s.rid}", token=s.token),
    "messages.sync": lambda s: s.api.get(f"messages.sync/{s.rid}", token=s.token, lastUpdate="2020-01-01T00:00:00Z"),
    "message of one": lambda s: s.api.get(f"message/{s.message}", token=s.token, rid=s.rid),
    "send": lambda s: s.api.post("message", token=s.token, rid=s.rid, msg="I am back"),
    "edit": lambda s: s.api.put(f"message/{s.message}", token=s.token, rid=s.rid, msg="other"),
    "visitor": lambda s: s.api.get(f"visitor/{s.token}"),
    "room": lambda s: s.api.get("room", token=s.token),
    "config": lambda s: s.api.get("config", token=s.token),
    "typing": lambda s: s.api.post("typing", token=s.token, rid=s.rid, typing=True),
    "page.visited": lambda s: s.api.post("page.visited", token=s.token, rid=s.rid, pageInfo={
        "change": "url", "title": "Shop", "location": {"href": "https://shop.example/"}}),
    "custom.field": lambda s: s.api.post("custom.field", token=s.token, key="k", value="v", overwrite=True),
    "read": lambda s: s.api.post("read", token=s.token, rid=s.rid),
    "visitor.status": lambda s: s.api.post("visitor.status", token=s.token, status="online"),
    "batch": lambda s: s.api.post("messages", user=s.db.manager(), visitor={"token": s.token},
                                  messages=[{"msg": "I am back"}]),
}


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_each_request_of_a_visitor_brings_them_back(scene, db, request_of):
    scene.page.poll()
    pass_time(db, LASTS_S + 1)
    assert scene.page.poll() == {scene.rid: "offline"}
    scene.asks(request_of)
    assert SHOWN["rooms.info"](scene, scene.agent) == "online"
    assert scene.page.poll() == {scene.rid: "online"}
    pass_time(db, LASTS_S + 1)
    assert scene.page.poll() == {scene.rid: "offline"}


def test_a_token_does_not_bring_back_whose_it_is_not(scene, api, db):
    pass_time(db, LASTS_S + 1)
    stranger = db.visitor(seen_at=now_ms())
    assert api.get(f"messages.history/{scene.rid}", token=stranger.token).status == 400
    ok(api.get(f"messages/{scene.rid}", user=scene.agent))
    assert SHOWN["rooms.info"](scene, scene.agent) == "offline"


def test_what_visitors_say_of_themselves_holds_while_they_are_there(scene, api, db):
    ok(api.post("visitor.status", token=scene.token, status="away"))
    assert scene.page.poll() == {scene.rid: "away"}
    pass_time(db, LASTS_S + 1)
    assert scene.page.poll() == {scene.rid: "offline"}
    # Who asks is there.
    assert ok(api.get(f"visitor/{scene.token}")).json["visitor"]["status"] == "away"
    ok(api.post("visitor.status", token=scene.token, status="offline"))
    assert SHOWN["visitors.info"](scene, scene.agent) == "offline"


def test_who_registers_is_there(scene, api, db):
    visitor = ok(api.post("visitor", visitor={"token": "new" + scene.token, "name": "New"})).json["visitor"]
    room = Room(ok(api.get("room", token="new" + scene.token)).json["room"]["_id"], scene.visitor)
    assert visitor["status"] == "online"
    assert ok(api.get("/api/v1/rooms.info", user=db.manager(), roomId=room.id)).json["room"]["v"][
        "status"] == "online"


def test_a_room_that_comes_brings_the_end_of_its_visitor(scene, api, db):
    waiting = room_now(db)
    pass_time(db, KEEPS_S + 1)
    scene.asks()
    scene.page.poll()
    inquiry = ok(api.get("inquiries.getOne", user=scene.agent, roomId=waiting.id)).json["inquiry"]["_id"]
    ok(api.post("inquiries.take", user=scene.agent, inquiryId=inquiry))
    assert scene.page.poll() == {waiting.id: "online"}
    assert scene.page.poll() is None
    pass_time(db, LASTS_S - KEEPS_S)
    assert scene.page.poll() == {waiting.id: "offline"}


def test_who_has_joined_is_told(scene, api, db):
    guest = Page(api, db.manager())
    ok(api.get("room.join", user=guest.agent, roomId=scene.rid))
    assert guest.poll() == {scene.rid: "online"}
    assert guest.poll() is None
    pass_time(db, LASTS_S + 1)
    assert guest.poll() == {scene.rid: "offline"}
    assert guest.poll() is None
    scene.asks()
    assert guest.poll() == {scene.rid: "online"}


def test_a_time_that_is_new_is_not_written(scene, api, db):
    pass_time(db, -3600)  # however long this takes
    before = scene.seen_at()
    assert cost(db, scene.asks)["Handler_update"] == 0
    assert scene.seen_at() == before
    pass_time(db, 3600 + KEEPS_S + 1)
    before = scene.seen_at()
    scene.asks()
    assert scene.seen_at() > before


def test_after_a_visitor_has_gone_polls_are_idle_again(scene, db):
    scene.page.poll(), scene.page.poll()
    few = cost(db, scene.page.poll)
    for _ in range(20):
        room_now(db, scene.agent)
    scene.page.tag = scene.page.cursor = None
    scene.page.poll()
    pass_time(db, LASTS_S + 1)
    assert set(scene.page.poll().values()) == {"offline"}
    assert cost(db, scene.page.poll) == few
