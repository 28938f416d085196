# SPDX-License-Identifier: MIT
"""Contacts as agents look for them: lists, channels and the chats of before."""

import pytest

from harness.contacts import PATH, Book
from harness.data import new_id


@pytest.fixture
def book(api, db):
    return Book(api, db)


# --- search -------------------------------------------------------------------------------------


def test_a_part_of_name_address_or_number_is_found_in_any_case(book):
    word = new_id()
    wanted = [book.new(f"A {word}x"), book.new("B", [f"b.{word}@example.com"]), book.new("C", [], [f"+{word}"])]
    book.new("D")
    assert [c["_id"] for c in book.search(word.upper())] == wanted
    assert book.search(word + "%") == [] and book.search("nothing" + word) == []


def test_those_whom_nobody_knows_are_shown_on_request(book):
    word = new_id()
    known, unknown = book.new(word), book.come(name=word)["contactId"]
    assert [c["_id"] for c in book.search(word)] == [known]
    assert [c["_id"] for c in book.search(word, unknown="false")] == [known]
    assert [c["_id"] for c in book.search(word, unknown="true")] == [unknown]


def test_pages_in_the_order_of_names(book, api):
    word = new_id()
    ids = {name: book.new(f"{name} {word}") for name in ("b", "C", "a")}
    answer = api.get(PATH + ".search", user=book.agent, searchText=word, count=2, offset=1)
    assert [c["_id"] for c in answer.json["contacts"]] == [ids["b"], ids["C"]]
    assert [answer.json[name] for name in ("count", "offset", "total")] == [2, 1, 3]
    assert api.get(PATH + ".search", user=book.agent, searchText=word).json["count"] == 50
    assert [c["_id"] for c in book.search(word, sort='{"name":-1}')] == [ids["C"], ids["b"], ids["a"]]


def test_a_list_of_many_has_all_that_belongs_to_each(book, db):
    word = new_id()
    for n in range(20):
        room = db.room()
        contact = db.contact(room.visitor, name=f"{word} {n:02}", is_unknown=0)
        db.address(contact, "email", f"a{n}@example.com")
        db.address(contact, "email", f"b{n}@example.com")
        db.insert("contact_fields", contact_id=contact, name="n", value=str(n))
    found = book.search(word)
    assert [c["customFields"]["n"] for c in found] == [str(n) for n in range(20)]
    assert all([a["address"] for a in c["emails"]] == [f"a{n}@example.com", f"b{n}@example.com"] and len(c["channels"]) == 1
               for n, c in enumerate(found))


def test_the_manager_is_shown_in_lists(book, db):
    word, manager = new_id(), db.agent(name="Mia")
    book.new(word, contactManager=manager.id)
    assert book.search(word)[0]["contactManager"] == {"_id": manager.id, "username": manager.username, "name": "Mia"}
    db.execute("DELETE FROM users WHERE id = %s", manager.id)
    assert "contactManager" not in book.search(word)[0]


def test_the_list_is_read_in_the_order_of_its_index(db):
    plan = db.plan("SELECT c.id FROM contacts c WHERE c.is_unknown = 0 ORDER BY c.is_unknown, c.name, c.id LIMIT 50")
    assert "contacts_name" in plan and "sort" not in plan.lower(), plan


# --- channels, history --------------------------------------------------------------------------


def test_the_newest_channel_of_each_source(book, db):
    visitors = [db.visitor() for _ in range(3)]
    for n, (visitor, source) in enumerate(zip(visitors, ("api", "widget", "api"))):
        db.room(visitor, source=source, ts=1000 + n)
    contact = db.contact(*visitors)
    assert [c["visitor"]["visitorId"] for c in book.channels(contact)] == [visitors[2].id, visitors[1].id]
    assert len(book.get(contact)["channels"]) == 3


def test_a_channel_says_whether_the_visitor_is_blocked(book, api, db):
    room = db.room(agent=book.agent)
    contact = db.contact(room.visitor)
    of = {"visitor": {"visitorId": room.visitor.id, "source": {"type": "api"}}}
    assert api.post(PATH + ".block", user=book.agent, **of).status == 200
    assert book.channels(contact)[0]["blocked"] is True and book.get(contact)["channels"][0]["blocked"] is True
    assert api.post(PATH + ".unblock", user=book.agent, **of).status == 200
    assert book.channels(contact)[0]["blocked"] is False
    db.execute("UPDATE blocks SET ends_at = 1")


def test_closed_rooms_of_all_visitors_the_last_one_first(book, db):
    one, other = db.visitor(), db.visitor()
    rooms = [db.room(visitor, closed=True, source=source, closed_at=1000 + n)
             for n, (visitor, source) in enumerate(((one, "api"), (other, "widget"), (one, "widget")))]
    db.room(one)
    contact = db.contact(one, other)
    assert [h["_id"] for h in book.history(contact)] == [room.id for room in rooms[::-1]]
    assert [h["_id"] for h in book.history(contact, source="api")] == [rooms[0].id]
    assert [h["_id"] for h in book.history(contact, count=1, offset=1)] == [rooms[1].id]
    assert [h["_id"] for h in book.history(contact, sort='{"closedAt":1}')] == [room.id for room in rooms]
    assert [h["_id"] for h in book.history(contact, sort='{"ts":-1}', count=1)] == [rooms[2].id]
    shown = book.history(contact)[0]
    assert shown["source"] == {"type": "widget"} and shown["v"]["_id"] == one.id and "token" not in shown["v"]


def test_many_closed_rooms_have_their_order(book, db):
    visitor = db.visitor()
    rooms = [db.room(visitor, closed=True, closed_at=1000 + n * 7 % 20).id for n in range(20)]
    order = sorted(rooms, key=lambda rid: -(rooms.index(rid) * 7 % 20))
    assert [h["_id"] for h in book.history(db.contact(visitor))] == order


def test_what_was_said_is_for_those_who_may_read_it(book, db):
    room = db.room(agent=book.agent, closed=True, tags_json='["vip"]')
    db.message(room, "a secret")
    contact = db.contact(room.visitor)
    for user in (book.agent, db.manager(), db.user("admin")):
        shown = book.history(contact, user)[0]
        assert shown["lastMessage"]["msg"] == "a secret" and shown["tags"] == ["vip"]
    other = book.history(contact, db.agent())[0]
    assert not {"lastMessage", "tags"} & set(other) and other["servedBy"]["_id"] == book.agent.id


# --- checkExistence -----------------------------------------------------------------------------


def test_whether_there_is_a_contact(book):
    word = new_id().lower()
    contact = book.new("Ada", [f"{word}@Example.com"], [word])
    assert book.exists(contactId=contact) and book.exists(email=f"{word}@example.COM") and book.exists(phone=word)
    assert not (book.exists(contactId="x" + contact) or book.exists(email=f"x{word}@example.com") or book.exists(phone="1" + word)
                or book.exists(phone=f"{word}@example.com"))
