# SPDX-License-Identifier: MIT
"""The changes in a room since a client's last poll: messages.sync and chat.syncMessages."""

import pytest

from harness.checks import to_ms, wait_for
from harness.counters import cost
from harness.data import new_id, now_ms

LONG_AGO = "1970-01-01T00:00:00.000Z"


class Scene:
    def __init__(self, db):
        self.agent = db.agent()
        self.room = db.room(agent=self.agent)
        self.token = self.room.visitor.token
        self.who = {"token": self.token, "rid": self.room.id}


@pytest.fixture
def scene(db):
    return Scene(db)


def visitor_sync(api, scene, since):
    return api.get(f"messages.sync/{scene.room.id}", token=scene.token, lastUpdate=since)


def agent_sync(api, scene, since):
    return api.get(f"messages.sync/{scene.room.id}", user=scene.agent, lastUpdate=since)


def chat_sync(api, scene, since):
    return api.get("/api/v1/chat.syncMessages", user=scene.agent, roomId=scene.room.id, lastUpdate=since)


SYNCS = [visitor_sync, agent_sync, chat_sync]


def result_of(answer):
    assert answer.status == 200, answer
    assert list(answer.json) == ["result", "success"]
    assert set(answer.json["result"]) <= {"updated", "deleted", "more", "reset"}
    return answer.json["result"]


def cursor(found, before=None):
    return max([m["_updatedAt"] for m in found["updated"]] + [d["_deletedAt"] for d in found["deleted"]]
               + ([before] if before else []))


def send(api, scene, msg="x", **fields):
    answer = api.post("message", **scene.who, msg=msg, **fields)
    assert answer.status == 200, answer
    return answer.json["message"]


# --- the answer --------------------------------------------------------------------------------

@pytest.mark.parametrize("sync", SYNCS)
def test_changes_are_returned(api, scene, sync):
    first = result_of(sync(api, scene, LONG_AGO))
    assert [m["t"] for m in first["updated"]] == ["livechat-started"]
    assert first["deleted"] == [] and "more" not in first
    since = cursor(first)
    a, b, c = (send(api, scene, msg) for msg in "abc")
    sent = result_of(sync(api, scene, since))
    assert [m["msg"] for m in sent["updated"]] == ["a", "b", "c"]
    since = cursor(sent)
    assert result_of(sync(api, scene, since)) == {"updated": [], "deleted": []}
    api.put(f"message/{a['_id']}", **scene.who, msg="a, edited")
    removed = api.delete(f"message/{b['_id']}", **scene.who).json["message"]
    answered = api.post("/api/v1/chat.sendMessage", user=scene.agent,
                        message={"rid": scene.room.id, "msg": "d"}).json["message"]
    changed = result_of(sync(api, scene, since))
    assert [m["msg"] for m in changed["updated"]] == ["a, edited", "d"]
    assert changed["deleted"] == [{"_id": b["_id"], "_deletedAt": removed["ts"]}]
    assert changed["updated"][1]["_id"] == answered["_id"]
    assert result_of(sync(api, scene, cursor(changed))) == {"updated": [], "deleted": []}
    assert c["_id"] not in [m["_id"] for m in changed["updated"]]


def test_messages_are_the_same_documents_as_in_a_history(api, db, scene):
    send(api, scene, "see *example.com*")
    db.message(scene.room, "a file", extra_json='"file":{"_id":"f","name":"f","type":"x"}',
               file_upload_json='{"publicFilePath":"/f","type":"x","size":1}')
    edited = send(api, scene)
    api.put(f"message/{edited['_id']}", **scene.who, msg="y")
    history = api.get(f"messages.history/{scene.room.id}", token=scene.token).json["messages"]
    found = result_of(visitor_sync(api, scene, LONG_AGO))["updated"]
    assert sorted(found, key=lambda m: m["ts"], reverse=True) == history
    assert any("fileUpload" in m for m in found)
    listed = api.get(f"messages/{scene.room.id}", user=scene.agent).json["messages"]
    assert any([m.pop("token", None) for m in listed]), "agents get the visitor's token there only"
    for sync in (agent_sync, chat_sync):
        found = result_of(sync(api, scene, LONG_AGO))["updated"]
        assert sorted((m for m in found if "t" not in m), key=lambda m: m["ts"], reverse=True) == listed


