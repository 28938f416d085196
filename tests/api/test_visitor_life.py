# SPDX-License-Identifier: MIT
"""What visitors and websites send besides messages, and how a visitor is erased."""

import pytest

from harness.checks import at_once, coded, invalid, plain, result, to_ms
from harness.data import new_id, now_ms

UNKNOWN = coded("", "invalid-token")
NO_VIDEO = coded("Video calls are not offered by this server", "error-video-calls-not-offered")
OPEN_ROOMS = coded("Cannot remove visitors with opened rooms", "visitor-has-open-rooms")


@pytest.fixture
def visitor(db):
    return db.visitor()


def fields_of(db, visitor):
    return {row["name"]: row["value"] for row in
            db.rows("SELECT name, value FROM visitor_fields WHERE visitor_id = %s", visitor.id)}


# --- status ---------------------------------------------------------------------------------------

STATUS_PATHS = ["visitor.status", "visitors.status"]


@pytest.mark.parametrize("path", STATUS_PATHS)
@pytest.mark.parametrize("status", ["online", "away", "busy", "offline"])
def test_a_status_is_stored_and_echoed(api, db, visitor, path, status):
    answer = api.post(path, token=visitor.token, status=status)
    assert result(answer) == (200, {"token": visitor.token, "status": status, "success": True})
    assert api.get(f"visitor/{visitor.token}").json["visitor"]["status"] == status


def test_a_status_is_seen_in_the_room_and_changes_nothing_else(api, db):
    room = db.room()
    before = db.row("SELECT * FROM visitors WHERE id = %s", room.visitor.id)
    assert api.post("visitor.status", token=room.visitor.token, status="away").status == 200
    assert api.get("room", token=room.visitor.token).json["room"]["v"]["status"] == "away"
    after = db.row("SELECT * FROM visitors WHERE id = %s", room.visitor.id)
    assert after.pop("updated_at") >= before.pop("updated_at")
    assert after == {**before, "status": "away"}


@pytest.mark.parametrize("path", STATUS_PATHS)
@pytest.mark.parametrize("body,text", [
    ({}, "Missing key 'token'"), ({"token": "a"}, "Missing key 'status'"),
    ({"status": "away"}, "Missing key 'token'"),
    ({"token": 1, "status": "away"}, "Expected string, got number in field token"),
    ({"token": "a", "status": None}, "Expected string, got null in field status"),
    ({"token": "a", "status": {"$ne": "x"}}, "Expected string, got object in field status"),
    ({"token": "a", "status": "away", "x": 1}, "Unknown key in field x")])
def test_an_invalid_status_is_refused(api, path, body, text):
    assert result(api.post(path, json=body)) == plain(f"Match error: {text}")


@pytest.mark.parametrize("path", STATUS_PATHS)
def test_the_status_of_an_unknown_visitor_and_an_unknown_status_are_refused(api, db, visitor, path):
    assert result(api.post(path, token=new_id(), status="away")) == UNKNOWN
    assert result(api.post(path, token="a b", status="away")) == UNKNOWN
    for status in ("", "Away", "x" * 5000, "away "):
        assert result(api.post(path, token=visitor.token, status=status)) == coded(
            "The status of a visitor is online, away, busy or offline", "error-invalid-status")
    assert db.value("SELECT status FROM visitors WHERE id = %s", visitor.id) == "online"


def test_the_header_replaces_the_token(api, visitor):
    header = {"X-Visitor-Token": visitor.token}
    answer = api.post("visitor.status", status="away", headers=header)
    assert result(answer) == (200, {"token": visitor.token, "status": "away", "success": True})
    assert api.post("custom.field", key="a", value="b", overwrite=True, headers=header).status == 200


# --- custom fields --------------------------------------------------------------------------------

def put(api, visitor, key, value, overwrite=True):
    return api.post("custom.field", token=visitor.token, key=key, value=value, overwrite=overwrite)


def test_a_custom_field_is_stored_echoed_and_shown(api, db, visitor):
    answer = put(api, visitor, "address", "Rocket.Chat street")
    assert result(answer) == (200, {"field": {"key": "address", "value": "Rocket.Chat street",
                                              "overwrite": True}, "success": True})
    assert fields_of(db, visitor) == {"address": "Rocket.Chat street"}
    assert api.get(f"visitor/{visitor.token}").json["visitor"]["livechatData"] == {
        "address": "Rocket.Chat street"}


