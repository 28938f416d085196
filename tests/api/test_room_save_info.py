# SPDX-License-Identifier: MIT
"""room.saveInfo: an agent edits a room and its visitor."""

import json

import pytest

from harness.checks import OF_OTHERS, invalid, refused
from harness.data import new_id


@pytest.fixture
def agent(db):
    return db.agent()


@pytest.fixture
def room(db, agent):
    return db.room(db.visitor("Old Name", phone="1", email="old@example.com"), agent)


@pytest.fixture
def save(api, agent, room):
    """A function that saves for the room of the test; guest and room as in the API."""
    def save(guest=None, info=None, user=agent):
        return api.post("room.saveInfo", user=user, guestData={"_id": room.visitor.id, **(guest or {})},
                        roomData={"_id": room.id, **(info or {})})
    return save


def look(db, room):
    """Returns all that can be changed."""
    visitor = db.row("SELECT name, email, phone, token, username FROM visitors WHERE id = %s",
                     room.visitor.id)
    fields = {r["name"]: r["value"] for r in db.rows(
        "SELECT name, value FROM visitor_fields WHERE visitor_id = %s", room.visitor.id)}
    row = db.row("SELECT fname, topic, tags_json FROM rooms WHERE id = %s", room.id)
    notes = {r["name"]: r["value"] for r in db.rows(
        "SELECT name, value FROM room_fields WHERE rid = %s", room.id)}
    return visitor, fields, row, notes


def ok(answer):
    assert (answer.status, answer.json) == (200, {"success": True}), answer


def test_every_field_is_saved(api, db, agent, room, save):
    before = db.row("SELECT updated_at FROM rooms WHERE id = %s", room.id)["updated_at"]
    ok(save({"name": " New Name ", "email": " New@Example.com ", "phone": " +49 1 ",
             "livechatData": {"plan": " gold ", "n": 5, "yes": True}},
            {"topic": " the order ", "tags": ["vip", 'q"ü'], "priorityId": "", "slaId": "x",
             "livechatData": {"ticket": "17"}}))
    visitor, fields, row, notes = look(db, room)
    assert (visitor["name"], visitor["email"], visitor["phone"]) == \
        ("New Name", "new@example.com", "+49 1")
    assert visitor["token"] == room.visitor.token and visitor["username"] == room.visitor.username
    assert fields == {"plan": "gold", "n": "5", "yes": "true"}
    assert row == {"fname": "New Name", "topic": "the order", "tags_json": '["vip","q\\"ü"]'}
    assert notes == {"ticket": "17"}
    assert db.row("SELECT updated_at FROM rooms WHERE id = %s", room.id)["updated_at"] > before
    (seen,) = api.get("rooms", user=agent, agents=agent.id).json["rooms"]
    assert (seen["topic"], seen["tags"], seen["fname"], seen["livechatData"]) == \
        ("the order", ["vip", 'q"ü'], "New Name", {"ticket": "17"})
    info = api.get("visitors.info", user=agent, visitorId=room.visitor.id).json["visitor"]
    assert (info["name"], info["livechatData"]) == ("New Name", fields)


def test_an_omitted_field_stays(db, room, save):
    ok(save({"livechatData": {"a": "1"}}, {"topic": "t", "tags": ["x"], "livechatData": {"b": "2"}}))
    before = look(db, room)
    ok(save())
    ok(save({"name": None, "email": None, "phone": None, "livechatData": None},
            {"topic": None, "tags": None, "livechatData": None, "priorityId": None, "slaId": None}))
    ok(save({"name": " ", "email": "", "phone": "", "livechatData": {}}, {"livechatData": {}}))
    assert look(db, room) == before
    ok(save({"livechatData": {"c": "3"}}, {"livechatData": {"d": "4"}}))
    _, fields, _, notes = look(db, room)
    assert fields == {"a": "1", "c": "3"} and notes == {"b": "2", "d": "4"}


