# SPDX-License-Identifier: MIT
"""POST /livechat/typing: who types is told with the polls of the others, and gone after 8 seconds."""

from urllib.parse import unquote

import pytest

from harness.checks import refused
from harness.data import new_id, without_limits
from harness.shifted_clock import ShiftedClock

V1 = "/api/v1/"
BEGINNING = {"lastUpdate": "2020-01-01T00:00:00Z"}


class Shop:
    """A site of its own, whose settings and clock change at once."""

    def __init__(self, new_database, new_site, folder):
        config = new_database("typing")
        self.db = without_limits(config, settings_age_s=0)
        self.clock = ShiftedClock(folder, "typing")
        self.api = new_site("lighttpd-cgi", config, label="typing", env=self.clock.environment).client


@pytest.fixture(scope="module")
def shop(new_database, new_site, folder):
    return Shop(new_database, new_site, folder)


def ok(answer):
    assert answer.status == 200, answer
    return answer


class Scene:
    """A visitor and the agent who serves their room."""

    def __init__(self, api, db, name="Ann", agent="Lisa"):
        self.api, self.db = api, db
        self.agent = db.agent(name=agent)
        self.room = db.room(db.visitor(name), agent=self.agent)
        self.token = self.room.visitor.token

    def visitor(self, typing=True):
        return ok(self.api.post("typing", token=self.token, rid=self.room.id, typing=typing))

    def user(self, typing=True, user=None):
        return ok(self.api.post("typing", user=user or self.agent, rid=self.room.id, typing=typing))

    def history(self, **headers):
        return self.api.get(f"messages.history/{self.room.id}", token=self.token, headers=headers)

    def told_visitor(self):
        return names(self.history())

    def told_agent(self, user=None):
        return names(self.api.get(f"messages/{self.room.id}", user=user or self.agent))

    def inbox(self, user=None, tag=None, cursor=None):
        return self.api.get("inbox.sync", user=user or self.agent, query={"since": cursor} if cursor else {},
                            headers={"If-None-Match": tag} if tag else {})

    def told_inbox(self, user=None):
        return [(row["rid"], row["name"]) for row in ok(self.inbox(user)).json["typing"]]


def names(answer):
    assert answer.status in (200, 304), answer
    field = answer.headers.get("X-Typing")
    return [] if field is None else [unquote(name) for name in field.split(",")]


@pytest.fixture
def scene(api, db):
    return Scene(api, db)


def test_each_side_is_told_of_the_other(scene):
    assert (scene.told_visitor(), scene.told_agent(), scene.told_inbox()) == ([], [], [])
    assert scene.visitor().json == {"success": True}
    assert (scene.told_visitor(), scene.told_agent()) == ([], ["Ann"])
    assert scene.told_inbox() == [(scene.room.id, "Ann")]
    scene.user()
    assert (scene.told_visitor(), scene.told_agent()) == (["Lisa"], ["Ann"])
    assert scene.told_inbox() == [(scene.room.id, "Ann")]
    for user, who in ((None, {"token": scene.token}), (scene.agent, {})):
        answer = scene.api.get(f"messages.sync/{scene.room.id}", user=user, **who, **BEGINNING)
        assert names(answer) == answer.json["typing"] == (["Ann"] if user else ["Lisa"])
    answer = scene.api.get("/api/v1/chat.syncMessages", user=scene.agent, roomId=scene.room.id, **BEGINNING)
    assert names(answer) == ["Ann"]
    scene.visitor(False)
    scene.user(False)
    assert (scene.told_visitor(), scene.told_agent(), scene.told_inbox()) == ([], [], [])
    assert "typing" not in ok(scene.api.get(f"messages.sync/{scene.room.id}", token=scene.token, **BEGINNING)).json


