# SPDX-License-Identifier: MIT
"""livechat/custom-fields: managers define custom fields, and what is stored must keep to the definitions."""

import pytest

from harness.checks import coded, invalid, listed, plain, result, to_date
from harness.data import new_id, now_ms

UNKNOWN = plain("invalid-custom-field")


@pytest.fixture
def manager(db):
    db.execute("DELETE FROM field_definitions")
    yield db.manager()
    db.execute("DELETE FROM field_definitions")


def data(**more):
    return {"field": "vip", "label": "V.I.P.", "scope": "visitor", "visibility": "visible", **more}


def save(api, manager, _id=None, **more):
    return api.post("custom-fields.save", user=manager, customFieldId=_id, customFieldData=data(**more))


def define(api, manager, **more):
    answer = save(api, manager, **more)
    assert answer.status == 200, answer
    return answer.json["customField"]


def set_field(api, visitor, key, value, overwrite=True):
    return api.post("custom.field", token=visitor.token, key=key, value=value, overwrite=overwrite)


def set_fields(api, visitor, **values):
    return api.post("custom.fields", token=visitor.token, customFields=[
        {"key": key, "value": value, "overwrite": True} for key, value in values.items()])


def register(api, token=None, **values):
    return api.post("visitor", visitor={"token": token or new_id(), "customFields": [
        {"key": key, "value": value, "overwrite": True} for key, value in values.items()]})


def stored(db, visitor):
    rows = db.rows("SELECT name, value FROM visitor_fields WHERE visitor_id = %s", visitor.id)
    return {row["name"]: row["value"] for row in rows}


# --- definitions ---

def test_a_definition_is_stored(api, db, manager):
    answer = define(api, manager, type="select", regexp="^[ab]$", required=True, defaultValue="a", options="a, b",
                    public=True, searchable=True, extra={"any": 1})
    assert abs(db.value("SELECT updated_at FROM field_definitions") - now_ms()) < 60000
    expected = {"_id": "vip", "label": "V.I.P.", "scope": "visitor", "visibility": "visible", "type": "select",
                "regexp": "^[ab]$", "required": True, "defaultValue": "a", "options": "a, b", "public": True,
                "searchable": True, "_updatedAt": to_date(db.value("SELECT updated_at FROM field_definitions"))}
    assert answer == expected
    assert api.get("custom-fields/vip", user=manager).json == {"customField": expected, "success": True}
    assert api.get("custom-fields/unknown", user=manager).json == {"customField": None, "success": True}


def test_what_is_left_out_is_empty(api, manager):
    answer = define(api, manager, type=None, regexp="", required=None)
    answer.pop("_updatedAt")
    assert answer == {"_id": "vip", "label": "V.I.P.", "scope": "visitor", "visibility": "visible",
                      "required": False, "public": False, "searchable": False}


def test_a_name_is_taken_once_whatever_the_scope(api, manager):
    define(api, manager)
    assert result(save(api, manager, scope="room")) == plain("Custom Field already exists")
    define(api, manager, field="VIP")


def test_an_update_replaces_all_but_the_name(api, manager):
    define(api, manager, regexp="^a$", public=True)
    answer = save(api, manager, "vip", field="other", label="", scope="room", visibility="hidden").json["customField"]
    assert answer.pop("_updatedAt")
    assert answer == {"_id": "vip", "label": "", "scope": "room", "visibility": "hidden",
                      "required": False, "public": False, "searchable": False}
    found = listed(api.get("custom-fields", user=manager), "customFields")
    assert [f["_id"] for f in found] == ["vip"] and found[0]["scope"] == "room"
    assert result(save(api, manager, "unknown")) == plain("Custom Field Not found")


@pytest.mark.parametrize("verb", ["delete", "remove"])
def test_a_definition_is_deleted(api, manager, verb):
    define(api, manager)
    for expected in ((200, {"success": True}), plain("Custom field not found")):
        assert result(api.post(f"custom-fields.{verb}", user=manager, customFieldId="vip")) == expected
    assert listed(api.get("custom-fields", user=manager), "customFields") == []


def test_the_list_is_by_label_has_pages_and_is_searched(api, db, manager):
    for name, label in (("one", "b"), ("two", "C"), ("three", "Ä 50%")):
        define(api, manager, field=name, label=label)

    def names(**more):
        return [f["_id"] for f in listed(api.get("custom-fields", user=db.agent(), **more), "customFields")]
    assert names() == ["three", "one", "two"]
    page = api.get("custom-fields", user=manager, count=1, offset=1, sort='{"_id":-1}').json
    assert [f["_id"] for f in page["customFields"]] == ["three"]
    assert (page["count"], page["offset"], page["total"]) == (1, 1, 3)
    assert (names(text="ä"), names(text="T"), names(text="0%"), names(text="_")) == (
        ["three"], ["three", "two"], ["three"], [])


