# SPDX-License-Identifier: MIT
"""The agent's poll: livechat/inbox.sync tells what has changed in their rooms, their queue and themselves."""

import random
import threading

import pytest

from harness.checks import at_once
from harness.counters import cost
from harness.data import Room, new_id


class Page:
    """An agent's page: what it shows is made of the answers alone."""

    def __init__(self, api, agent):
        self.api, self.agent = api, agent
        self.rooms, self.queue, self.self = {}, [], None
        self.cursor = self.tag = None
        self.tellings = 0  # how often it was told of a room

    def poll(self):
        """Returns the answer's JSON; None when nothing has changed."""
        headers = {"If-None-Match": self.tag} if self.tag else {}
        query = {"since": self.cursor} if self.cursor else {}
        answer = self.api.get("inbox.sync", user=self.agent, headers=headers, query=query)
        if answer.status == 304:
            return None
        assert answer.status == 200, answer
        found = answer.json
        if "open" in found:
            new = {room["_id"] for room in found["rooms"]}
            assert set(found["open"]) <= set(self.rooms) | new
        self.tellings += len(found["rooms"])
        for room in found["rooms"]:
            self.rooms[room["_id"]] = room
        if "open" in found:
            self.rooms = {_id: self.rooms[_id] for _id in found["open"]}
        if "queue" in found:
            self.queue = [inquiry["rid"] for inquiry in found["queue"]["inquiries"]]
        self.self, self.cursor, self.tag = found["self"], found["cursor"], answer.headers["ETag"]
        return found


@pytest.fixture(autouse=True)
def empty_queue(db):
    """A page is told of a hundred inquiries at most; other tests may have left more."""
    db.execute("UPDATE inquiries SET status = 'taken' WHERE status = 'queued'")


@pytest.fixture
def page(api, db):
    return Page(api, db.agent())


def ok(answer):
    assert answer.status == 200, answer
    return answer


def take(api, page, room):
    inquiry = ok(api.get("inquiries.getOne", user=page.agent, roomId=room.id)).json["inquiry"]["_id"]
    ok(api.post("inquiries.take", user=page.agent, inquiryId=inquiry))


def say(api, room, msg="hello"):
    return ok(api.post("message", token=room.visitor.token, rid=room.id, msg=msg)).json["message"]


def new_room(api, db, **columns):
    """Opens a room as a visitor does."""
    visitor = db.visitor(**columns)
    found = ok(api.get("room", token=visitor.token)).json["room"]
    return Room(found["_id"], visitor)


# --- what it tells ------------------------------------------------------------------------------

def test_the_first_answer_tells_all(api, db, page):
    old, new, closed = db.room(agent=page.agent, ts=1000), db.room(agent=page.agent), db.room(
        agent=page.agent, closed=True)
    db.room(agent=db.agent())
    db.message(new, "one")
    db.message(new, "two")
    found = page.poll()
    assert [room["_id"] for room in found["rooms"]] == found["open"] == [new.id, old.id]
    assert found["rooms"][0]["lastMessage"]["msg"] == "two"
    assert found["rooms"][0]["servedBy"]["_id"] == page.agent.id
    assert found["rooms"][0]["v"]["status"] == "online"
    assert [room["unread"] for room in found["rooms"]] == [2, 0]
    assert found["self"] == {"_id": page.agent.id, "username": page.agent.username, "name": "Test Agent",
                             "status": "online", "statusLivechat": "available"}
    assert found["queue"]["total"] >= 0 and "more" not in found
    assert closed.id not in found["open"]
    assert new.visitor.token not in str(found)


def test_nothing_has_changed(api, db, page):
    db.room(agent=page.agent)
    page.poll()
    before = page.tag, page.cursor
    assert page.poll() is None and page.poll() is None
    assert (page.tag, page.cursor) == before


def test_a_message_tells_its_room_alone(api, db, page):
    rooms = [db.room(agent=page.agent) for _ in range(3)]
    page.poll()
    say(api, rooms[1], "first")
    found = page.poll()
    assert [(r["_id"], r["lastMessage"]["msg"], r["unread"]) for r in found["rooms"]] == [
        (rooms[1].id, "first", 1)]
    assert "open" not in found and "queue" not in found
    assert page.poll() is None


