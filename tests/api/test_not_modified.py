# SPDX-License-Identifier: MIT
"""Conditional polling: the answers that show a room have an ETag, and a client that sends it gets a 304 of a
few hundred bytes while nothing has changed, which costs one read of the room's row."""

import re
import socket
import threading
import time

import pytest

from harness.counters import Counters, cost
from harness.data import new_id, now_ms

TAG = re.compile(r'"[0-9a-f]+-[0-9a-f]{16}"')
KEPT = "private, no-cache"


class View:
    """One way to read a room: the URL and the credentials."""

    def __init__(self, path, query=None, user=None):
        self.path, self.query, self.user = path, query or {}, user

    def get(self, api, known=None, method="GET", **query):
        return api.request(method, self.path, query={**self.query, **query}, user=self.user,
                           headers={"If-None-Match": known} if known else None)


def views(room, agent, message):
    token = room.visitor.token
    return {
        "history": View(f"messages.history/{room.id}", {"token": token}),
        "message": View(f"message/{message}", {"token": token, "rid": room.id}),
        "list": View(f"messages/{room.id}", user=agent),
        "list as 8.x": View(f"{room.id}/messages", user=agent),
    }


class Scene:
    """A room with messages of both sides, and the ways to read it."""

    def __init__(self, db):
        self.agent = db.agent()
        self.room = db.room(agent=self.agent)
        self.message = db.message(self.room, "of the visitor")
        self.second = db.message(self.room, "of the visitor, too")
        self.answer = db.message(self.room, "of the agent", by=self.agent)
        self.views = views(self.room, self.agent, self.message)
        self.who = {"token": self.room.visitor.token, "rid": self.room.id}


@pytest.fixture
def scene(db):
    return Scene(db)


VIEWS = list(views(type("R", (), {"id": "", "visitor": type("V", (), {"token": ""})}), None, ""))


# --- the exchange ------------------------------------------------------------------------------

@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_unchanged_room_is_answered_304(api, scene, name, method):
    view = scene.views[name]
    first = view.get(api, method=method)
    assert first.status == 200, first
    assert TAG.fullmatch(first.headers["ETag"])
    assert first.headers["Cache-Control"] == KEPT
    assert "Pragma" not in first.headers
    again = view.get(api, first.headers["ETag"], method)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == KEPT
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Retry-After", "X-Poll-Interval"} <= set(
        again.headers["Access-Control-Expose-Headers"].split(", "))
    assert again.headers["X-Poll-Interval"] == first.headers["X-Poll-Interval"] == "2"
    assert "Content-Type" not in again.headers


def test_if_none_match_takes_lists_weak_tags_and_a_star(api, scene):
    view = scene.views["history"]
    tag = view.get(api).headers["ETag"]
    for known in ("*", f"W/{tag}", f'"x", {tag}', f'"x",W/{tag},"y"', tag[:-1] + '-gzip"'):
        assert view.get(api, known).status == 304, known
    for known in ('"x"', tag.strip('"'), tag[:-2] + '"', f"x{tag}", "", '"*"'):
        answer = view.get(api, known)
        assert (answer.status, answer.json["success"]) == (200, True), known


def test_the_tag_belongs_to_the_room_and_not_to_the_query(api, db, scene):
    """The tag stays valid when ts changes, and a smaller page has the same tag."""
    history, message = scene.views["history"], scene.views["message"]
    tag = history.get(api).headers["ETag"]
    for query in ({"ts": now_ms()}, {"ts": now_ms() + 10**9}, {"limit": 1}, {"end": 1}, {"offset": 50},
                  {"ls": "2020-01-01T00:00:00Z"}, {"ts": "2020-01-01"}):
        answer = history.get(api, **query)
        assert (answer.status, answer.headers["ETag"]) == (200, tag), query
        assert history.get(api, tag, **query).status == 304, query
    assert message.get(api).headers["ETag"] == tag
    listed = scene.views["list"]
    tag = listed.get(api).headers["ETag"]
    assert listed.get(api, tag, count=1, sort='{"ts":1}').status == 304


def test_tags_of_different_things_differ(api, db, scene):
    """The visitor's view and the agents' have different tags, and so have two rooms of the same age."""
    other = Scene(db)
    for room in (scene.room, other.room):
        db.execute("UPDATE rooms SET version = 7, last_ts = 8, read_ts = 0 WHERE id = %s", room.id)
    tags = [s.views[name].get(api).headers["ETag"] for s in (scene, other) for name in ("history", "list")]
    assert len(set(tags)) == 4