def test_there_are_at_most_a_hundred(api, db, manager):
    for number in range(99):
        db.field_definition(f"f{number}")
    define(api, manager)
    assert result(save(api, manager, field="more")) == coded(
        "There cannot be more than 100 definitions of custom fields", "error-too-many-definitions")
    assert result(save(api, manager)) == plain("Custom Field already exists")
    assert save(api, manager, "vip", label="changed").status == 200
    assert set_field(api, db.visitor(), "f98", "x").status == 200


@pytest.mark.parametrize("more,text", [
    ({"field": ""}, 'must match pattern "^[0-9a-zA-Z_-]+$"'),
    ({"field": "a\nb"}, 'must match pattern "^[0-9a-zA-Z_-]+$"'),
    ({"field": "a" * 65}, "must NOT have more than 64 characters"),
    ({"label": "a" * 192}, "must NOT have more than 191 characters"),
    ({"scope": "contact"}, "must be equal to one of the allowed values"),
    ({"regexp": "a" * 257}, "must NOT have more than 256 characters"),
    ({"defaultValue": "a" * 4097}, "must NOT have more than 4096 characters"),
    ({"required": "perhaps"}, "must be boolean")])
def test_what_does_not_fit_is_refused(api, db, manager, more, text):
    assert result(save(api, manager, **more)) == invalid(text)
    assert db.value("SELECT COUNT(*) FROM field_definitions") == 0


@pytest.mark.parametrize("regexp", [
    r"(a)\1", r"\d+", r"(?=a)", r"(?:a)", "(a", "a)", "[a", "[]", r"[\w]", "[[:alpha:]]", "a{1001}", "a{2000000}",
    "((a{10}){10}){11}", "(((((((((((a+)+)+)+)+)+)+)+)+)+)+", "((((((((((a?b?){9}){9}){9}){9}", "*a", "a**", "a{",
    "a{,3}", "a{3,2}", "ä", "a\\", "(|*)", r"\<a", "a\tb", "^*"])
def test_a_regular_expression_that_is_not_safe_is_refused(api, db, manager, regexp):
    answer = save(api, manager, regexp=regexp)
    assert answer.status == 400 and answer.json["errorType"] == "error-invalid-regexp"
    assert answer.json["error"].startswith("The regular expression cannot be used: ")
    assert db.value("SELECT COUNT(*) FROM field_definitions") == 0


# --- values ---

def test_any_field_is_stored_while_none_is_defined(api, db, manager):
    visitor = db.visitor()
    assert set_field(api, visitor, "any", "x").status == 200
    define(api, manager)
    assert result(set_field(api, visitor, "any", "y")) == UNKNOWN
    assert set_field(api, visitor, "vip", "yes").status == 200
    assert stored(db, visitor) == {"any": "x", "vip": "yes"}
    api.post("custom-fields.delete", user=manager, customFieldId="vip")
    assert set_field(api, visitor, "any", "y").status == 200
    assert stored(db, visitor) == {"any": "y", "vip": "yes"}


def test_one_that_is_not_defined_refuses_all_of_a_request(api, db, manager):
    define(api, manager)
    visitor, token = db.visitor(), new_id()
    assert result(set_fields(api, visitor, vip="1", other="2")) == UNKNOWN
    assert result(register(api, token, vip="1", other="2")) == UNKNOWN
    assert stored(db, visitor) == {} and db.value("SELECT COUNT(*) FROM visitors WHERE token = %s", token) == 0
    assert result(set_field(api, visitor, "VIP", "1")) == UNKNOWN
    assert register(api, token, vip="1").status == 200
    assert api.post("visitor", visitor={"token": token, "name": "Ann"}).json["visitor"]["livechatData"] == {"vip": "1"}


def test_a_field_of_rooms_is_none_of_visitors(api, db, manager):
    define(api, manager, scope="room")
    assert result(register(api, vip="1")) == UNKNOWN


# --- fields of rooms, which visitors set ---

@pytest.fixture
def ticket(api, manager):
    define(api, manager, field="ticket", label="Ticket", scope="room", regexp="^#")
    return "ticket"


def shown(api, manager, room):
    answer = api.get("/api/v1/rooms.info", user=manager, roomId=room.id)
    assert answer.status == 200, answer
    return answer.json["room"].get("livechatData", {})


def test_a_field_of_rooms_is_set_in_all_open_rooms(api, db, manager, ticket):
    visitor = db.visitor()
    rooms = [db.room(visitor, db.agent()), db.room(visitor)]
    others = [db.room(visitor, closed=True), db.room()]
    answer = set_field(api, visitor, ticket, "#1")
    assert result(answer) == (200, {"field": {"key": "ticket", "value": "#1", "overwrite": True}, "success": True})
    assert [shown(api, manager, room) for room in rooms] == [{"ticket": "#1"}] * 2
    assert [shown(api, manager, room) for room in others] == [{}, {}]
    assert stored(db, visitor) == {}
    assert set_field(api, visitor, ticket, "#2").status == 200
    assert [shown(api, manager, room) for room in rooms] == [{"ticket": "#2"}] * 2


