# SPDX-License-Identifier: MIT
"""Internal notes: agents see them among the messages of a chat, and nobody else learns of them."""

import concurrent.futures
import time

import pytest

from harness.checks import coded, invalid, plain, result, to_date
from harness.data import new_id, now_ms

MARK = "the customer is difficult"
LONG_AGO = "2020-01-01T00:00:00.000Z"
SHOWN = '"msg":"x"\n\n"u":{"_id":"x","username":"x"}\n"urls":[],"mentions":[],"channels":[],"t":"livechat_note"\n\n'


def note(api, room, user, msg=MARK, **more):
    return api.post("note", user=user, rid=room.id, msg=msg, **more)


@pytest.fixture
def agent(db):
    return db.agent()


@pytest.fixture
def room(db, agent):
    """A room that the agent serves, with a message of each side."""
    room = db.room(agent=agent)
    db.message(room, "question")
    db.message(room, "answer", by=agent)
    return room


def listed(api, room, user, **query):
    answer = api.get(f"messages/{room.id}", user=user, **query)
    assert answer.status == 200, answer
    return answer.json


def synced(api, room, user, since=LONG_AGO):
    answer = api.get(f"messages.sync/{room.id}", user=user, lastUpdate=since)
    assert answer.status == 200, answer
    return answer.json["result"]


def test_a_note_is_among_the_messages_that_agents_read(api, db, agent, room):
    answer = note(api, room, agent)
    assert answer.status == 200, answer
    message = answer.json["message"]
    row = db.row("SELECT * FROM notes WHERE rid = %s", room.id)
    assert {key: message[key] for key in ("_id", "rid", "msg", "t", "ts", "_updatedAt")} == {
        "_id": row["id"], "rid": room.id, "msg": MARK, "t": "livechat_note", "ts": to_date(row["ts"]),
        "_updatedAt": to_date(row["ts"])}
    assert (message["u"]["_id"], message["u"]["username"]) == (agent.id, agent.username)
    assert (row["msg"], row["u_id"], abs(row["ts"] - now_ms()) < 10_000) == (MARK, agent.id, True)
    assert api.post("message", token=room.visitor.token, rid=room.id, msg="thanks").status == 200
    seen = listed(api, room, agent)
    assert [m["msg"] for m in seen["messages"]] == ["thanks", MARK, "answer", "question"]
    assert seen["messages"][1] == message
    assert (seen["total"], seen["offset"]) == (4, 0)
    assert [m["msg"] for m in synced(api, room, agent)["updated"] if m["msg"]] == [
        "question", "answer", MARK, "thanks"]


def test_pages_searches_and_orders_have_notes(api, db, agent, room):
    for number in range(5):
        assert note(api, room, agent, f"note {number}").status == 200
        assert api.post("message", token=room.visitor.token, rid=room.id, msg=f"message {number}").status == 200
    whole = [m["msg"] for m in listed(api, room, agent)["messages"]]
    assert whole[:4] == ["message 4", "note 4", "message 3", "note 3"] and len(whole) == 12
    parts = [listed(api, room, agent, count=5, offset=offset)["messages"] for offset in (0, 5, 10)]
    assert [m["msg"] for part in parts for m in part] == whole
    assert [m["msg"] for m in listed(api, room, agent, sort='{"ts":1}')["messages"]] == whole[::-1]
    assert [m["msg"] for m in listed(api, room, agent, sort='{"msg":1}', count=3, offset=2)["messages"]] == sorted(
        whole)[2:5]
    found = listed(api, room, agent, searchTerm="NOTE")
    assert ([m["msg"] for m in found["messages"]], found["total"]) == ([f"note {n}" for n in (4, 3, 2, 1, 0)], 5)


