# SPDX-License-Identifier: MIT
"""Contacts: the people whom agents know, with all their visitors."""

import os

import pytest

import servers

from harness.checks import coded, invalid, plain, refused, result, to_ms
from harness.contacts import PATH, Book
from harness.data import Data, import_file, new_id, now_ms

SCHEMA = os.path.join(servers.ROOT, "schema", "001-livechat.sql")
UNKNOWN = plain("error-contact-not-found")
NO_MANAGER = plain("error-contact-manager-not-found")


@pytest.fixture(autouse=True)
def no_definitions(db):
    db.execute("DELETE FROM field_definitions")
    yield
    db.execute("DELETE FROM field_definitions")


@pytest.fixture
def book(api, db):
    return Book(api, db)


# --- who becomes a contact ----------------------------------------------------------------------


def test_a_visitor_with_a_room_is_a_contact_whom_nobody_knows(book):
    room = book.come(name="Ada", email="Ada@Example.com", phone="+49 1",
                     customFields=[{"key": "size", "value": "L", "overwrite": True}])
    contact = book.get(room["contactId"])
    assert (contact["name"], contact["unknown"]) == ("Ada", True)
    assert contact["emails"] == [{"address": "ada@example.com"}] and contact["phones"] == [{"phoneNumber": "+49 1"}]
    assert contact["customFields"] == {"size": "L"} and contact["conflictingFields"] == []
    assert contact["lastChat"] == {"_id": room["_id"], "ts": room["ts"]}
    assert contact["channels"] == [{
        "name": "api", "visitor": {"visitorId": room["v"]["_id"], "source": {"type": "api"}}, "blocked": False,
        "verified": False, "details": {"type": "api"}, "lastChat": {"_id": room["_id"], "ts": room["ts"]}}]


def test_one_without_a_name_is_called_by_the_username(book):
    room = book.come()
    assert book.get(room["contactId"])["name"] == room["v"]["username"]


def test_a_visitor_without_a_room_has_no_contact(book, api):
    visitor = book.register(name="Ada")
    answer = api.get("visitors.info", user=book.agent, visitorId=visitor["_id"])
    assert "contactId" not in answer.json["visitor"] and "contactId" not in visitor


def test_agents_find_the_contact_of_rooms_inquiries_and_visitors(book, api, db):
    room = book.come()
    contact = room["contactId"]
    info = api.get("/api/v1/rooms.info", user=db.manager(), roomId=room["_id"]).json["room"]
    inquiry = api.get("inquiries.getOne", user=book.agent, roomId=room["_id"]).json["inquiry"]
    visitor = api.get("visitors.info", user=book.agent, visitorId=room["v"]["_id"]).json["visitor"]
    assert [one["contactId"] for one in (info, inquiry, visitor)] == [contact] * 3


def test_a_later_room_is_of_the_same_contact(book, api, db):
    first = book.come()
    assert api.post("room.close", token=first["token"], rid=first["_id"]).status == 200
    second = api.get("room", token=first["token"]).json["room"]
    assert second["_id"] != first["_id"] and second["contactId"] == first["contactId"]
    contact = book.get(first["contactId"])
    assert contact["lastChat"]["_id"] == second["_id"] and len(contact["channels"]) == 1


def test_an_address_never_joins_two_visitors(book, api):
    """Otherwise anybody could read what belongs to somebody else, by saying that the address is theirs."""
    email, phone = f"{new_id()}@example.com", new_id()
    first, second = (book.come(name=name, email=email, phone=phone) for name in ("Ada", "Eve"))
    assert first["contactId"] != second["contactId"] and first["v"]["_id"] != second["v"]["_id"]
    assert first["token"] not in api.get("visitor/" + second["token"]).text


def test_one_who_was_expected_is_the_first_with_the_address_who_comes(book):
    for by in ({"email": f"{new_id()}@example.com".lower()}, {"phone": new_id()}):
        contact = book.new("Ada Lovelace", emails=[by[k] for k in by if k == "email"],
                           phones=[by[k] for k in by if k == "phone"])
        assert book.get(contact)["preRegistration"] is True
        came = {"email": by["email"].upper()} if "email" in by else by
        room = book.come(name="Ada Lovelace", **came)
        assert room["contactId"] == contact
        found = book.get(contact)
        assert "preRegistration" not in found and found["unknown"] is False
        assert (len(found.get("emails", [])), len(found.get("phones", []))) == (("email" in by), ("phone" in by))
        assert book.come(**by)["contactId"] != contact