def test_without_an_open_room_nothing_is_set(api, db, manager, ticket):
    visitor = db.visitor()
    room = db.room(visitor, closed=True)
    assert set_field(api, visitor, ticket, "#1").status == 200
    assert shown(api, manager, room) == {} and stored(db, visitor) == {}


def test_fields_of_visitor_and_rooms_are_set_together(api, db, manager, ticket):
    define(api, manager)
    visitor = db.visitor()
    room = db.room(visitor)
    assert set_fields(api, visitor, vip="1", ticket="#1").status == 200
    assert stored(db, visitor) == {"vip": "1"} and shown(api, manager, room) == {"ticket": "#1"}
    assert result(set_fields(api, visitor, vip="2", ticket="1")) == plain("Invalid value for Ticket field")
    assert result(set_fields(api, visitor, vip="2", ticket="#2", other="3")) == UNKNOWN
    assert stored(db, visitor) == {"vip": "1"} and shown(api, manager, room) == {"ticket": "#1"}


def test_too_many_fields_of_a_room_are_none(api, db, manager, ticket):
    define(api, manager)
    visitor = db.visitor()
    rooms = [db.room(visitor), db.room(visitor)]
    for n in range(100):
        db.insert("room_fields", rid=rooms[1].id, name=f"n{n}", value="x")
    assert set_fields(api, visitor, vip="1", ticket="#1").json["errorType"] == "error-too-many-fields"
    assert stored(db, visitor) == {} and shown(api, manager, rooms[0]) == {}
    assert len(shown(api, manager, rooms[1])) == 100


def test_a_value_of_a_room_stays_if_it_is_not_to_be_overwritten(api, db, manager, ticket):
    visitor = db.visitor()
    old, new = db.room(visitor), db.room(visitor)
    db.insert("room_fields", rid=old.id, name=ticket, value="#old")
    before = db.value("SELECT version FROM rooms WHERE id = %s", old.id)
    assert set_field(api, visitor, ticket, "#1", overwrite=False).status == 200
    assert shown(api, manager, old) == {"ticket": "#old"} and shown(api, manager, new) == {"ticket": "#1"}
    changed = db.value("SELECT version FROM rooms WHERE id = %s", old.id)
    assert changed > before
    assert set_field(api, visitor, ticket, "#2", overwrite=False).status == 200
    assert db.value("SELECT version FROM rooms WHERE id = %s", old.id) == changed


def test_who_follows_a_room_learns_of_its_fields(api, db, manager, ticket):
    agent, visitor = db.agent(), db.visitor()
    room = db.room(visitor, agent)
    inbox = api.get("inbox.sync", user=agent)
    list_tag = api.get(f"messages/{room.id}", user=agent).headers["ETag"]
    rooms = api.get("/api/v1/rooms.get", user=agent).json["update"]
    assert set_field(api, visitor, ticket, "#1").status == 200
    told = api.get("inbox.sync", user=agent, since=inbox.json["cursor"], headers={"If-None-Match": inbox.headers["ETag"]})
    assert [r["_id"] for r in told.json["rooms"]] == [room.id]
    assert api.get(f"messages/{room.id}", user=agent).headers["ETag"] != list_tag
    since = rooms[0]["_updatedAt"]
    update = api.get("/api/v1/rooms.get", user=agent, updatedSince=since).json["update"]
    assert [r["livechatData"] for r in update] == [{"ticket": "#1"}]


REGEXPS = [("^[0-9]{3}$", ["123"], ["12", "1234", "12\n3", "abc", "123\n"]),
           ("b+", ["abc", "bbb"], ["ac"]),
           (r"^\w+@\w+\.[a-z]{2,}$", ["a@b.de"], ["a@b", "a b@c.de"]),
           ("^(yes|no)?$", ["yes", ""], ["maybe"]),
           ("^.{2,4}$", ["ab", "é"], ["a", "abcde"]),
           (r"^[^<>]*$", ["a" * 1000, "1'\";--"], ["<script>", "a" * 1001])]


@pytest.mark.parametrize("regexp,right,wrong", REGEXPS)
def test_a_value_must_match(api, db, manager, regexp, right, wrong):
    define(api, manager, regexp=regexp)
    visitor = db.visitor()
    for value in right:
        assert set_field(api, visitor, "vip", value).status == 200, value
    for value in wrong:
        for answer in (set_field(api, visitor, "vip", value), set_fields(api, visitor, vip=value),
                       register(api, vip=value)):
            assert result(answer) == plain("Invalid value for V.I.P. field"), value
    assert stored(db, visitor) == {"vip": right[-1]}