def test_a_note_changes_what_agents_poll_and_not_what_the_visitor_polls(api, db, agent, room):
    visitors = api.get(f"messages.history/{room.id}", token=room.visitor.token)
    agents = api.get(f"messages/{room.id}", user=agent)
    inbox = api.get("inbox.sync", user=agent)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    note(api, room, agent)
    known = {"If-None-Match": visitors.headers["ETag"]}
    assert api.get(f"messages.history/{room.id}", token=room.visitor.token, headers=known).status == 304
    known = {"If-None-Match": agents.headers["ETag"]}
    assert api.get(f"messages/{room.id}", user=agent, headers=known).status == 200
    known = {"If-None-Match": inbox.headers["ETag"]}
    again = api.get("inbox.sync", user=agent, since=inbox.json["cursor"], headers=known)
    assert again.status == 200 and room.id in again.text
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"notes_ts", "inbox_version"}, changed


def test_that_an_agent_has_read_a_note_is_not_told_to_the_visitor(api, db, agent, room, settings):
    settings(Message_Read_Receipt_Enabled="true")
    synced(api, room, agent)
    before = api.get(f"messages.history/{room.id}", token=room.visitor.token)
    note(api, room, agent)
    assert synced(api, room, agent)["updated"][-1]["msg"] == MARK
    listed(api, room, agent)
    after = api.get(f"messages.history/{room.id}", token=room.visitor.token)
    assert (after.text, after.headers["ETag"]) == (before.text, before.headers["ETag"])
    asked = api.post("message", token=room.visitor.token, rid=room.id, msg="?").json["message"]["ts"]
    synced(api, room, agent)
    assert to_date(db.value("SELECT read_ts FROM rooms WHERE id = %s", room.id)) == asked


def test_an_agent_who_joined_the_room_learns_of_each_note(api, db, agent, room):
    colleague = db.agent()
    db.insert("room_members", rid=room.id, user_id=colleague.id, joined_at=now_ms())
    inbox = api.get("inbox.sync", user=colleague)
    for _ in range(2):
        known = {"If-None-Match": inbox.headers["ETag"]}
        assert api.get("inbox.sync", user=colleague, since=inbox.json["cursor"], headers=known).status == 304
        note(api, room, agent)
        inbox = api.get("inbox.sync", user=colleague, since=inbox.json["cursor"], headers=known)
        assert inbox.status == 200 and [found["_id"] for found in inbox.json["rooms"]] == [room.id]


def test_the_visitor_learns_nothing(api, db, agent, room):
    """The visitor asks everything that a visitor can ask."""
    answer = note(api, room, agent)
    _id, token = answer.json["message"]["_id"], room.visitor.token
    asked = [api.get(f"messages.history/{room.id}", token=token), api.get("room", token=token),
             api.get(f"message/{_id}", token=token, rid=room.id), api.get("config", token=token),
             api.get(f"visitor/{token}"), api.get(f"agent.info/{room.id}/{token}"),
             api.get(f"messages.sync/{room.id}", token=token, lastUpdate=LONG_AGO)]
    for answer in asked:
        assert MARK not in answer.text and "livechat_note" not in answer.text and _id not in answer.text, answer
    assert api.put(f"message/{_id}", token=token, rid=room.id, msg="x").status == 400
    assert api.delete(f"message/{_id}", token=token, rid=room.id).status == 400
    sent = api.post("message", token=token, rid=room.id, msg="mine", _id=_id)
    assert sent.status == 200, "an answer would tell that the id is taken"
    assert api.post("room.close", token=token, rid=room.id).status == 200
    assert MARK not in api.get(f"messages.history/{room.id}", token=token).text


def test_the_same_id_again_is_stored_once(api, db, agent, room):
    _id = new_id()
    first = note(api, room, agent, _id=_id)
    again = note(api, room, agent, _id=_id)
    assert result(again) == result(first) and first.status == 200
    assert db.value("SELECT COUNT(*) FROM notes WHERE rid = %s", room.id) == 1
    exists = coded("A message with this _id already exists", "error-message-exists")
    assert result(note(api, room, agent, "another", _id=_id)) == exists
    other = db.agent()
    assert result(note(api, db.room(agent=other), other, _id=_id)) == exists
    assert result(note(api, room, db.manager(), _id=_id)) == exists