def test_an_empty_field_is_removed(db, room, save):
    ok(save({"livechatData": {"a": "1", "b": "2"}},
            {"topic": "t", "tags": ["x"], "livechatData": {"c": "3", "d": "4"}}))
    ok(save({"livechatData": {"a": "", "none": " "}},
            {"topic": " ", "tags": [], "livechatData": {"c": None, "d": "5"}}))
    _, fields, row, notes = look(db, room)
    assert fields == {"b": "2"} and notes == {"d": "5"}
    assert (row["topic"], row["tags_json"]) == (None, None)


def test_a_new_name_is_shown_in_the_visitors_open_rooms(api, db, agent, room, save):
    visitor = room.visitor
    closed = db.room(visitor, closed=True)
    other = db.room(visitor)
    stranger = db.room(db.visitor("Stranger"))
    ok(save({"name": "New Name"}))
    names = {r.id: db.value("SELECT fname FROM rooms WHERE id = %s", r.id)
             for r in (room, other, closed, stranger)}
    assert names == {room.id: "New Name", other.id: "New Name", closed.id: "Old Name",
                     stranger.id: "Stranger"}
    queue = {r.id: db.value("SELECT name FROM inquiries WHERE rid = %s", r.id)
             for r in (room, other, stranger)}
    assert queue == {room.id: "New Name", other.id: "New Name", stranger.id: "Stranger"}
    seen = api.get(f"visitor/{visitor.token}").json["visitor"]
    assert seen["name"] == "New Name"


def test_a_closed_room_can_be_edited(db, room, save):
    db.execute("UPDATE rooms SET is_open = 0 WHERE id = %s", room.id)
    ok(save({"name": "Late"}, {"topic": "after all"}))
    row = look(db, room)[2]
    assert (row["fname"], row["topic"]) == ("Late", "after all")


def test_as_many_tags_as_there_can_be(db, room, save):
    """Each tag is as long as its JSON can be."""
    ok(save(None, {"tags": ["\u0001" * 255] * 40}))
    assert json.loads(look(db, room)[2]["tags_json"]) == ["\u0001" * 255] * 40


def test_a_waiting_room_cannot_be_edited(api, db, agent):
    waiting = db.room()
    before = look(db, waiting)
    answer = api.post("room.saveInfo", user=agent, guestData={"_id": waiting.visitor.id},
                      roomData={"_id": waiting.id, "topic": "x"})
    assert (answer.status, answer.json) == OF_OTHERS
    assert look(db, waiting) == before


def test_the_visitor_must_be_that_of_the_room(api, db, agent, room):
    """An agent who serves one visitor cannot rename another."""
    other = db.room(db.visitor("Other"), db.agent())
    before = look(db, room), look(db, other)
    for user in (agent, db.manager()):
        for guest in (other.visitor.id, new_id(), "", room.visitor.token):
            refused(api.post("room.saveInfo", user=user, guestData={"_id": guest, "name": "Stolen"},
                           roomData={"_id": room.id, "topic": "x"}), "invalid-room-visitor")
    for rid in (new_id(), "", "x" * 300):
        refused(api.post("room.saveInfo", user=agent, guestData={"_id": room.visitor.id},
                       roomData={"_id": rid}), "error-invalid-room")
    assert (look(db, room), look(db, other)) == before


@pytest.mark.parametrize("stored", ["nobody", "Zoë@example.com", "a b@c"])
def test_an_address_stored_before_the_rule_stays(api, db, room, save, stored):
    db.execute("UPDATE visitors SET email = %s WHERE id = %s", stored, room.visitor.id)
    ok(save({"email": f" {stored} ", "phone": "+49 2"}))
    visitor = look(db, room)[0]
    assert (visitor["email"], visitor["phone"]) == (stored, "+49 2")
    again = api.post("visitor", visitor={"token": room.visitor.token, "email": stored, "phone": "+49 3"})
    assert again.status == 200, again
    visitor = look(db, room)[0]
    assert (visitor["email"], visitor["phone"]) == (stored, "+49 3")
    assert save({"email": stored + "x"}).json["errorType"] == "error-invalid-email"