def test_overwrite_decides_whether_a_known_value_stays(api, db, visitor):
    put(api, visitor, "a", "first", overwrite=False)
    answer = put(api, visitor, "a", "second", overwrite=False)
    assert answer.status == 200 and answer.json["field"]["overwrite"] is False
    assert fields_of(db, visitor) == {"a": "first"}
    put(api, visitor, "a", "third")
    assert fields_of(db, visitor) == {"a": "third"}


def test_several_custom_fields_at_once(api, db, visitor):
    put(api, visitor, "kept", "old")
    answer = api.post("custom.fields", token=visitor.token, customFields=[
        {"key": "a", "value": "1", "overwrite": True}, {"key": "kept", "value": "new", "overwrite": False},
        {"key": "b", "value": "", "overwrite": True}])
    assert result(answer) == (200, {"fields": [
        {"Key": "a", "value": "1", "overwrite": True}, {"Key": "kept", "value": "new", "overwrite": False},
        {"Key": "b", "value": "", "overwrite": True}], "success": True})
    assert fields_of(db, visitor) == {"a": "1", "kept": "old", "b": ""}
    assert result(api.post("custom.fields", token=visitor.token, customFields=[])) == (
        200, {"fields": [], "success": True})


def test_scalars_of_custom_fields_are_accepted_as_text_and_booleans(api, db, visitor):
    answer = api.post("custom.field", token=visitor.token, key=1, value=2.5, overwrite="true")
    assert answer.json["field"] == {"key": "1", "value": "2.5", "overwrite": True}
    assert fields_of(db, visitor) == {"1": "2.5"}


@pytest.mark.parametrize("body,text", [
    ({}, "must have required property 'token'"),
    ({"token": "a"}, "must have required property 'key'"),
    ({"token": "a", "key": "b"}, "must have required property 'value'"),
    ({"token": "a", "key": "b", "value": "c"}, "must have required property 'overwrite'"),
    ({"token": "a", "key": "b", "value": "c", "overwrite": "x"}, "must be boolean"),
    ({"token": "a", "key": {}, "value": "c", "overwrite": True}, "must be string"),
    ({"token": "a", "key": "b", "value": "c", "overwrite": True, "x": 1},
     "must NOT have additional properties"),
    ({"token": "a", "key": "k" * 65, "value": "c", "overwrite": True},
     "must NOT have more than 64 characters"),
    ({"token": "a", "key": "k", "value": "c" * 4097, "overwrite": True},
     "must NOT have more than 4096 characters")])
def test_an_invalid_custom_field_is_refused(api, body, text):
    assert result(api.post("custom.field", json=body)) == invalid(text)


@pytest.mark.parametrize("fields,text", [
    ("x", "must be object"), ({}, "must be array"), ([1], "must be object"),
    ([{}], "must have required property 'key'"),
    ([{"key": "a", "value": "b"}], "must have required property 'overwrite'"),
    ([{"key": "a", "value": "b", "overwrite": True, "x": 1}], "must NOT have additional properties")])
def test_invalid_custom_fields_are_refused(api, visitor, fields, text):
    answer = api.post("custom.fields", token=visitor.token, customFields=fields)
    assert result(answer) == invalid(text)
    assert result(api.post("custom.fields", token=visitor.token)) == invalid(
        "must have required property 'customFields'")