def test_a_restored_backup_has_other_tags(api, db, scene):
    """After a restore the version repeats earlier numbers, but the messages written since are different, and
    so are the tags."""
    view = scene.views["history"]
    version = db.value("SELECT version FROM rooms WHERE id = %s", scene.room.id)
    api.post("message", **scene.who, msg="lost in the crash")
    tag = view.get(api).headers["ETag"]
    db.execute("DELETE FROM messages WHERE rid = %s AND msg = 'lost in the crash'", scene.room.id)
    db.execute("UPDATE rooms SET version = %s WHERE id = %s", version, scene.room.id)
    time.sleep(0.002)
    api.post("message", **scene.who, msg="written after")
    assert db.value("SELECT version FROM rooms WHERE id = %s", scene.room.id) == version + 1
    assert view.get(api, tag).status == 200


def test_refusals_come_first(api, db, scene):
    """A caller who may not read the room, or whose request is invalid, is refused even with a valid tag."""
    room, agent = scene.room, scene.agent
    nobody, stranger = db.user(), db.agent()
    visitor = db.visitor()
    history, listed = f"messages.history/{room.id}", f"messages/{room.id}"
    token = room.visitor.token
    cases = [
        (400, history, {"token": token, "ts": "soon"}, None), (400, history, {}, None),
        (400, history, {"token": token, "bogus": 1}, None),
        (400, history, {"token": visitor.token}, None), (400, history, {"token": "nobody"}, None),
        (400, "messages.history/nowhere", {"token": token}, None),
        (400, f"message/{scene.message}", {"token": token}, None),
        (400, "message/nothing", {"token": token, "rid": room.id}, None),
        (400, f"message/{scene.message}", {"token": visitor.token, "rid": room.id}, None),
        (401, listed, {}, None), (403, listed, {}, nobody), (400, listed, {}, stranger),
        (400, listed, {"sort": "up"}, agent), (400, listed, {"count": "x"}, agent),
        (400, "messages/nowhere", {}, agent)]
    tag = scene.views["history"].get(api).headers["ETag"]
    agents_tag = scene.views["list"].get(api).headers["ETag"]
    for status, path, query, user in cases:
        plain = api.get(path, query=query, user=user)
        for known in ("*", tag, agents_tag):
            answer = api.get(path, query=query, user=user, headers={"If-None-Match": known})
            assert (answer.status, answer.body) == (plain.status, plain.body), (path, query)
            assert answer.status == status, (path, query)
            assert answer.headers["Cache-Control"] == "no-store"
            assert "ETag" not in answer.headers and "X-Poll-Interval" not in answer.headers


def test_an_expired_login_gets_no_304(api, db, scene):
    view = scene.views["list"]
    tag = view.get(api).headers["ETag"]
    db.execute("UPDATE auth_tokens SET expires_at = 1 WHERE user_id = %s", scene.agent.id)
    assert view.get(api, tag).status == 401


def test_only_users_who_may_read_the_room_get_a_304(api, db):
    """The same users as without a condition may read: those who serve the room, have joined it, or may read
    all rooms."""
    serving, joined, manager, monitor = db.agent(), db.agent(), db.manager(), db.user("livechat-monitor")
    stranger = db.agent()
    room = db.room(agent=serving)
    db.insert("room_members", rid=room.id, user_id=joined.id, joined_at=1)
    for user in (serving, joined, manager, monitor):
        view = View(f"messages/{room.id}", user=user)
        assert view.get(api, view.get(api).headers["ETag"]).status == 304
    refused = View(f"messages/{room.id}", user=stranger).get(api, "*")
    assert (refused.status, refused.json["error"]) == (400, "not-allowed")
    queued = View(f"messages/{db.room().id}", user=stranger)
    assert queued.get(api, queued.get(api).headers["ETag"]).status == 304


def test_other_answers_are_not_cached(api, db, scene):
    for answer in (api.get("room", token=scene.room.visitor.token), api.get("config"),
                   api.get("rooms", user=db.manager()), api.post("message", **scene.who, msg="x"),
                   api.get(f"visitor/{scene.room.visitor.token}")):
        assert answer.status == 200, answer
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
    answer = api.post("message", **scene.who, msg="x", headers={"If-None-Match": "*"})
    assert answer.status == 200, "a condition means nothing where something is written"