def test_a_304_tells_it_too(scene):
    tag = scene.history().headers["ETag"]
    scene.user()
    again = scene.history(**{"If-None-Match": tag})
    assert (again.status, names(again)) == (304, ["Lisa"])
    answer = scene.api.get(f"messages/{scene.room.id}", user=scene.agent)
    scene.visitor()
    again = scene.api.get(f"messages/{scene.room.id}", user=scene.agent,
                          headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, names(again)) == (304, ["Ann"])


def test_sending_ends_the_senders_typing_alone(scene):
    scene.visitor()
    scene.user()
    ok(scene.api.post("message", token=scene.token, rid=scene.room.id, msg="hello"))
    assert (scene.told_visitor(), scene.told_agent()) == (["Lisa"], [])
    scene.visitor()
    ok(scene.api.post(V1 + "chat.sendMessage", user=scene.agent,
                      message={"rid": scene.room.id, "msg": "hello"}))
    assert (scene.told_visitor(), scene.told_agent()) == ([], ["Ann"])


def test_a_batch_of_messages_ends_it(scene):
    scene.visitor()
    ok(scene.api.post("messages", user=scene.agent, visitor={"token": scene.token}, messages=[{"msg": "a"}]))
    assert scene.told_agent() == []


def test_the_tag_of_the_inbox_stands_for_it_and_the_cursor_does_not(scene):
    first = ok(scene.inbox())
    tag, cursor = first.headers["ETag"], first.json["cursor"]
    assert scene.inbox(tag=tag, cursor=cursor).status == 304
    scene.visitor()
    told = ok(scene.inbox(tag=tag, cursor=cursor))
    assert told.json["typing"] == [{"rid": scene.room.id, "name": "Ann"}]
    assert (told.json["rooms"], told.json["cursor"], "open" in told.json) == ([], cursor, False)
    assert scene.inbox(tag=told.headers["ETag"], cursor=cursor).status == 304
    scene.visitor()  # said again, it is no news
    assert scene.inbox(tag=told.headers["ETag"], cursor=cursor).status == 304
    scene.visitor(False)
    ended = ok(scene.inbox(tag=told.headers["ETag"], cursor=cursor))
    assert (ended.json["typing"], ended.headers["ETag"]) == ([], tag)


def test_all_who_take_part_are_told(scene):
    other, stranger = scene.db.agent(name="Otto"), scene.db.agent()
    scene.db.insert("room_members", rid=scene.room.id, user_id=other.id, joined_at=1)
    scene.visitor()
    scene.user()
    assert scene.told_inbox() == [(scene.room.id, "Ann")]
    assert scene.told_inbox(other) == [(scene.room.id, "Ann"), (scene.room.id, "Lisa")]
    assert scene.told_agent(other) == ["Ann", "Lisa"]
    assert scene.told_inbox(stranger) == []
    scene.user(user=other)
    assert scene.told_visitor() == ["Lisa", "Otto"]


def test_nothing_is_stored(scene):
    tables = ("rooms", "inboxes", "visitors", "messages", "queues")

    def rows():
        return [scene.db.row(f"CHECKSUM TABLE {table}") for table in tables]
    before = rows()
    scene.visitor()
    scene.visitor(False)
    assert rows() == before


@pytest.mark.parametrize("name", ["Zoë, \"the\" 1st; q=1", "a%2Cb%0d%0aX-Evil: 1", "日本語" * 40, "<script>", "😀" * 50])
def test_any_name_fits_into_the_header(api, db, name):
    scene = Scene(api, db, name=name, agent=name)
    scene.visitor()
    scene.user()
    for answer in (scene.history(), api.get(f"messages/{scene.room.id}", user=scene.agent)):
        told = names(answer)
        assert len(told) == 1 and name.startswith(told[0]) and len(told[0].encode()) in range(
            min(len(name.encode()), 100), 104)
        assert answer.headers["X-Typing"].isascii() and "X-Evil" not in answer.headers
    assert name.startswith(scene.told_inbox()[0][1])