def test_custom_fields_of_an_unknown_visitor_and_without_a_name_are_refused(api, db, visitor):
    good = {"key": "a", "value": "b", "overwrite": True}
    assert result(api.post("custom.field", token=new_id(), **good)) == plain("invalid-token")
    assert result(api.post("custom.fields", token=new_id(), customFields=[good])) == plain("invalid-token")
    for key in ("", "世" * 64):
        assert result(put(api, visitor, key, "x")) == plain("invalid-custom-field")
        bad = {**good, "key": key}
        assert result(api.post("custom.fields", token=visitor.token, customFields=[good, bad])) \
            == plain("invalid-custom-field")
        assert result(api.post("visitor", visitor={"token": visitor.token, "name": "New", "customFields": [bad]})) \
            == plain("invalid-custom-field")
        token = new_id()
        assert result(api.post("visitor", visitor={"token": token, "customFields": [bad]})) \
            == plain("invalid-custom-field")
        assert result(api.get(f"visitor/{token}")) == UNKNOWN, "nothing is registered by halves"
    assert fields_of(db, visitor) == {}
    put(api, visitor, "世" * 42, "x" * 4096)
    assert fields_of(db, visitor) == {"世" * 42: "x" * 4096}


def test_a_visitor_has_a_hundred_custom_fields_at_most_and_may_change_them_then(api, db, visitor):
    many = [{"key": f"k{i}", "value": "x", "overwrite": True} for i in range(101)]
    full = coded("There cannot be more custom fields", "error-too-many-fields")
    assert result(api.post("custom.fields", token=visitor.token, customFields=many)) == full
    assert fields_of(db, visitor) == {}
    assert api.post("custom.fields", token=visitor.token, customFields=many[:100]).status == 200
    assert result(put(api, visitor, "one more", "x")) == full
    assert put(api, visitor, "k7", "changed").status == 200
    assert fields_of(db, visitor)["k7"] == "changed" and len(fields_of(db, visitor)) == 100


def test_what_a_visitor_sends_besides_messages_is_limited(instant):
    instant.set(Livechat_limit_update_per_minute="3")
    api, visitor, other = instant.api, instant.db.visitor(), instant.db.visitor()
    answers = [api.post("visitor.status", token=visitor.token, status="away") for _ in range(2)]
    answers += [put(api, visitor, "a", "b"), put(api, visitor, "a", "c")]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert put(api, other, "a", "b").status == 200


# --- video calls ----------------------------------------------------------------------------------

def test_video_calls_are_refused_with_the_reason(api, visitor):
    assert result(api.post("visitor.callStatus", token=visitor.token, callStatus="declined", rid="a",
                           callId="b")) == NO_VIDEO
    assert result(api.post("visitor.callStatus")) == NO_VIDEO
    assert result(api.get(f"video.call/{visitor.token}", rid="a")) == NO_VIDEO
    assert result(api.get(f"video.call/{new_id()}")) == NO_VIDEO


# --- forgetting -----------------------------------------------------------------------------------

TABLES = ["messages", "message_versions", "message_deletions", "room_fields", "room_members", "inquiries"]


def furnish(db, room):
    """Stores a row of the room in each table."""
    db.message(room, "my secret")
    db.insert("message_versions", id=new_id(), parent_id=new_id(), rid=room.id, ts=1, by_visitor=1,
              u_id="a", u_username="a", msg="what it said", updated_at=1, shown_json="\"msg\":\"what it said\"")
    db.insert("message_deletions", rid=room.id, deleted_at=1, id=new_id())
    db.insert("room_fields", rid=room.id, name="note", value="difficult")
    db.insert("room_members", rid=room.id, user_id=new_id(), joined_at=1)
    db.execute("DELETE FROM inquiries WHERE rid = %s", room.id)
    db.insert("inquiries", id=new_id(), rid=room.id, name="x", status="taken", ts=1, updated_at=1)
    for kind in ("transcript", "offline"):
        db.insert("outbox", id=new_id(), kind=kind, ref_id=room.id, recipient="a@example.com", content="x",
                  state="sent", created_at=1)


def rows_of(db, room):
    counts = {table: db.value(f"SELECT COUNT(*) FROM {table} WHERE rid = %s", room.id) for table in TABLES}
    counts["rooms"] = db.value("SELECT COUNT(*) FROM rooms WHERE id = %s", room.id)
    counts["transcripts"] = db.value(
        "SELECT COUNT(*) FROM outbox WHERE ref_id = %s AND kind = 'transcript'", room.id)
    return counts