@pytest.mark.parametrize("regexp", ["(a?){300}a{300}c", "(a|b)*a(a|b){300}c", "((a*)*)*c", "(.*a.{300})*c",
                                    "([ab]*a[ab]{100}){9}c"])
def test_no_value_makes_the_server_busy(api, db, manager, regexp):
    define(api, manager, regexp=regexp)
    value = "".join("ab"[number.bit_count() % 2] for number in range(1000))
    assert result(set_field(api, db.visitor(), "vip", value)) == plain("Invalid value for V.I.P. field")


def test_an_error_names_any_label_or_else_the_key(api, db, manager):
    define(api, manager, regexp="^a$", label='"\\<b>é😀%s')
    assert result(set_field(api, db.visitor(), "vip", "b")) == plain('Invalid value for "\\<b>é😀%s field')
    save(api, manager, "vip", regexp="^a$", label="")
    assert result(set_field(api, db.visitor(), "vip", "b")) == plain("Invalid value for vip field")


def test_a_select_has_one_of_its_options(api, db, manager):
    define(api, manager, type="select", options=" small,, x large ,\tS")
    visitor = db.visitor()
    for value in ("small", "x large", "S", ""):
        assert set_field(api, visitor, "vip", value).status == 200, value
    for value in ("s", "small,", "x", ",", " small"):
        assert result(set_field(api, visitor, "vip", value)) == plain("Invalid value for V.I.P. field")
    save(api, manager, "vip", type="input", options="small")
    assert set_field(api, visitor, "vip", "huge").status == 200


def test_who_sends_fields_sends_those_that_are_required(api, db, manager):
    define(api, manager, required=True)
    define(api, manager, field="size", required=True)
    define(api, manager, field="note")
    define(api, manager, field="secret", required=True, visibility="hidden")
    define(api, manager, field="ticket", required=True, scope="room")
    assert result(register(api, note="x")) == plain("Missing required custom fields: vip, size")
    assert result(register(api, vip="", size="1")) == plain("Invalid value for V.I.P. field")
    assert register(api, vip="1", size="1").status == 200
    assert register(api).status == 200
    visitor = db.visitor()
    assert set_field(api, visitor, "note", "x").status == 200
    assert result(set_field(api, visitor, "vip", "")) == plain("Invalid value for V.I.P. field")


def test_agents_keep_to_the_definitions(api, db, manager):
    agent, visitor = db.agent(), db.visitor()
    room = db.room(visitor, agent)
    db.insert("visitor_fields", visitor_id=visitor.id, name="old", value="x")
    define(api, manager, regexp="^[0-9]+$")
    define(api, manager, field="ticket", label="Ticket", scope="room", regexp="^#")

    def note(guest=None, of_room=None):
        return result(api.post("room.saveInfo", user=agent, guestData={"_id": visitor.id, "livechatData": guest or {}},
                               roomData={"_id": room.id, "livechatData": of_room or {}}))
    assert note({"vip": " 5 "}, {"ticket": "#1"}) == (200, {"success": True})
    assert note({"vip": 6}) == (200, {"success": True})
    assert note({"vip": "x"}) == plain("Invalid value for V.I.P. field")
    assert note({}, {"ticket": "1"}) == plain("Invalid value for Ticket field")
    assert note({"ticket": "#1"}) == UNKNOWN and note({}, {"vip": "5"}) == UNKNOWN
    assert note({"old": "y"}) == UNKNOWN
    assert stored(db, visitor) == {"old": "x", "vip": "6"}
    assert note({"old": "", "vip": ""}, {"ticket": ""}) == (200, {"success": True})
    assert stored(db, visitor) == {} and db.value("SELECT COUNT(*) FROM room_fields WHERE rid = %s", room.id) == 0


# --- the visitors' client ---

def test_clients_get_what_they_ask_visitors_for(api, manager):
    for name, more in (("z", {"type": "select", "options": "a, b ,,c", "defaultValue": "b", "required": True}),
                       ("a", {"type": "input", "regexp": "^x"}), ("m", {})):
        define(api, manager, field=name, public=True, **more)
    define(api, manager, field="private")
    define(api, manager, field="hidden", public=True, visibility="hidden")
    define(api, manager, field="room", public=True, scope="room")
    assert api.get("config").json["config"]["customFields"] == [
        {"_id": "z", "label": "V.I.P.", "required": True, "type": "select", "defaultValue": "b",
         "options": ["a", "b", "c"]},
        {"_id": "a", "label": "V.I.P.", "regexp": "^x", "required": False, "type": "input", "defaultValue": None},
        {"_id": "m", "label": "V.I.P.", "required": False, "defaultValue": None}]