def test_whoever_is_taken_for_a_contact_learns_nothing_of_them(book, api):
    email, secret = f"{new_id()}@example.com", new_id()
    contact = book.new(secret + " Smith", emails=[email], phones=[secret + "1"], customFields={"x": secret + "2"})
    room = book.come(name="Eve", email=email)
    assert room["contactId"] == contact and room["fname"] == "Eve"
    for answer in (api.get("visitor/" + room["token"]), api.get("room", token=room["token"]),
                   api.get(f"messages.history/{room['_id']}", token=room["token"])):
        assert answer.status == 200 and secret not in answer.text


def test_visitors_from_before_there_were_contacts_get_one(new_database):
    """The tables are made anew by whoever imports the schema once more; a second time changes nothing."""
    data = Data(new_database("contacts_before"))
    for row in data.rows("SHOW TABLES LIKE 'contact%%'"):
        data.execute(f"DROP TABLE {next(iter(row.values()))}")
    visitor, without_room = data.visitor("Ada", email="a@example.com", phone="1"), data.visitor()
    for n, source in enumerate(("api", "widget", "api")):
        room = data.room(visitor, closed=True, ts=1000 + n, source=source)
    data.insert("visitor_fields", visitor_id=visitor.id, name="size", value="L")
    later = data.visitor(email="b@example.com")
    import_file(data, SCHEMA)
    data.room(later)
    contact = data.contact(later)
    before = rows_of(data, visitor.id)
    assert before == {"contact_visitors": 1, "contact_channels": 2, "contact_addresses": 2, "contact_fields": 1,
                      "contact_conflicts": 0}
    assert data.row("SELECT rid, last_ts FROM contact_channels WHERE source = 'api' AND contact_id = %s", visitor.id) == {
        "rid": room.id, "last_ts": 1002}
    data.execute("DELETE FROM contact_addresses")
    import_file(data, SCHEMA)
    assert rows_of(data, visitor.id) == {**before, "contact_addresses": 0}
    assert rows_of(data, contact)["contact_addresses"] == rows_of(data, without_room.id)["contact_visitors"] == 0
    assert data.value("SELECT COUNT(*) FROM contacts") == 2


# --- what follows a visitor ---------------------------------------------------------------------


def test_a_contact_whom_nobody_knows_follows_the_visitor(book):
    room = book.come(name="Ada")
    book.register(room["token"], name="Ada L.", email="ada.l@example.com", phone="2",
                  customFields=[{"key": "size", "value": "M", "overwrite": True}])
    contact = book.get(room["contactId"])
    assert (contact["name"], contact["conflictingFields"]) == ("Ada L.", [])
    assert contact["emails"] == [{"address": "ada.l@example.com"}] and contact["phones"] == [{"phoneNumber": "2"}]
    assert contact["customFields"] == {"size": "M"}


def test_another_address_is_added(book):
    room = book.come(email="a@example.com")
    for email in ("b@example.com", "A@example.com"):
        book.register(room["token"], email=email)
    assert book.get(room["contactId"])["emails"] == [{"address": "a@example.com"}, {"address": "b@example.com"}]


def test_addresses_that_a_visitor_brings_are_limited(book):
    room = book.come()
    for n in range(25):
        book.register(room["token"], email=f"a{n}@example.com")
    assert len(book.get(room["contactId"])["emails"]) == 20


def test_what_somebody_has_edited_stays_and_another_name_is_a_conflict(book):
    room = book.come(name="Ada")
    assert book.update(room["contactId"], name="Ada Lovelace").status == 200
    for _ in range(2):
        book.register(room["token"], name="Eve")
    contact = book.get(room["contactId"])
    assert contact["name"] == "Ada Lovelace"
    assert contact["conflictingFields"] == [{"field": "name", "value": "Eve"}]
    book.register(room["token"], name="Ada Lovelace")
    assert len(book.get(room["contactId"])["conflictingFields"]) == 1


def test_conflicts_that_a_visitor_makes_are_limited(book):
    room = book.come(name="Ada")
    book.update(room["contactId"], name="Ada Lovelace")
    for n in range(25):
        book.register(room["token"], name=f"Eve {n}")
    assert len(book.get(room["contactId"])["conflictingFields"]) == 20