def test_everything_or_nothing_is_saved(db, room, save):
    before = look(db, room)

    def refused(error, guest=None, info=None):
        answer = save({"name": "Changed", **(guest or {})}, {"topic": "changed", **(info or {})})
        assert answer.status == 400 and answer.json["error"] == error, answer
        assert look(db, room) == before

    for wrong in ("x", "a@b", "a b@example.com", "a@example.com\nBcc: b@example.com", "-a@example.com"):
        refused("Invalid email address [error-invalid-email]", {"email": wrong})
    refused("invalid-custom-field", {"livechatData": {"": "x"}})
    refused("invalid-custom-field", None, {"livechatData": {"n" * 129: "x"}})
    many = {str(i): "x" for i in range(101)}
    refused("There cannot be more custom fields [error-too-many-fields]", {"livechatData": many})
    refused("There cannot be more custom fields [error-too-many-fields]", None, {"livechatData": many})


def test_the_number_of_custom_fields_is_limited(db, room, save):
    hundred = {str(i): "x" for i in range(100)}
    ok(save(None, {"livechatData": hundred}))
    answer = save(None, {"livechatData": {"more": "x"}})
    assert answer.json["errorType"] == "error-too-many-fields"
    ok(save(None, {"livechatData": {"0": "changed"}}))
    ok(save(None, {"livechatData": {"0": "", "more": "x"}}))
    assert len(look(db, room)[3]) == 100


def test_invalid_fields_are_refused(api, db, agent, room, save):
    def post(**sent):
        return api.post("room.saveInfo", user=agent, json=sent)

    ids = {"guestData": {"_id": room.visitor.id}, "roomData": {"_id": room.id}}
    before = look(db, room)
    refused(post(), invalid("must have required property 'guestData'"))
    refused(post(guestData={}), invalid("must have required property 'roomData'"))
    refused(post(guestData={}, roomData={}), invalid("must have required property '_id'"))
    refused(post(**{**ids, "roomData": {}}), invalid("must have required property '_id'"))
    refused(post(**ids, other=1), invalid("must NOT have additional properties"))
    refused(post(**{**ids, "guestData": None}), invalid("must be object"))
    refused(save({"token": "x"}), invalid("must NOT have additional properties"))
    refused(save(None, {"open": False}), invalid("must NOT have additional properties"))
    refused(save({"_id": {"$ne": ""}}), invalid("must be string"))
    refused(save({"name": ["x"]}), invalid("must be string"))
    refused(save({"name": "x" * 256}), invalid("must NOT have more than 255 characters"))
    refused(save({"phone": "x" * 65}), invalid("must NOT have more than 64 characters"))
    refused(save({"email": "x" * 255}), invalid("must NOT have more than 254 characters"))
    refused(save(None, {"topic": "x" * 256}), invalid("must NOT have more than 255 characters"))
    refused(save(None, {"tags": {"a": 1}}), invalid("must be array"))
    refused(save(None, {"tags": [["x"]]}), invalid("must be string"))
    refused(save(None, {"tags": ["x"] * 41}), invalid("must NOT have more than 40 items"))
    refused(save(None, {"tags": ["x" * 256]}), invalid("must NOT have more than 255 characters"))
    for owner in (lambda data: save({"livechatData": data}), lambda data: save(None, {"livechatData": data})):
        refused(owner("x"), invalid("must be object"))
        refused(owner({"a": {"$ne": 1}}), invalid("must be string"))
        refused(owner({"a": ["x"]}), invalid("must be string"))
        refused(owner({"a": "x" * 4097}), invalid("must NOT have more than 4096 characters"))
    assert look(db, room) == before
