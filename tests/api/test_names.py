# SPDX-License-Identifier: MIT
"""Names that clients send are compared byte by byte, where nothing matches without regard to upper and lower
case; searches ignore case and accents."""

import uuid

import pytest

from harness.data import new_id

NO_DEPARTMENT = "error-invalid-department"


def named(db, name, **columns):
    """Creates a department with exactly this name and returns its _id."""
    _id = db.department(**columns)
    db.execute("UPDATE departments SET name = %s WHERE id = %s", name, _id)
    return _id


def chosen(api, db, name):
    """Returns the id of the department with which a visitor is registered who asks for `name`; None: refused."""
    token = new_id()
    answer = api.post("visitor", visitor={"token": token, "department": name})
    if answer.status != 200:
        assert answer.json["error"] == NO_DEPARTMENT, answer
        return None
    return db.value("SELECT department_id FROM visitors WHERE token = %s", token)


@pytest.mark.parametrize("name,other", [
    ("Año", "Ano"), ("🍺", "👍"), ("🇫🇷", "🇩🇪"), ("Büro", "Buro"), ("Büro", "Bu\u0308ro"), ("straße", "strasse"),
    ("desk", "desk "), ("desk", " desk"), ("a\u200bb", "ab"), ("É", "E"), ("ﬁ", "fi")])
def test_a_department_is_not_found_by_another_name(api, db, name, other):
    mark = uuid.uuid4().hex
    _id = named(db, mark + name)
    assert chosen(api, db, mark + name) == _id
    assert chosen(api, db, mark + other) is None
    second = named(db, mark + other)
    assert chosen(api, db, mark + name) == _id
    assert chosen(api, db, mark + other) == second
    # An id is an id only when it is exactly one.
    assert chosen(api, db, _id) == _id
    assert chosen(api, db, _id + " ") is None


def test_case_is_forgiven_where_nothing_matches_exactly(api, db):
    mark = uuid.uuid4().hex
    _id = named(db, mark + "Año")
    assert chosen(api, db, mark + "AÑO") == _id
    exact = named(db, mark + "AÑO")
    assert chosen(api, db, mark + "AÑO") == exact
    assert chosen(api, db, mark + "Año") == _id


def test_offline_messages_go_to_the_department_named(api, db):
    mark = uuid.uuid4().hex
    named(db, mark + "Año", email="wrong@example.com")

    def recipient(department):
        name = new_id()
        assert api.elsewhere().post("offline.message", name=name, email="a@b.example", message="x",
                                    department=department).status == 200
        return db.value("SELECT o.recipient FROM outbox o JOIN offline_messages m ON m.id = o.ref_id"
                        " WHERE m.name = %s", name)

    assert recipient(mark + "Ano") != "wrong@example.com"
    assert recipient(mark + "año") == "wrong@example.com"


def test_a_department_that_is_archived_is_not_offered(api, db):
    mark = uuid.uuid4().hex
    _id = named(db, mark, archived=1)
    assert chosen(api, db, mark) is None
    assert _id not in [d["_id"] for d in api.get("config").json["config"]["departments"]]


def test_a_tag_is_found_by_itself_alone(api, db):
    agent, tag = db.manager(), uuid.uuid4().hex + "Año"
    room = db.room(agent=agent)
    db.execute("UPDATE rooms SET tags_json = JSON_ARRAY(%s) WHERE id = %s", tag, room.id)

    def found(wanted):
        return [r["_id"] for r in api.request("GET", "rooms", user=agent, query=[("tags[]", wanted)]).json["rooms"]]

    assert found(tag) == [room.id]
    for other in (tag[:-3] + "Ano", tag + " ", tag[:-3] + "🍺"):
        assert found(other) == []


def test_a_login_by_address_prefers_the_one_that_is_exact(api, db):
    name = uuid.uuid4().hex
    users = {email: db.set_password(db.agent(email=email), f"the password of {email}")
             for email in (f"a{name}@example.com", f"A{name}@example.com")}
    for email, user in users.items():
        answer = api.elsewhere().request(
            "POST", "/api/v1/login", json={"user": email, "password": f"the password of {email}"})
        assert answer.status == 200 and answer.json["data"]["userId"] == user.id, email


# --- searches -------------------------------------------------------------------------------------

@pytest.mark.parametrize("text,term,finds", [
    ("Call me André", "andre", True), ("Call me Andre", "ANDRÉ", True), ("Straßenfest in Köln", "koln", True),
    ("ΑΘΗΝΑ", "αθήνα", True), ("a 🍺 please", "🍺", True), ("a 🍺 please", "👍", False),
    ("from 🇫🇷", "🇩🇪", False), ("plain", "plane", False), ("100%", "0%", True), ("100x", "0%", False),
    ("a_b", "a_b", True), ("axb", "a_b", False)])
def test_messages_are_found_whatever_case_and_accents(api, db, text, term, finds):
    agent = db.manager()
    room = db.room(agent=agent)
    db.message(room, text)
    listed = api.get(f"messages/{room.id}", user=agent, searchTerm=term).json
    assert [m["msg"] for m in listed["messages"]] == [text] * finds and listed["total"] == finds
    shown = api.get(f"visitors.searchChats/room/{room.id}/visitor/{room.visitor.id}", user=agent,
                    searchText=term).json
    assert len(shown["history"]) == finds


@pytest.mark.parametrize("term", ["andre", "ANDRÉ", "André", "ndre"])
def test_people_are_found_whatever_case_and_accents(api, db, term):
    agent, mark = db.manager(), uuid.uuid4().hex
    visitor = db.visitor(f"{mark} André")
    other = db.visitor(f"{mark} Ander")
    found = [v["_id"] for v in api.get("visitors.search", user=agent, term=f"{mark} {term}"[:255]).json["visitors"]]
    assert found == ([visitor.id] if term != "ndre" else [])
    assert other.id not in found
    room = db.room(visitor, agent=agent)
    rooms = api.get("rooms", user=agent, roomName=f"{mark} {term}").json["rooms"]
    assert [r["_id"] for r in rooms] == ([room.id] if term != "ndre" else [])