@pytest.mark.parametrize("sync", SYNCS)
def test_headers(api, db, scene, sync):
    answer = sync(api, scene, LONG_AGO)
    assert answer.headers["Cache-Control"] == ("no-store" if sync is chat_sync else "private, no-cache")
    assert ("ETag" in answer.headers) == (sync is not chat_sync)
    for quiet_s, interval in ((60, "5"), (600, "15")):
        db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", now_ms() - quiet_s * 1000, scene.room.id)
        assert sync(api, scene, LONG_AGO).headers["X-Poll-Interval"] == interval
    db.execute("UPDATE rooms SET is_open = 0 WHERE id = %s", scene.room.id)
    assert sync(api, scene, LONG_AGO).headers["X-Poll-Interval"] == "60"


def pages(api, scene, sync, since=LONG_AGO):
    """Returns all changes, in as many answers as needed."""
    while True:
        found = result_of(sync(api, scene, since))
        assert len(found["updated"]) + len(found["deleted"]) <= 100
        yield found
        if "more" not in found:
            return
        assert found["more"] is True
        since = cursor(found, since)


@pytest.mark.parametrize("sync", SYNCS)
@pytest.mark.parametrize("count", [99, 100, 101, 250])
def test_changes_are_paged(api, db, scene, sync, count):
    """The message that started the room is one more."""
    ids = [db.message(scene.room, str(n)) for n in range(count - 1)]
    found = list(pages(api, scene, sync))
    assert [len(page["updated"]) for page in found] == {
        99: [99], 100: [100], 101: [100, 1], 250: [100, 100, 50]}[count]
    assert [m["_id"] for page in found for m in page["updated"]][1:] == ids


@pytest.mark.parametrize("sync", SYNCS)
def test_edits_and_deletions_are_paged_together(api, db, scene, sync):
    """Edits and deletions are one sequence: a page ends at the same time for both."""
    db.execute("DELETE FROM messages WHERE rid = %s", scene.room.id)
    base = now_ms() - 10**6
    changes = []
    for n in range(230):
        if n % 3 and not 150 < n < 170:
            changes.append((base + n, db.message(scene.room, str(n), ts=base + n)))
        else:
            changes.append((base + n, new_id()))
            db.insert("message_deletions", rid=scene.room.id, deleted_at=base + n, id=changes[-1][1])
    found = list(pages(api, scene, sync))
    assert [len(page["updated"]) + len(page["deleted"]) for page in found] == [100, 100, 30]
    for page, expected in zip(found, (changes[:100], changes[100:200], changes[200:])):
        assert {m["_id"] for m in page["updated"]} | {d["_id"] for d in page["deleted"]} == {
            _id for _, _id in expected}


@pytest.mark.parametrize("sync", SYNCS)
def test_the_id_of_a_deleted_message_can_be_used_again(api, scene, sync):
    """A client sends a message with an _id whose message was deleted. It is in the answer as updated and not
    as deleted, in whatever order the answer is read."""
    _id = new_id()
    send(api, scene, "before", _id=_id)
    since = cursor(result_of(sync(api, scene, LONG_AGO)))
    api.delete(f"message/{_id}", **scene.who)
    send(api, scene, "after", _id=_id)
    found = result_of(sync(api, scene, since))
    assert [m["msg"] for m in found["updated"]] == ["after"]
    assert found["deleted"] == []
    api.delete(f"message/{_id}", **scene.who)
    found = result_of(sync(api, scene, since))
    assert found["updated"] == []
    assert {d["_id"] for d in found["deleted"]} == {_id}


@pytest.mark.parametrize("sync", SYNCS)
def test_system_messages(api, db, scene, sync):
    since = cursor(result_of(sync(api, scene, LONG_AGO)))
    other = db.agent()
    api.post("room.forward", user=scene.agent, roomId=scene.room.id, userId=other.id)
    scene.agent = other
    api.post("page.visited", **scene.who, pageInfo={
        "change": "url", "title": "t", "location": {"href": "http://x/"}})
    api.post("room.close", **scene.who)
    types = [m["t"] for m in result_of(sync(api, scene, since))["updated"]]
    pages_seen = [] if sync is visitor_sync else ["livechat_navigation_history"]
    assert types == ["livechat_transfer_history", "ul", "command", "uj", *pages_seen, "livechat-close"]