def test_a_name_with_line_breaks_adds_no_header(api, db):
    scene = Scene(api, db, name="Ann\r\nX-Evil: 1", agent="Lisa\nX-Evil: 1")
    scene.visitor()
    scene.user()
    assert scene.told_visitor() == ["Lisa\nX-Evil: 1"] and scene.told_agent() == ["Ann\r\nX-Evil: 1"]
    assert "X-Evil" not in scene.history().headers


def test_strangers_say_and_learn_nothing(scene):
    stranger, visitor = scene.db.agent(), scene.db.visitor()
    body = {"rid": scene.room.id, "typing": True}
    refused(scene.api.post("typing", token=visitor.token, **body), "invalid-room")
    refused(scene.api.post("typing", token=new_id(), **body), "invalid-token")
    assert scene.api.post("typing", user=stranger, **body).status in (400, 403)
    assert scene.api.post("typing", user=scene.db.user(), **body).status == 403
    assert scene.api.post("typing", **body).status == 400
    assert (scene.told_visitor(), scene.told_agent()) == ([], [])
    scene.visitor()
    other = Scene(scene.api, scene.db)
    assert (other.told_agent(), other.told_inbox()) == ([], [])


def test_nobody_types_in_a_closed_room(scene):
    closed = scene.db.room(agent=scene.agent, closed=True)
    for who in ({"token": closed.visitor.token}, {"user": scene.agent}):
        refused(scene.api.post("typing", rid=closed.id, typing=True, **who), "room-closed")


@pytest.mark.parametrize("fields", [{"typing": "yes"}, {"typing": []}, {}, {"typing": True, "more": 1},
                                    {"typing": True, "rid": 7}, {"typing": True, "rid": "x" * 5000}])
def test_what_is_no_such_request_is_refused(scene, fields):
    answer = scene.api.post("typing", json={"token": scene.token, "rid": scene.room.id, **fields})
    assert answer.status == 400, answer


def test_it_is_gone_after_eight_seconds(shop):
    """Each of these programs has its own clock, and all have one file."""
    scene = Scene(shop.api, shop.db)
    tag = ok(scene.inbox()).headers["ETag"]
    try:
        scene.visitor()
        scene.user()
        assert (scene.told_visitor(), scene.told_agent()) == (["Lisa"], ["Ann"])
        told = ok(scene.inbox(tag=tag))
        shop.clock.set(8000)
        assert (scene.told_visitor(), scene.told_agent()) == ([], [])
        gone = ok(scene.inbox(tag=told.headers["ETag"], cursor=told.json["cursor"]))
        assert (gone.json["typing"], gone.headers["ETag"]) == ([], tag)
    finally:
        shop.clock.set(0)


def test_hidden_names_stay_hidden_from_visitors(shop):
    scene = Scene(shop.api, shop.db)
    scene.user()
    scene.visitor()
    shop.db.set(Livechat_show_agent_info="false")
    try:
        assert (scene.told_visitor(), scene.told_agent()) == (["Agent"], ["Ann"])
        synced = ok(scene.api.get(f"messages.sync/{scene.room.id}", token=scene.token, **BEGINNING))
        assert synced.json["typing"] == names(synced) == ["Agent"]
    finally:
        shop.db.reset_settings()


def test_a_flood_is_limited(shop):
    """Each visitor and each agent has a bucket, which has nothing to do with what else they tell."""
    scenes = [Scene(shop.api, shop.db) for _ in range(2)]
    shop.db.set(API_Enable_Rate_Limiter="true", Livechat_limit_update_per_minute="3")
    try:
        for who in ({"token": scenes[0].token}, {"user": scenes[0].agent}):
            answers = [shop.api.post("typing", rid=scenes[0].room.id, typing=True, **who).status
                       for _ in range(5)]
            assert answers == [200, 200, 200, 429, 429]
        scenes[1].visitor()
        scenes[1].user()
        ok(shop.api.post("visitor.status", token=scenes[0].token, status="away"))
    finally:
        shop.db.reset_settings()