def test_other_origins_may_send_if_none_match(api):
    preflight = api.request("OPTIONS", "messages.history/x", headers={
        "Origin": "https://shop.example", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match,x-visitor-token"})
    assert preflight.status == 204
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"].split(", ")
    assert preflight.headers["Access-Control-Max-Age"] == "86400"


def test_listed_origins(instant):
    instant.set(API_CORS_Origin="https://a.example")
    view = Scene(instant.db).views["history"]
    tag = view.get(instant.api).headers["ETag"]
    answer = instant.api.request("GET", view.path, query=view.query, headers={
        "If-None-Match": tag, "Origin": "https://a.example"})
    assert answer.status == 304
    assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert answer.headers["Vary"] == "Origin"


# --- what moves the tag ------------------------------------------------------------------------

def chat(api, path, user, **body):
    return api.post(f"/api/v1/{path}", user=user, **body)


# Each of these is done to a scene and is answered 200.
CHANGES = {
    "send": lambda s, api, db: api.post("message", **s.who, msg="x"),
    "batch": lambda s, api, db: api.post("messages", user=s.agent, visitor={"token": s.who["token"]},
                                         messages=[{"msg": "a"}, {"msg": "b"}]),
    "edit": lambda s, api, db: api.put(f"message/{s.message}", **s.who, msg="edited"),
    "edit that changes nothing": lambda s, api, db: api.put(
        f"message/{s.message}", **s.who, msg="of the visitor"),
    "delete": lambda s, api, db: api.delete(f"message/{s.second}", **s.who),
    "chat.sendMessage": lambda s, api, db: chat(api, "chat.sendMessage", s.agent, message={
        "rid": s.room.id, "msg": "x"}),
    "chat.postMessage": lambda s, api, db: chat(
        api, "chat.postMessage", s.agent, roomId=s.room.id, text="x"),
    "chat.update": lambda s, api, db: chat(
        api, "chat.update", s.agent, roomId=s.room.id, msgId=s.answer, text="y"),
    "chat.delete": lambda s, api, db: chat(
        api, "chat.delete", s.agent, roomId=s.room.id, msgId=s.answer),
    "forward": lambda s, api, db: api.post(
        "room.forward", user=s.agent, roomId=s.room.id, userId=db.agent().id),
    "return": lambda s, api, db: api.post(
        "inquiries.returnAsInquiry", user=s.agent, roomId=s.room.id),
    "transfer": lambda s, api, db: api.post("room.transfer", **s.who, department=db.department("other", db.agent())),
    "join": lambda s, api, db: api.get("room.join", user=db.manager(), roomId=s.room.id),
    "page": lambda s, api, db: api.post("page.visited", **s.who, pageInfo={
        "change": "url", "title": "t", "location": {"href": "http://x/"}}),
    "close": lambda s, api, db: api.post("room.close", **s.who),
    "close by the agent": lambda s, api, db: api.post(
        "room.closeByUser", user=s.agent, rid=s.room.id, comment="done"),
}


def everything(api, scene):
    """Returns all that the views show, and their tags."""
    manager = scene.manager
    shown, tags = {}, {}
    for name, view in scene.views.items():
        if view.user:
            view = View(view.path, user=manager)
        answer = view.get(api, limit=100) if name == "history" else view.get(api)
        shown[name], tags[name] = answer.json, answer.headers.get("ETag")
    return shown, tags


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_changes_the_tag(api, db, scene, name):
    scene.manager = db.manager()
    before, tags = everything(api, scene)
    version = db.value("SELECT version FROM rooms WHERE id = %s", scene.room.id)
    answer = CHANGES[name](scene, api, db)
    assert answer.status == 200, answer
    assert db.value("SELECT version FROM rooms WHERE id = %s", scene.room.id) > version
    after, new_tags = everything(api, scene)
    assert all(new_tags[view] != tags[view] for view in tags), name
    assert after["history"] != before["history"] or name == "page"


def test_taking_a_room_changes_the_tag(api, db):
    agent, room = db.agent(), db.room()
    view = View(f"messages.history/{room.id}", {"token": room.visitor.token})
    tag = view.get(api).headers["ETag"]
    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", room.id)
    assert api.post("inquiries.take", user=agent, inquiryId=inquiry).status == 200
    assert view.get(api, tag).status == 200


def test_reparse_changes_the_tag(api, db, scene, admin):
    """livechat-admin reparse changes messages here, because no text of the scene has been parsed."""
    view = scene.views["history"]
    tag = view.get(api).headers["ETag"]
    admin("reparse", "--room", scene.room.id)
    answer = view.get(api, tag)
    assert answer.status == 200 and answer.json["messages"][2]["md"]
    assert view.get(api, answer.headers["ETag"]).status == 304


# These actions do not change what the answers show. The tag may stay, if the answer stays, too.
OTHERS = {
    "visitor": lambda s, api, db: api.post("visitor", visitor={
        "token": s.who["token"], "name": "Another Name", "username": "another." + new_id()}),
    "custom field": lambda s, api, db: api.post(
        "custom.field", token=s.who["token"], key="k", value="v", overwrite=True),
    "status": lambda s, api, db: api.post("visitor.status", token=s.who["token"], status="away"),
    "survey": lambda s, api, db: api.post(
        "room.survey", json={**s.who, "data": [{"name": "satisfaction", "value": "5"}]}),
    "notes": lambda s, api, db: api.post(
        "room.saveInfo", user=s.agent, guestData={"_id": s.room.visitor.id, "name": "Third Name"},
        roomData={"_id": s.room.id, "topic": "t", "tags": ["a"]}),
    "agent away": lambda s, api, db: api.post("agent.status", user=s.agent, status="not-available"),
    "agent renamed": lambda s, api, db: db.execute(
        "UPDATE users SET name = 'New Name', username = %s WHERE id = %s", new_id(), s.agent.id),
    "department deleted": lambda s, api, db: db.execute(
        "UPDATE rooms SET department_id = NULL WHERE id = %s", s.room.id),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_tag_means_the_same_answer(api, db, scene, name):
    scene.manager = db.manager()
    before = everything(api, scene)
    answer = OTHERS[name](scene, api, db)
    assert getattr(answer, "status", 200) == 200, answer
    after = everything(api, scene)
    for view in scene.views:
        assert before[0][view] == after[0][view] or before[1][view] != after[1][view], (name, view)


@pytest.mark.parametrize("setting, value", [
    ("Hide_System_Messages", "livechat-started"), ("Livechat_Visitor_navigation_as_a_message", "true"),
    ("Message_Read_Receipt_Enabled", "true"), ("Livechat_history_limit_default", "1"),
    ("Livechat_history_limit_max", "1"), ("Site_Url", "https://chat.example.com/"), ("Livechat_title", "Other")])
def test_settings_change_the_tag(instant, setting, value):
    view = Scene(instant.db).views["history"]
    tag = view.get(instant.api).headers["ETag"]
    instant.set(**{setting: value})
    assert view.get(instant.api, tag).status == 200


def test_what_shapes_no_reply_and_must_not_be_guessed_does_not_change_the_tag(instant):
    view = Scene(instant.db).views["history"]
    instant.set(FileUpload_json_web_token_secret_for_files="r" * 43)
    tag = view.get(instant.api).headers["ETag"]
    instant.set(FileUpload_json_web_token_secret_for_files="s" * 43, Livechat_guest_count="77")
    assert view.get(instant.api, tag).status == 304


def test_reading_changes_the_tag(instant):
    """With read receipts the visitor sees that the message was read; the agent's tag does not change
    again."""
    instant.set(Message_Read_Receipt_Enabled="true")
    scene = Scene(instant.db)
    api, history, listed = instant.api, scene.views["history"], scene.views["list"]
    before = history.get(api)
    assert any(m.get("unread") for m in before.json["messages"])
    first = listed.get(api)
    assert any(m.get("unread") for m in first.json["messages"])
    after = history.get(api, before.headers["ETag"])
    assert after.status == 200 and not any(m.get("unread") for m in after.json["messages"])
    second = listed.get(api, first.headers["ETag"])
    assert second.status == 200 and not any(m.get("unread") for m in second.json["messages"])
    assert listed.get(api, second.headers["ETag"]).status == 304
    assert history.get(api, after.headers["ETag"]).status == 304


def test_an_agent_has_not_read_what_came_after(instant):
    """A message that arrives while the agent reads stays unread; here it is slightly later, by the room's
    clock, than the last row that was returned."""
    instant.set(Message_Read_Receipt_Enabled="true")
    db, api = instant.db, instant.api
    scene = Scene(db)
    stop = threading.Event()
    shown = []

    def read():
        client = api.clone()
        while not stop.is_set():
            shown.append(client.get(f"messages/{scene.room.id}", user=scene.agent).json["messages"])
    reader = threading.Thread(target=read)
    reader.start()
    for n in range(20):
        assert api.post("message", **scene.who, msg=str(n)).status == 200
    stop.set()
    reader.join()
    read_ts = db.value("SELECT read_ts FROM rooms WHERE id = %s", scene.room.id)
    read_ids = {m["_id"] for page in shown for m in page}
    for row in db.rows("SELECT id FROM messages WHERE rid = %s AND type IS NULL AND ts <= %s",
                       scene.room.id, read_ts):
        assert row["id"] in read_ids


# --- when to ask again -------------------------------------------------------------------------

@pytest.mark.parametrize("quiet_s, interval", [
    (0, 2), (29, 2), (31, 5), (299, 5), (301, 15), (10**6, 15), (-1000, 2)])
def test_poll_interval(api, db, scene, quiet_s, interval):
    last_ts = now_ms() - quiet_s * 1000
    db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", last_ts, scene.room.id)
    for view in scene.views.values():
        first = view.get(api)
        again = view.get(api, first.headers["ETag"])
        assert (first.status, again.status) == (200, 304)
        # A busy machine may have taken so long that another answer is right.
        due = {interval, poll_interval((now_ms() - last_ts) / 1000)}
        assert {int(answer.headers["X-Poll-Interval"]) for answer in (first, again)} <= due


def poll_interval(quiet_s):
    return 2 if quiet_s < 30 else 5 if quiet_s < 300 else 15


def test_poll_interval_of_a_closed_room(api, db):
    agent = db.agent()
    room = db.room(agent=agent, closed=True)
    message = db.message(room, ts=now_ms())
    for view in views(room, agent, message).values():
        assert view.get(api).headers["X-Poll-Interval"] == "60"


# --- what it costs -----------------------------------------------------------------------------

@pytest.fixture(scope="module")
def alone(new_site, config):
    """A server of one process, so that the first request prepares it for the second."""
    return new_site("spawn-fcgi", config, label="counted")


@pytest.mark.parametrize("name, keys", [("history", 2), ("message", 3), ("list", 6)])  # the sixth: whether there are business hours
def test_a_304_costs_one_statement_that_reads_by_keys(alone, db, scene, name, keys):
    for n in range(300):
        db.message(scene.room, str(n))
    api, view = alone.client, scene.views[name]
    tag = view.get(api).headers["ETag"]

    def poll():
        assert view.get(api, tag).status == 304
    poll()
    spent = cost(db, poll)
    assert spent["Com_stmt_execute"] == 1, spent
    assert spent["Com_stmt_prepare"] == 0, spent
    assert spent["Questions"] <= 1, spent
    assert spent["Handler_read_key"] <= keys, spent
    assert all(spent[counter] <= 0 for counter in Counters.NAMES if counter.startswith("Handler_read_")
               and counter != "Handler_read_key"), spent
    assert spent["Handler_update"] == 0, spent


def test_an_idle_page_polls_rarely_and_cheaply(alone, db, scene):
    """A client that polls as often as it should asks at most four times a minute, and each 304 has less than
    700 bytes."""
    db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", now_ms() - 301_000, scene.room.id)
    token, at_s, polls = scene.room.visitor.token, 0.0, 0
    path = f"/api/v1/livechat/messages.history/{scene.room.id}?token={token}&ts={now_ms()}"
    first = alone.client.raw("GET", path)
    known, at_s = first.headers["ETag"], float(first.headers["X-Poll-Interval"])
    while at_s <= 60:
        received = answer_bytes(alone.client, path, known)
        assert received.startswith(b"HTTP/1.1 304 ")
        assert len(received) < 700, received
        polls += 1
        at_s += float(re.search(rb"X-Poll-Interval: (\d+)", received)[1])
    assert 1 <= polls <= 4


def answer_bytes(client, path, known):
    with socket.create_connection((client.host, client.port), 10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: {known}\r\n"
                           "Connection: close\r\n\r\n".encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received