def test_hidden_messages(instant):
    """Visitors do not get what their history hides; agents do."""
    instant.set(Hide_System_Messages="uj,livechat-started", Message_ShowDeletedStatus="true")
    api, scene = instant.api, Scene(instant.db)
    api.get("room.join", user=instant.db.manager(), roomId=scene.room.id)
    assert result_of(visitor_sync(api, scene, LONG_AGO)) == {"updated": [], "deleted": []}
    assert [m["t"] for m in result_of(agent_sync(api, scene, LONG_AGO))["updated"]] == ["livechat-started", "uj"]
    for _ in range(150):
        instant.db.message(scene.room, type="uj", by=scene.agent)
    sent = send(api, scene)
    found = result_of(visitor_sync(api, scene, LONG_AGO))
    assert [m["_id"] for m in found["updated"]] == [sent["_id"]] and "more" not in found
    since = cursor(found)
    removed = api.delete(f"message/{sent['_id']}", **scene.who).json["message"]
    found = result_of(visitor_sync(api, scene, since))
    assert [m["t"] for m in found["updated"]] == ["rm"] and found["deleted"] == []
    instant.set(Hide_System_Messages="uj,rm")
    found = result_of(visitor_sync(api, scene, since))
    assert found["updated"] == []
    assert found["deleted"] == [{"_id": sent["_id"], "_deletedAt": removed["ts"]}]
    assert [m["t"] for m in result_of(chat_sync(api, scene, since))["updated"]] == ["rm"]


def test_a_message_returned_to_an_agent_is_read(instant):
    instant.set(Message_Read_Receipt_Enabled="true")
    api, scene = instant.api, Scene(instant.db)
    first, second = send(api, scene), send(api, scene)
    for n in range(99):
        instant.db.message(scene.room, str(n))

    def unread():
        return {m["_id"] for m in api.get(f"messages.history/{scene.room.id}", token=scene.token,
                                          limit=100, offset=1).json["messages"] if m.get("unread")}
    assert {first["_id"], second["_id"]} <= unread()
    page = result_of(agent_sync(api, scene, first["_updatedAt"]))
    assert page["updated"][0]["unread"] is True and "more" not in page
    assert unread() == set()


# --- who may ask, and how ----------------------------------------------------------------------

def error(answer, status=400):
    assert answer.status == status, answer
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Poll-Interval" not in answer.headers
    return answer.json.get("error")


def test_refusals_of_messages_sync(api, db, scene):
    path, other = f"messages.sync/{scene.room.id}", db.visitor()
    missing = "must have required property '{}' [invalid-params]".format
    assert error(api.get(path, token=scene.token)) == missing("lastUpdate")
    assert error(api.get(path, lastUpdate=0)) == missing("token")
    assert error(api.get(path, token=scene.token, lastUpdate="soon")) == (
        'must match format "date-time" [invalid-params]')
    assert error(api.get(path, token=scene.token, lastUpdate="")) == (
        'must match format "date-time" [invalid-params]')
    assert "additional" in error(api.get(path, token=scene.token, lastUpdate=0, count=1))
    assert error(api.get(path, token="nobody", lastUpdate=0)) == "invalid-token"
    assert error(api.get(path, token="", lastUpdate=0)) == "invalid-token"
    assert error(api.get(path, token=other.token, lastUpdate=0)) == "invalid-room"
    assert error(api.get("messages.sync/nowhere", token=scene.token, lastUpdate=0)) == "invalid-room"
    assert error(api.get(path, lastUpdate=0, user=db.agent())) == "not-allowed"
    assert error(api.get("messages.sync/nowhere", lastUpdate=0, user=scene.agent)) == "invalid-room"
    assert "permissions" in error(api.get(path, lastUpdate=0, user=db.user()), 403)
    stranger = db.agent()
    stranger.token = "wrong"
    error(api.get(path, lastUpdate=0, user=stranger), 401)
    assert error(api.get(path, token=other.token, lastUpdate=0, user=scene.agent)) == "invalid-room", (
        "a token that is sent counts")


def test_the_token_may_come_in_the_header(api, scene):
    answer = api.get(f"messages.sync/{scene.room.id}", lastUpdate=0,
                     headers={"X-Visitor-Token": scene.token})
    assert result_of(answer)["updated"]


def test_refusals_of_chat_sync_messages(api, db, scene):
    path, rid = "/api/v1/chat.syncMessages", scene.room.id

    def refused(user=scene.agent, status=400, **query):
        return error(api.get(path, user=user, **query), status)
    assert refused(lastUpdate=0) == "must have required property 'roomId' [invalid-params]"
    assert refused(lastUpdate=0, roomId="") == (
        'The required "roomId" query param is missing [error-param-required]')
    for query in ({}, {"lastUpdate": ""}):
        assert refused(roomId=rid, **query) == (
            'The "type" or "lastUpdate" parameters must be provided [error-param-required]')
    assert refused(roomId="nowhere", lastUpdate="soon") == (
        'The "lastUpdate" query parameter must be a valid date [error-lastUpdate-param-invalid]')
    assert refused(roomId="nowhere", lastUpdate=0) == "Not allowed [error-not-allowed]"
    assert refused(user=db.agent(), roomId=rid, lastUpdate=0) == "Not allowed [error-not-allowed]"
    assert "additional" in refused(roomId=rid, type="UPDATED", next="1")
    assert "permissions" in refused(user=db.user(), status=403, roomId=rid, lastUpdate=0)
    refused(user=None, status=401, roomId=rid, lastUpdate=0)