def test_custom_fields_that_may_not_be_overwritten_are_conflicts(book, api):
    room = book.come(customFields=[{"key": "size", "value": "L", "overwrite": True}])

    def send(value, overwrite):
        assert api.post("custom.field", token=room["token"], key="size", value=value, overwrite=overwrite).status == 200
        return book.get(room["contactId"])
    contact = send("M", False)
    assert contact["customFields"] == {"size": "L"}
    assert contact["conflictingFields"] == [{"field": "customFields.size", "value": "M"}]
    assert send("S", True)["customFields"] == {"size": "S"}


def test_what_an_agent_saves_of_the_visitor_reaches_the_contact(book, api, db):
    room = book.come(name="Ada", customFields=[{"key": "size", "value": "L", "overwrite": True}])
    assert api.post("room.saveInfo", user=db.manager(), guestData={
        "_id": room["v"]["_id"], "name": "Ada L.", "phone": "77", "livechatData": {"size": "", "age": "36"}},
        roomData={"_id": room["_id"]}).status == 200
    contact = book.get(room["contactId"])
    assert (contact["name"], contact["phones"]) == ("Ada L.", [{"phoneNumber": "77"}])
    assert contact["customFields"] == {"age": "36"}
    book.update(room["contactId"], name="Ada Lovelace")
    assert api.post("room.saveInfo", user=db.manager(), guestData={"_id": room["v"]["_id"], "name": "Lady Lovelace"},
                    roomData={"_id": room["_id"]}).status == 200
    contact = book.get(room["contactId"])
    assert (contact["name"], contact["conflictingFields"]) == ("Lady Lovelace", [])


# --- made and changed by hand -------------------------------------------------------------------


def test_a_contact_made_by_hand(book, db):
    before = now_ms()
    contact = book.get(book.new("Ada", ["Ada@Example.com", "b@c"], ["1"], customFields={"size": 5, "vip": True, "x": ""},
                                contactManager=book.agent.id))
    assert before - 1000 <= to_ms(contact.pop("createdAt")) <= now_ms() + 1000
    assert contact.pop("_updatedAt") and contact.pop("_id")
    assert contact == {
        "name": "Ada", "emails": [{"address": "Ada@Example.com"}, {"address": "b@c"}], "phones": [{"phoneNumber": "1"}],
        "contactManager": book.agent.id, "customFields": {"size": "5", "vip": "true"}, "unknown": False,
        "preRegistration": True, "channels": [], "conflictingFields": []}


@pytest.mark.parametrize("null", [None, "absent"])
def test_custom_fields_and_manager_may_be_null(book, null):
    more = {"customFields": None, "contactManager": None} if null is None else {}
    contact = book.get(book.new("Ada", **more))
    assert not {"customFields", "contactManager", "emails", "phones"} & set(contact)


def test_a_manager_must_be_an_agent(book, db):
    for manager in (db.user("livechat-manager").id, db.user().id, "unknown", db.agent(active=0).id):
        refused(book.create(contactManager=manager), NO_MANAGER)
        refused(book.update(book.new(), contactManager=manager), NO_MANAGER)


def test_a_blank_name_is_refused(book):
    for name in ("", "  "):
        refused(book.create(name), invalid('must pass "isNotEmpty" keyword validation'))


def test_too_much_is_refused(book):
    refused(book.create("x" * 256), invalid("must NOT have more than 255 characters"))
    refused(book.create(emails=["x" * 255]), invalid("must NOT have more than 254 characters"))
    refused(book.create(phones=["x" * 65]), invalid("must NOT have more than 64 characters"))
    refused(book.create(emails=[f"a{n}" for n in range(21)]), invalid("must NOT have more than 20 items"))
    refused(book.create(customFields={"x": "y" * 4097}), invalid("must NOT have more than 4096 characters"))
    refused(book.create(customFields={"x" * 129: "y"}), f"Custom field {'x' * 129} is not allowed")
    refused(book.create(customFields={"x": {"y": 1}}), "Invalid value for x field")
    refused(book.create(customFields={f"x{n}": "y" for n in range(101)}),
            coded("There cannot be more custom fields", "error-too-many-fields"))


def test_an_update_replaces_what_is_sent_and_keeps_the_rest(book):
    contact = book.new("Ada", ["a@b"], ["1"], customFields={"size": "L"}, contactManager=book.agent.id)
    before = book.get(contact)
    answer = book.update(contact, emails=["c@d", "e@f"])
    assert answer.status == 200 and answer.json["contact"] == book.get(contact)
    after = book.get(contact)
    assert after["emails"] == [{"address": "c@d"}, {"address": "e@f"}]
    assert {**after, "emails": 0, "_updatedAt": 0} == {**before, "emails": 0, "_updatedAt": 0}
    after = book.update(contact, emails=[], phones=[], customFields={"age": "36"}, contactManager="").json["contact"]
    assert not {"emails", "phones", "contactManager"} & set(after) and after["customFields"] == {"age": "36"}
    assert book.update(contact, name="", emails=None).json["contact"]["name"] == "Ada"