CHANGES = {
    "the visitor writes": lambda api, room, agent, manager: say(api, room),
    "the agent answers": lambda api, room, agent, manager: ok(api.post(
        "/api/v1/chat.sendMessage", user=agent, message={"rid": room.id, "msg": "answer"})),
    "a message is edited": lambda api, room, agent, manager: ok(api.put(
        f"message/{room.message}", token=room.visitor.token, rid=room.id, msg="changed")),
    "a message is deleted": lambda api, room, agent, manager: ok(api.delete(
        f"message/{room.message}", token=room.visitor.token, rid=room.id)),
    "a page is visited": lambda api, room, agent, manager: ok(api.post(
        "page.visited", token=room.visitor.token, rid=room.id,
        pageInfo={"change": "url", "title": "Shop", "location": {"href": "x"}})),
    "the agent reads": lambda api, room, agent, manager: ok(api.get(f"messages/{room.id}", user=agent)),
    "the visitor goes away": lambda api, room, agent, manager: ok(api.post(
        "visitor.status", token=room.visitor.token, status="away")),
    "the visitor has a name": lambda api, room, agent, manager: ok(api.post(
        "visitor", visitor={"token": room.visitor.token, "name": "Zoë"})),
    "the topic changes": lambda api, room, agent, manager: ok(api.post(
        "room.saveInfo", user=manager, guestData={"_id": room.visitor.id},
        roomData={"_id": room.id, "topic": "refund"})),
    "somebody joins": lambda api, room, agent, manager: ok(api.get(
        "room.join", user=manager, roomId=room.id)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_told(api, db, page, settings, name):
    settings(Message_AllowDeleting="true", Message_Read_Receipt_Enabled="true")
    room, manager = db.room(agent=page.agent), db.manager()
    room.message = db.message(room)
    page.poll()
    assert page.poll() is None
    before = page.rooms[room.id]
    CHANGES[name](api, room, page.agent, manager)
    found = page.poll()
    assert found and [r["_id"] for r in found["rooms"]] == [room.id]
    assert name in ("a page is visited", "somebody joins") or page.rooms[room.id] != before
    assert page.poll() is None


def test_the_department_goes(api, db, page):
    department = db.department("d", page.agent)
    room = db.room(agent=page.agent, department_id=department)
    page.poll()
    ok(api.delete(f"department/{department}", user=db.manager()))
    page.poll()
    assert "departmentId" not in page.rooms[room.id] and page.poll() is None


@pytest.mark.parametrize("end", ["close", "close by the visitor", "forward", "return"])
def test_a_room_that_leaves(api, db, page, end):
    room, stays, other = db.room(agent=page.agent), db.room(agent=page.agent), Page(api, db.agent())
    page.poll(), other.poll()
    if end == "close":
        ok(api.post("room.closeByUser", user=page.agent, rid=room.id, comment="done"))
    elif end == "close by the visitor":
        ok(api.post("room.close", token=room.visitor.token, rid=room.id))
    elif end == "forward":
        ok(api.post("room.forward", user=page.agent, roomId=room.id, userId=other.agent.id))
    else:
        ok(api.post("inquiries.returnAsInquiry", user=page.agent, roomId=room.id))
    found = page.poll()
    assert found["open"] == [stays.id] and found["rooms"] == []
    other.poll()
    assert (room.id in other.rooms) == (end == "forward")
    assert (room.id in other.queue) == (room.id in page.queue) == (end == "return")


def test_a_room_that_comes(api, db, page):
    room = new_room(api, db)
    page.poll()
    assert room.id in page.queue
    take(api, page, room)
    found = page.poll()
    assert room.id not in page.queue and found["open"] == [room.id]
    assert [r["_id"] for r in found["rooms"]] == [room.id]


# --- the queue ----------------------------------------------------------------------------------

def test_the_queue_is_that_of_the_agents_departments(api, db, page):
    other = Page(api, db.agent())
    department = db.department("d", page.agent)
    page.poll(), other.poll()
    room = new_room(api, db, department_id=department)
    assert "queue" in page.poll() and room.id in page.queue
    assert other.poll() is None, "another department's queue is none of theirs"
    ok(api.post(f"department/{department}/agents", user=db.manager(),
                upsert=[{"agentId": other.agent.id, "username": other.agent.username}], remove=[]))
    other.poll()
    assert room.id in other.queue
    ok(api.post(f"department/{department}/agents", user=db.manager(), upsert=[],
                remove=[{"agentId": other.agent.id, "username": other.agent.username}]))
    other.poll()
    assert room.id not in other.queue
    ok(api.post("visitor", visitor={"token": room.visitor.token, "name": "Zoë"}))
    assert [i["name"] for i in page.poll()["queue"]["inquiries"] if i["rid"] == room.id] == ["Zoë"]
    ok(api.post("room.close", token=room.visitor.token, rid=room.id))
    page.poll()
    assert room.id not in page.queue


def test_a_department_that_goes_leaves_its_queue_to_all(api, db, page):
    other = Page(api, db.agent())
    department = db.department("d", page.agent)
    room = new_room(api, db, department_id=department)
    other.poll()
    assert room.id not in other.queue
    ok(api.delete(f"department/{department}", user=db.manager()))
    other.poll()
    assert room.id in other.queue


def test_a_queued_message_is_no_change(api, db, page):
    """A visitor who waits may write much: only entering and leaving the queue is told."""
    room = new_room(api, db)
    page.poll()
    say(api, room)
    assert page.poll() is None


# --- the agent ----------------------------------------------------------------------------------

def test_the_agent_is_told_of_themselves(api, page):
    page.poll()
    ok(api.post("agent.status", user=page.agent, agentId=page.agent.id, status="not-available"))
    assert page.poll()["self"]["statusLivechat"] == "not-available"
    assert page.poll() is None


def test_the_versions_of_another_inbox_hide_no_change(api, db, page):
    """A room that was joined has a version of the inbox of the agent who serves it, which may be far ahead."""
    other, own = Page(api, db.agent()), db.room(agent=page.agent)
    joined = db.room(agent=other.agent)
    db.insert("room_members", rid=joined.id, user_id=page.agent.id, joined_at=1)
    other.poll()
    page.poll()
    for _ in range(9):
        say(api, joined)
    assert joined.id in [room["_id"] for room in page.poll()["rooms"]]
    assert page.poll() is None
    say(api, own, "not to be missed")
    page.poll()
    assert page.rooms[own.id]["lastMessage"]["msg"] == "not to be missed"


def test_a_room_that_was_joined(api, db):
    page, serving = Page(api, db.manager()), db.agent()
    room = db.room(agent=serving)
    page.poll()
    ok(api.get("room.join", user=page.agent, roomId=room.id))
    page.poll()
    assert page.rooms[room.id]["servedBy"]["_id"] == serving.id
    assert page.poll() is None
    say(api, room, "for both")
    page.poll()
    assert page.rooms[room.id]["lastMessage"]["msg"] == "for both"
    ok(api.post("room.close", token=room.visitor.token, rid=room.id))
    assert page.poll()["open"] == []


# --- cursors ------------------------------------------------------------------------------------

def test_an_agent_gets_another_name(api, db, page):
    room, name = new_room(api, db), "renamed." + new_id()
    take(api, page, room)
    page.poll()
    ok(api.post("/api/v1/users.update", user=db.user("admin"), json={
        "userId": page.agent.id, "data": {"username": name}}))
    page.poll()
    assert page.rooms[room.id]["servedBy"]["username"] == name


def test_who_has_joined_is_deleted(api, db, page):
    room, guest = new_room(api, db), db.manager()
    take(api, page, room)
    ok(api.get("room.join", user=guest, roomId=room.id))
    page.poll()
    before = page.rooms[room.id]["usersCount"]
    ok(api.post("/api/v1/users.delete", user=db.user("admin"), userId=guest.id))
    page.poll()
    assert page.rooms[room.id]["usersCount"] == before - 1


def test_an_old_cursor_with_the_newest_tag(api, db, page):
    """The tag of another answer does not hide what its cursor lacks."""
    room = db.room(agent=page.agent)
    old = page.poll()["cursor"]
    say(api, room, "missed")
    page.poll()
    page.cursor = old
    page.rooms[room.id] = {}
    assert page.poll()["rooms"][0]["lastMessage"]["msg"] == "missed"


def test_the_cursor_of_somebody_else_tells_all(api, db, page):
    other = Page(api, db.agent())
    room = db.room(agent=page.agent)
    other.poll()
    page.cursor, page.tag = other.cursor, other.tag
    assert page.poll()["open"] == [room.id]


def test_a_cursor_from_before_a_backup_was_restored(api, db, page):
    """The page knows of changes that the database does not have any more, so it is told all."""
    room = db.room(agent=page.agent)
    page.poll()
    before = db.row("SELECT version, rooms_version FROM inboxes WHERE user_id = %s", page.agent.id)
    say(api, room, "lost")
    page.poll()
    db.execute("UPDATE inboxes SET version = %s WHERE user_id = %s", before["version"], page.agent.id)
    db.execute("UPDATE rooms SET inbox_version = %s WHERE id = %s", before["version"], room.id)
    found = page.poll()
    assert [r["_id"] for r in found["rooms"]] == found["open"] == [room.id] and "queue" in found
    assert page.poll() is None
    # The same of rooms that have come, and of a page that has no tag.
    db.execute("UPDATE inboxes SET rooms_version = 7 WHERE user_id = %s", page.agent.id)
    page.poll()
    db.execute("UPDATE inboxes SET rooms_version = 0 WHERE user_id = %s", page.agent.id)
    page.tag = None
    assert page.poll()["open"] == [room.id]
    # The agent's row is younger than the backup.
    say(api, room)
    page.poll()
    db.execute("DELETE FROM inboxes WHERE user_id = %s", page.agent.id)
    assert page.poll()["open"] == [room.id]


@pytest.mark.parametrize("since", ["x", "1.2.3.4.5", "1.2.3.4.5.6.7", "1.-2.3.4.5.6", "1. 2.3.4.5.6", "1.2.3.4.5.", ".2.3.4.5.6",
                                   "1.2.3.4.5.99999999999999999999", "1.2.3.4.5.9223372036854775808", "g.2.3.4.5.6", "1" * 125])
def test_what_is_no_cursor(api, page, since):
    answer = api.get("inbox.sync", user=page.agent, query={"since": since})
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params"


def test_without_a_cursor_the_tag_suffices(api, db, page):
    db.room(agent=page.agent)
    page.poll()
    answer = api.get("inbox.sync", user=page.agent, headers={"If-None-Match": page.tag})
    assert answer.status == 304 and answer.headers["X-Poll-Interval"] == "3"


# --- what it costs ------------------------------------------------------------------------------

def test_idle_polls_read_by_key(site, api, db, page):
    """However many rooms there are: one statement, which reads who asks (token, user, whether there are business
    hours) and two rows of what they see, and finds neither a department nor a room of another agent."""
    for _ in range(3):
        db.room(agent=page.agent)
    page.poll(), page.poll()
    few = cost(db, page.poll)
    assert few["Com_stmt_execute"] == 1 and few["Handler_read_key"] <= 8, few
    assert not any(few[name] for name in few if name.startswith("Handler_") and name != "Handler_read_key"), few
    for _ in range(40):
        db.room(agent=page.agent)
    page.tag = page.cursor = None
    page.poll(), page.poll()
    assert cost(db, page.poll) == few


def test_a_send_costs_the_same_however_many_see_the_room(api, db, page):
    room = db.room(agent=page.agent)
    page.poll()

    def spent():
        found = cost(db, lambda: say(api, room))
        return {name: found[name] for name in ("Com_stmt_execute", "Handler_write", "Handler_update", "Handler_read_key")}
    say(api, room)
    one = spent()
    for _ in range(200):
        user_id = new_id()
        db.insert("room_members", rid=room.id, user_id=user_id, joined_at=1)
        db.insert("inboxes", user_id=user_id)
    assert spent() == one
    assert page.poll()["rooms"][0]["_id"] == room.id


# --- concurrently -------------------------------------------------------------------------------

def test_no_change_is_missed_or_told_twice(api, db):
    """Pages poll while visitors write, agents take, forward, answer, return and close rooms. In the end each
    shows what a new page shows, and no state of a room was told twice."""
    agents = [db.agent() for _ in range(3)]
    department = db.department("d", *agents[:2])
    pages = [Page(api.clone(), agent) for agent in agents]
    rooms = [new_room(api, db, department_id=department if n % 2 else None) for n in range(8)]
    done = threading.Event()

    def act(number):
        client, rng = api.clone(), random.Random(number)
        for _ in range(60):
            room, agent = rng.choice(rooms), rng.choice(agents)
            what = rng.random()
            if what < 0.4:
                client.post("message", token=room.visitor.token, rid=room.id, msg=f"{rng.random()}")
            elif what < 0.6:
                inquiry = client.get("inquiries.getOne", user=agent, roomId=room.id).json.get("inquiry")
                if inquiry:
                    client.post("inquiries.take", user=agent, inquiryId=inquiry["_id"])
            elif what < 0.7:
                client.post("room.forward", user=agent, roomId=room.id, userId=rng.choice(agents).id)
            elif what < 0.8:
                client.post("inquiries.returnAsInquiry", user=agent, roomId=room.id)
            elif what < 0.9:
                client.get(f"messages/{room.id}", user=agent)
            elif what < 0.97:
                client.post("visitor.status", token=room.visitor.token,
                            status=rng.choice(["away", "online"]))
            elif number == 0:
                client.post("room.close", token=room.visitor.token, rid=room.id)

    def follow(page):
        while not done.is_set():
            page.poll()

    followers = [threading.Thread(target=follow, args=(page,)) for page in pages]
    for thread in followers:
        thread.start()
    try:
        at_once(*(lambda n=n: act(n) for n in range(4)))
    finally:
        done.set()
        for thread in followers:
            thread.join()
    for page in pages:
        page.poll()
        fresh = Page(api, page.agent)
        fresh.poll()
        assert page.rooms == fresh.rooms and list(page.rooms) == list(fresh.rooms)
        assert page.queue == fresh.queue and page.self == fresh.self
        versions = db.value("SELECT version FROM inboxes WHERE user_id = %s", page.agent.id)
        assert page.tellings <= versions, "each version of an inbox is told once at most"