def test_who_may_note(api, db, agent, room):
    assert note(api, room, db.agent()).status == 400
    assert note(api, db.room(), agent).status == 400, "it waits for somebody to take it"
    assert note(api, room, db.user()).status == 403
    assert note(api, room, None).status == 401
    assert result(api.post("note", user=agent, rid=new_id(), msg="x")) == plain("invalid-room")
    assert note(api, room, db.manager()).status == 200
    api.post("room.close", token=room.visitor.token, rid=room.id)
    assert result(note(api, room, agent)) == plain("room-closed")
    assert db.value("SELECT COUNT(*) FROM notes WHERE rid = %s", room.id) == 1


@pytest.mark.parametrize("body, text", [
    ({"msg": "x"}, "must have required property 'rid'"), ({"rid": "x"}, "must have required property 'msg'"),
    ({"rid": {}, "msg": "x"}, "must be string"), ({"rid": "x", "msg": []}, "must be string"),
    ({"rid": "x", "msg": "x", "t": "uj"}, "must NOT have additional properties")])
def test_invalid_bodies(api, agent, body, text):
    assert result(api.post("note", user=agent, json=body)) == invalid(text)


def test_texts(api, db, agent, room, settings):
    for blank in ("", "  ", "\u200b"):
        assert note(api, room, agent, blank).json["errorType"] == "error-message-blank", blank
    settings(Message_MaxAllowedSize="10")
    assert note(api, room, agent, "x" * 11).status == 400
    for text in ("x" * 10, "*b* @all", "😀" * 5, "</x>&\"\\"):
        assert note(api, room, agent, text).json["message"]["msg"] == text


def test_notes_and_messages_take_turns(api, db, agent, room):
    """No two have the same time, and whoever follows the room misses none and sees none twice."""
    def write(number):
        client = api.clone()
        for n in range(20):
            if number % 2:
                assert note(client, room, agent, f"note {number}.{n}").status == 200
            else:
                assert client.post("message", token=room.visitor.token, rid=room.id,
                                   msg=f"text {number}.{n}").status == 200

    def follow():
        client, since, seen, end = api.clone(), LONG_AGO, [], time.monotonic() + 60
        while len(seen) < 82 and time.monotonic() < end:
            updated = [m for m in synced(client, room, agent, since)["updated"] if m["msg"]]
            seen += [m["msg"] for m in updated]
            since = max([since, *(m["_updatedAt"] for m in updated)])
        return seen

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        following = pool.submit(follow)
        list(pool.map(write, range(4)))
        seen = following.result()
    assert len(seen) == len(set(seen)) == 82
    times = db.rows("SELECT ts FROM messages WHERE rid = %s UNION ALL SELECT ts FROM notes WHERE rid = %s",
                    room.id, room.id)
    assert len({row["ts"] for row in times}) == len(times)


def test_many_notes_are_synced_in_parts(api, db, agent, room):
    for number in range(120):
        db.insert("notes", rid=room.id, ts=10_000 + number, id=new_id(), u_id=agent.id, u_username=agent.username,
                  msg=f"{number}", shown_json=SHOWN)
    db.execute("UPDATE rooms SET notes_ts = 10119 WHERE id = %s", room.id)
    first = synced(api, room, agent, 0)
    assert (len(first["updated"]), first["more"]) == (100, True)


def test_what_is_erased_takes_its_notes_along(api, db, agent, room):
    other = db.room(agent=agent)
    for one in (room, other):
        note(api, one, agent)
        api.post("room.close", token=one.visitor.token, rid=one.id)
    assert api.post("rooms.delete", user=db.manager(), roomId=room.id).status == 200
    assert db.value("SELECT COUNT(*) FROM notes WHERE rid = %s", room.id) == 0
    assert db.value("SELECT COUNT(*) FROM notes WHERE rid = %s", other.id) == 1
    assert api.delete(f"visitor/{other.visitor.token}").status == 200
    assert db.value("SELECT COUNT(*) FROM notes WHERE rid = %s", other.id) == 0