def test_one_who_is_changed_is_known(book):
    room = book.come(name="Ada")
    assert book.update(room["contactId"], name="Ada").json["contact"]["unknown"] is False


def test_a_new_name_is_that_of_the_open_rooms(book, api, db):
    served, queued, closed = db.room(agent=book.agent), db.room(), db.room(closed=True)
    contact = db.contact(served.visitor, queued.visitor, closed.visitor)
    version = db.value("SELECT version FROM rooms WHERE id = %s", served.id)
    assert book.update(contact, name="Ada Lovelace").status == 200

    def name_of(room):
        return db.value("SELECT fname FROM rooms WHERE id = %s", room.id)
    assert [name_of(room) for room in (served, queued)] == ["Ada Lovelace"] * 2
    assert name_of(closed) != "Ada Lovelace"
    assert db.value("SELECT version FROM rooms WHERE id = %s", served.id) > version
    assert api.get("inquiries.getOne", user=book.agent, roomId=queued.id).json["inquiry"]["name"] == "Ada Lovelace"


def test_the_page_of_an_agent_learns_of_the_name(book, api, db):
    room = db.room(agent=book.agent)
    contact = db.contact(room.visitor)

    def sync():
        answer = api.get("inbox.sync", user=book.agent)
        assert answer.status == 200, answer
        return answer.json
    name = "Ada " + new_id()
    assert name not in str(sync())
    book.update(contact, name=name)
    assert name in str(sync())


def test_unknown_contacts(book, api):
    refused(book.update("unknown", name="x"), UNKNOWN)
    refused(book.settle("unknown", wipeConflicts=True), UNKNOWN)
    assert result(book.ask("unknown")) == (404, {"success": False, "error": "Resource not found"})
    assert book.channels("unknown") == []
    refused(api.get(PATH + ".history", user=book.agent, contactId="unknown"), UNKNOWN)


# --- custom fields ------------------------------------------------------------------------------


def test_only_custom_fields_of_visitors_that_are_not_hidden_are_allowed(book, db):
    db.field_definition("size", label="Size", **{"`regexp`": "^[SML]$"})
    db.field_definition("secret", visibility="hidden")
    db.field_definition("place", scope="room")
    assert book.get(book.new(customFields={"size": "M"}))["customFields"] == {"size": "M"}
    for name in ("secret", "place", "other"):
        refused(book.create(customFields={name: "M"}), f"Custom field {name} is not allowed")
    refused(book.create(customFields={"size": "X"}), "Invalid value for Size field")


def test_required_ones_must_be_sent(book, db):
    db.field_definition("size", label="Size", required=1)
    for more in ({}, {"customFields": {}}, {"customFields": {"size": ""}}):
        refused(book.create(**more), "Invalid value for Size field")
    contact = book.new(customFields={"size": "M"})
    refused(book.update(contact, customFields={}), "Invalid value for Size field")
    assert book.update(contact, name="Ada").status == 200


def test_fields_that_are_not_defined_any_more_are_kept_and_others_are_ignored(book, db):
    contact = book.new(customFields={"old": "1"})
    db.field_definition("size")
    after = book.update(contact, customFields={"size": "M", "other": "x"}).json["contact"]
    assert after["customFields"] == {"old": "1", "size": "M"}


# --- conflicts ----------------------------------------------------------------------------------


def conflicted(book, db):
    contact = book.new("Ada", customFields={"size": "L", "age": "36"})
    for n, (field, value) in enumerate((("name", "Eve"), ("customFields.size", "M"), ("customFields.age", "1"))):
        db.insert("contact_conflicts", contact_id=contact, field=field, hash=f"{n:032}", value=value)
    return contact


def test_what_is_decided_is_no_conflict_any_more(book, db):
    contact = conflicted(book, db)
    answer = book.settle(contact, name="Eve", customFields={"size": "M"})
    assert answer.status == 200, answer
    after = answer.json["result"]
    assert (after["name"], after["customFields"]) == ("Eve", {"age": "36", "size": "M"})
    assert after["conflictingFields"] == [{"field": "customFields.age", "value": "1"}]