@pytest.mark.parametrize("sync", SYNCS)
def test_last_update_is_validated(api, scene, sync):
    sent = send(api, scene)
    at = sent["_updatedAt"]
    ms = to_ms(at)
    for since in (at, ms, at.replace("Z", "+00:00"), at[:-1]):
        assert result_of(sync(api, scene, since))["updated"] == [], since
    for since in (ms - 1, "2020-01-01", "2020-01-01T00:00:00Z", 0, -1):
        assert result_of(sync(api, scene, since))["updated"][-1]["_id"] == sent["_id"], since
    assert result_of(sync(api, scene, ms + 10**9)) == {"updated": [], "deleted": []}


@pytest.mark.parametrize("sync", SYNCS)
def test_new_changes_are_told_after_a_backup_was_restored(api, db, scene, sync):
    """The client knows of later changes than the room has; what is sent from now on is later still."""
    lost = send(api, scene)
    room, ts = db.row("SELECT rid, ts FROM messages WHERE id = %s", lost["_id"]).values()
    db.execute("DELETE FROM messages WHERE id = %s", lost["_id"])
    db.execute("UPDATE rooms SET last_ts = ts, updated_at = ts, last_message_id = NULL WHERE id = %s", room)
    assert result_of(sync(api, scene, ts)) == {"updated": [], "deleted": []}
    wait_for(lambda: now_ms() > ts)
    sent = send(api, scene)
    assert [m["_id"] for m in result_of(sync(api, scene, ts))["updated"]] == [sent["_id"]]


def test_closed_rooms_can_be_followed_to_their_end(api, scene):
    api.post("room.close", **scene.who)
    assert result_of(visitor_sync(api, scene, LONG_AGO))["updated"][-1]["t"] == "livechat-close"


# --- what it costs -----------------------------------------------------------------------------

@pytest.fixture(scope="module")
def alone(new_site, config):
    return new_site("spawn-fcgi", config, label="counted sync")


@pytest.mark.parametrize("sync, statements", [(visitor_sync, 1), (agent_sync, 2), (chat_sync, 2)])
def test_a_poll_reads_no_more_rows_than_it_returns(alone, db, scene, sync, statements):
    """A visitor's poll is one statement, an agent's two because of the login. Neither reads more rows than it
    returns, however long the room is and however old the changes are."""
    api = alone.client
    for n in range(400):
        db.message(scene.room, str(n))
        db.insert("message_deletions", rid=scene.room.id, deleted_at=now_ms() - 10**6 + n, id=new_id())
    last = db.value("SELECT MAX(updated_at) FROM messages WHERE rid = %s", scene.room.id)

    def poll():
        assert result_of(sync(api, scene, last))["updated"] == []

    def poll_one():
        assert len(result_of(sync(api, scene, last - 1))["updated"]) == 1

    def poll_all():
        assert result_of(sync(api, scene, 0))["more"]
    poll()
    for action, read in ((poll, 0), (poll_one, 1), (poll_all, 310)):
        spent = cost(db, action)
        assert spent["Com_stmt_execute"] == statements, spent
        assert spent["Handler_read_next"] <= read, spent
        assert spent["Handler_read_key"] <= 10 * statements + (210 if read > 1 else 0), spent
        assert spent["Handler_read_rnd"] <= 0 and spent["Handler_read_prev"] <= 0, spent
        assert spent["Handler_read_rnd_next"] <= 0, spent
        assert spent["Handler_write"] <= 0, spent


def test_the_index_for_changes_does_not_slow_other_readings(alone, db, scene):
    """The other ways to read a long room still read no more rows than the page has."""
    api = alone.client
    for n in range(1500):
        db.message(scene.room, str(n))
    db.execute("ANALYZE TABLE messages")
    for ask in (lambda: api.get(f"messages.history/{scene.room.id}", token=scene.token, limit=50),
                lambda: api.get(f"messages/{scene.room.id}", user=scene.agent, count=50),
                lambda: api.get(f"messages/{scene.room.id}", user=scene.agent, count=50, sort='{"ts":1}')):
        assert len(ask().json["messages"]) == 50
        spent = cost(db, ask)
        assert spent["Handler_read_next"] + spent["Handler_read_prev"] <= 60, spent