def test_a_visitor_is_erased_with_all_their_data_and_nothing_else(api, db):
    visitor = db.visitor(email="me@example.com")
    rooms = [db.room(visitor, closed=True), db.room(visitor, agent=db.agent(), closed=True)]
    other = db.room(closed=True)
    for room in (*rooms, other):
        furnish(db, room)
        put(api, room.visitor, "plan", "gold")
    offline = new_id()
    db.insert("offline_messages", id=offline, name="x", email="me@example.com", message="y", ts=1)
    kept = rows_of(db, other)
    assert all(kept.values())
    before = now_ms()
    answer = api.delete(f"visitor/{visitor.token}")
    assert answer.status == 200 and list(answer.json) == ["visitor", "success"]
    assert list(answer.json["visitor"]) == ["_id", "ts"]
    assert answer.json["visitor"]["_id"] == visitor.id
    assert before <= to_ms(answer.json["visitor"]["ts"]) <= now_ms()
    for room in rooms:
        assert not any(rows_of(db, room).values()), rows_of(db, room)
    assert fields_of(db, visitor) == {}
    assert db.row("SELECT * FROM visitors WHERE id = %s", visitor.id) is None
    assert rows_of(db, other) == kept and fields_of(db, other.visitor) == {"plan": "gold"}
    assert db.row("SELECT 1 FROM offline_messages WHERE id = %s", offline)
    assert db.value("SELECT COUNT(*) FROM outbox WHERE ref_id = %s", rooms[0].id) == 1


def test_an_erased_visitor_is_unknown_and_can_register_anew(api, db):
    room = db.room(closed=True)
    token = room.visitor.token
    message = db.message(room)
    assert api.delete(f"visitor/{token}").status == 200
    assert result(api.delete(f"visitor/{token}")) == UNKNOWN
    assert result(api.get(f"visitor/{token}")) == UNKNOWN
    assert result(api.get("room", token=token)) == plain("invalid-token")
    assert result(api.get(f"messages.history/{room.id}", token=token)) == plain("invalid-token")
    assert result(api.get(f"messages/{room.id}", user=db.manager())) == plain("invalid-room")
    again = api.post("visitor", visitor={"token": token}).json["visitor"]
    assert again["_id"] != room.visitor.id and "name" not in again
    assert result(api.get(f"messages.history/{room.id}", token=token)) == plain("invalid-room")
    assert result(api.get(f"message/{message}", token=token, rid=room.id)) == plain("invalid-room")


def test_a_visitor_with_an_open_room_is_not_erased(api, db):
    visitor = db.visitor()
    closed, room = db.room(visitor, closed=True), db.room(visitor)
    for each in (closed, room):
        furnish(db, each)
    before = rows_of(db, closed), rows_of(db, room)
    assert result(api.delete(f"visitor/{visitor.token}")) == OPEN_ROOMS
    assert (rows_of(db, closed), rows_of(db, room)) == before
    assert api.get(f"visitor/{visitor.token}").status == 200
    db.execute("UPDATE rooms SET is_open = 0 WHERE id = %s", room.id)
    assert api.delete(f"visitor/{visitor.token}").status == 200


@pytest.mark.parametrize("token", ["nobody", "%20", "y" * 255, "%E4%B8%96"])
def test_an_unknown_visitor_cannot_be_erased(api, token):
    assert result(api.delete(f"visitor/{token}")) == UNKNOWN


def test_the_body_of_an_erasure_is_ignored(api, db):
    """Clients send an empty object."""
    visitor, other = db.visitor(), db.visitor()
    assert api.request("DELETE", f"visitor/{visitor.token}", json={}).status == 200
    assert api.delete(f"visitor/{new_id()}", token=other.token).status == 400
    assert api.get(f"visitor/{other.token}").status == 200


def test_a_room_opened_during_an_erasure_is_either_refused_or_prevents_it(api, db):
    for _ in range(10):
        visitor = db.visitor()
        db.room(visitor, closed=True)
        erased, opened = at_once(
            lambda: api.clone().delete(f"visitor/{visitor.token}"),
            lambda: api.clone().get("room", token=visitor.token))
        left = db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id)
        if erased.status == 200:
            assert result(opened) == plain("invalid-token") and left == 0, (erased, opened)
        else:
            assert result(erased) == OPEN_ROOMS and opened.status == 200 and left == 2, (erased, opened)