@pytest.mark.parametrize("route, name", [("conflicts", "result"), ("update", "contact")])
def test_all_can_be_wiped(book, db, api, route, name):
    contact = conflicted(book, db)
    answer = api.post(f"{PATH}.{route}", user=book.agent, contactId=contact, wipeConflicts=True)
    assert answer.status == 200 and answer.json[name]["conflictingFields"] == []
    assert answer.json[name]["name"] == "Ada"


def test_where_there_are_none_nothing_can_be_decided(book):
    contact = book.new("Ada")
    refused(book.settle(contact, name="Eve", contactManager=None), plain("error-contact-has-no-conflicts"))
    assert book.get(contact)["name"] == "Ada"


# --- erasure ------------------------------------------------------------------------------------


def rows_of(db, contact):
    return {table: db.value(f"SELECT COUNT(*) FROM {table} WHERE contact_id = %s", contact)
            for table in ("contact_visitors", "contact_channels", "contact_addresses", "contact_fields", "contact_conflicts")}


def test_a_visitor_who_is_erased_takes_the_contact_along(book, api, db):
    room = book.come(name="Ada", email="a@example.com", customFields=[{"key": "x", "value": "y", "overwrite": True}])
    contact = room["contactId"]
    book.update(contact, name="Ada L.", phones=["1"])
    book.register(room["token"], name="Eve")
    assert all(rows_of(db, contact).values())
    assert api.post("room.close", token=room["token"], rid=room["_id"]).status == 200
    assert api.delete("visitor/" + room["token"]).status == 200
    assert not any(rows_of(db, contact).values()) and book.ask(contact).status == 404


def test_one_of_several_takes_what_is_theirs_alone(book, api, db):
    gone = db.visitor(email="gone@example.com", phone="1")
    stays = db.visitor(email="stays@example.com", phone="1")
    for visitor, fields in ((gone, {"a": "1", "b": "1"}), (stays, {"b": "1"})):
        for name, value in fields.items():
            db.insert("visitor_fields", visitor_id=visitor.id, name=name, value=value)
        db.room(visitor, closed=True)
    contact = db.contact(gone, stays)
    for address in ("gone@example.com", "stays@example.com", "by.hand@example.com"):
        db.address(contact, "email", address)
    db.address(contact, "phone", "1")
    for name in ("a", "b", "c"):
        db.insert("contact_fields", contact_id=contact, name=name, value="1")
    assert api.delete("visitor/" + gone.token).status == 200
    after = book.get(contact)
    assert [a["address"] for a in after["emails"]] == ["stays@example.com", "by.hand@example.com"]
    assert after["phones"] == [{"phoneNumber": "1"}] and after["customFields"] == {"b": "1", "c": "1"}
    assert [c["visitor"]["visitorId"] for c in after["channels"]] == [stays.id]


def delete(book, db, contact):
    return book.api.post(PATH + ".delete", user=db.manager(), contactId=contact)


def test_a_manager_deletes_a_contact_with_all_visitors(book, api, db):
    room, other = db.room(closed=True), db.room(closed=True)
    contact = db.contact(room.visitor, other.visitor)
    db.address(contact, "email", "a@example.com")
    assert result(delete(book, db, contact)) == (200, {"success": True})
    assert book.ask(contact).status == 404 and not any(rows_of(db, contact).values())
    for gone in (room, other):
        assert api.get("visitor/" + gone.visitor.token).status == 400
        assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", gone.id) == 0


def test_one_with_whom_nobody_has_come_can_be_deleted(book, db):
    contact = book.new("Ada", ["a@b"], ["1"], customFields={"x": "y"})
    assert delete(book, db, contact).status == 200
    assert book.ask(contact).status == 404 and not any(rows_of(db, contact).values())
    assert result(delete(book, db, contact)) == (404, {"success": False, "error": "error-contact-not-found"})


def test_one_who_talks_cannot_be_deleted(book, db):
    closed, talks = db.room(closed=True), db.room()
    contact = db.contact(closed.visitor, talks.visitor)
    refused(delete(book, db, contact), "error-contact-has-open-rooms")
    assert len(book.get(contact)["channels"]) == 2


def test_an_erased_room_is_no_last_chat(book, api, db):
    room = db.room(closed=True)
    contact = db.contact(room.visitor)
    assert api.post("rooms.delete", user=db.manager(), roomId=room.id).status == 200
    after = book.get(contact)
    assert "lastChat" not in after and "lastChat" not in after["channels"][0]