@pytest.mark.parametrize("sync", SYNCS)
def test_who_comes_back_after_deletions_were_forgotten_is_told_so(api, db, scene, sync):
    day = 86_400_000
    api.post("room.close", **scene.who)
    end = now_ms() - 200 * day
    db.execute("UPDATE rooms SET ts = %s, last_ts = %s, closed_at = %s WHERE id = %s", end - 9, end, end, scene.room.id)
    assert result_of(sync(api, scene, end - 5))["reset"] is True
    # Who begins has missed nothing, nor who knows the last change, nor who has asked lately.
    assert "reset" not in result_of(sync(api, scene, LONG_AGO))
    assert "reset" not in result_of(sync(api, scene, end))
    db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", now_ms(), scene.room.id)
    assert "reset" not in result_of(sync(api, scene, now_ms() - 80 * day))
    assert result_of(sync(api, scene, now_ms() - 90 * day))["reset"] is True
    db.execute("UPDATE rooms SET is_open = 1 WHERE id = %s", scene.room.id)
    assert "reset" not in result_of(sync(api, scene, now_ms() - 90 * day))


# --- what a client has already -----------------------------------------------------------------

def conditional(api, scene, since, tag, user=None):
    query = {"lastUpdate": since} if user else {"lastUpdate": since, "token": scene.token}
    return api.request("GET", f"messages.sync/{scene.room.id}", query=query, user=user,
                       headers={"If-None-Match": tag} if tag else None)


@pytest.mark.parametrize("who", ["visitor", "agent"])
def test_one_request_a_turn_tells_what_is_new_or_that_nothing_is(api, scene, who):
    user = scene.agent if who == "agent" else None
    send(api, scene)
    first = conditional(api, scene, LONG_AGO, None, user)
    since, tag = cursor(first.json["result"]), first.headers["ETag"]
    again = conditional(api, scene, since, tag, user)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["X-Poll-Interval"] == first.headers["X-Poll-Interval"]
    sent = send(api, scene, "y")
    changed = conditional(api, scene, since, tag, user)
    assert [one["_id"] for one in changed.json["result"]["updated"]] == [sent["_id"]]
    since, tag = cursor(changed.json["result"]), changed.headers["ETag"]
    assert conditional(api, scene, since, tag, user).status == 304
    api.delete(f"message/{sent['_id']}", **scene.who)
    gone = conditional(api, scene, since, tag, user)
    assert [one["_id"] for one in gone.json["result"]["deleted"]] == [sent["_id"]]


def test_an_etag_does_not_stand_for_an_earlier_time(api, scene):
    """A client that has lost its place gets what it lacks, whatever it says it has seen."""
    message = send(api, scene)
    last = conditional(api, scene, message["_updatedAt"], None)
    assert last.json["result"]["updated"] == []
    earlier = conditional(api, scene, LONG_AGO, last.headers["ETag"])
    assert message["_id"] in [one["_id"] for one in earlier.json["result"]["updated"]]
    history = api.get(f"messages.history/{scene.room.id}", token=scene.token)
    assert conditional(api, scene, LONG_AGO, history.headers["ETag"]).status == 200


def test_a_part_of_the_changes_has_no_etag(api, db, scene):
    for number in range(101):
        db.message(scene.room, str(number))
    part = conditional(api, scene, LONG_AGO, None)
    assert part.json["result"]["more"] is True
    assert "ETag" not in part.headers
    rest = conditional(api, scene, cursor(part.json["result"]), '"x"')
    assert conditional(api, scene, cursor(rest.json["result"]), rest.headers["ETag"]).status == 304


def test_nobody_elses_room_is_known(api, db, scene):
    tag = conditional(api, scene, LONG_AGO, None).headers["ETag"]
    answer = api.request("GET", f"messages.sync/{scene.room.id}", headers={"If-None-Match": tag},
                         query={"lastUpdate": LONG_AGO, "token": db.room().visitor.token})
    assert (answer.status, answer.json["error"]) == (400, "invalid-room")


def test_a_304_costs_one_statement(api, db, scene):
    since = send(api, scene)["_updatedAt"]
    tag = conditional(api, scene, since, None).headers["ETag"]
    spent = cost(db, lambda: conditional(api, scene, since, tag))
    assert spent["Com_stmt_execute"] == 1, spent
