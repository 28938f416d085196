# SPDX-License-Identifier: MIT
"""/livechat/visitor: a website registers a visitor, and reads a registration."""

import re
from urllib.parse import quote

import pytest

from harness.checks import at_once, coded, plain, reasoned, result, to_ms
from harness.data import ALPHABET, Visitor, new_id, now_ms, without_limits

UNKNOWN = coded("", "invalid-token")
EMPTY_TOKEN = coded("Token cannot be empty", "error-invalid-token")


def register(api, token, **facts):
    return api.post("visitor", visitor={"token": token, **facts})


@pytest.mark.parametrize("address", ["nobody", "a@b", "a b@c.example", "a@c.example\nBcc: x@y.z", "é@c.example",
                                     "a@-c.example"])
def test_an_address_that_agents_could_not_save_again_is_refused(api, db, address):
    token = new_token()
    assert reasoned(register(api, token, email=address)) == coded("Invalid email address", "error-invalid-email")
    assert db.row("SELECT id FROM visitors WHERE token = %s", token) is None


def test_an_address_of_any_spelling_is_stored_once_and_saved_again(api, db):
    agent, token = db.agent(), new_token()
    visitor = registered(api, token, email=" Ann@BÜCHER.example ")
    assert visitor["visitorEmails"] == [{"address": "ann@xn--bcher-kva.example"}]
    room = api.get("room", token=token).json["room"]
    assert api.post("inquiries.take", user=agent, inquiryId=db.value(
        "SELECT id FROM inquiries WHERE rid = %s", room["_id"])).status == 200
    for spelling in ("ann@xn--bcher-kva.example", "Ann@bücher.example"):
        saved = api.post("room.saveInfo", user=agent, guestData={"_id": visitor["_id"], "email": spelling},
                         roomData={"_id": room["_id"]})
        assert saved.status == 200, saved
    assert registered(api, token)["visitorEmails"] == visitor["visitorEmails"]


def registered(api, token, **facts):
    answer = register(api, token, **facts)
    assert answer.status == 200, answer
    return answer.json["visitor"]


def new_token():
    return "visitor" + new_id(25)


def count(db):
    return db.value("SELECT COUNT(*) FROM visitors")


def match_error(text):
    return plain(f"Match error: {text}")


# --- registering ----------------------------------------------------------------------------------

def test_a_token_is_enough_and_the_visitor_becomes_the_next_guest(api, db):
    number = int(db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'"))
    token, before = new_token(), now_ms()
    answer = register(api, token)
    assert answer.status == 200 and list(answer.json) == ["visitor", "success"]
    visitor = answer.json["visitor"]
    assert list(visitor) == ["_id", "username", "status", "ts", "_updatedAt", "token"]
    assert re.fullmatch(f"[{ALPHABET}]{{17}}", visitor["_id"])
    assert (visitor["username"], visitor["status"], visitor["token"]) == (
        f"guest-{number + 1}", "online", token)
    assert before <= to_ms(visitor["ts"]) <= to_ms(visitor["_updatedAt"]) <= now_ms()
    assert db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'") == str(number + 1)


def test_the_first_guest_ever_is_number_2(new_database, new_site):
    config = new_database("guests")
    own = without_limits(config)
    api = new_site("lighttpd-cgi", config, label="guests").client
    assert registered(api, new_token())["username"] == "guest-2"
    own.execute("DELETE FROM settings WHERE name = 'Livechat_guest_count'")
    assert registered(api, new_token())["username"] == "guest-2"
    assert registered(api, new_token())["username"] == "guest-3"


def test_all_registered_data_are_shown(api, db):
    department = new_id()
    db.insert("departments", id=department, name="Sales " + department, updated_at=now_ms())
    token = new_token()
    answer = register(api, token, name="Ann Lee", email=" Ann@Shop.Example ", phone="+49 1234",
                      department=department, username="ann." + token, id="ignored",
                      customFields=[{"key": "plan", "value": "gold", "overwrite": True},
                                    {"key": "age", "value": "7", "overwrite": False}])
    visitor = answer.json["visitor"]
    assert set(visitor) == {"_id", "username", "status", "ts", "_updatedAt", "name", "phone", "token",
                            "visitorEmails", "department", "livechatData"}
    assert visitor["name"] == "Ann Lee" and visitor["username"] == "ann." + token
    assert visitor["visitorEmails"] == [{"address": "ann@shop.example"}]
    assert visitor["phone"] == [{"phoneNumber": "+49 1234"}]
    assert visitor["department"] == department
    assert visitor["livechatData"] == {"plan": "gold", "age": "7"}
    assert visitor["_id"] != "ignored"
    assert api.get(f"visitor/{token}").json == answer.json


def test_where_the_visitor_came_from_is_kept(api, db):
    token = new_token()
    api.post("visitor", json={"visitor": {"token": token}}, headers={"User-Agent": "Chatter/1.0 " + "x" * 400})
    row = db.row("SELECT * FROM visitors WHERE token = %s", token)
    assert row["ip"] == "127.0.0.1" and row["user_agent"].startswith("Chatter/1.0")
    assert len(row["user_agent"]) <= 255 and row["host"]
    answer = api.post("visitor", json={"visitor": {"token": new_token()}}, headers={"User-Agent": "Ch\xe4tter"})
    assert answer.status == 200  # not UTF-8


def test_a_department_may_be_given_by_name_and_must_exist(api, db):
    department = new_id()
    db.insert("departments", id=department, name="Help " + department, updated_at=now_ms())
    assert registered(api, new_token(), department="Help " + department)["department"] == department
    before = count(db)
    assert result(register(api, new_token(), department="nowhere")) == plain("error-invalid-department")
    assert count(db) == before
    token = new_token()
    assert "department" not in registered(api, token, department="")
    assert registered(api, token, department=department)["department"] == department
    assert registered(api, token, phone="")["department"] == department
    assert "department" not in registered(api, token, department=""), "an empty one stands for none"


def test_unknown_members_of_the_visitor_are_ignored(api):
    visitor = registered(api, new_token(), token2="x", admin=True, nested={"a": [1]}, ts="2000-01-01")
    assert not {"token2", "admin", "nested"} & set(visitor) and visitor["ts"] > "2020"


# --- registering again ----------------------------------------------------------------------------

def test_registering_again_updates_and_keeps_omitted_data(api, db):
    token = new_token()
    first = registered(api, token, name="Ann", email="ann@shop.example", phone="1")
    guests = db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'")
    again = registered(api, token, name="Anna")
    assert again["name"] == "Anna" and again["_updatedAt"] > first["_updatedAt"]
    for same in ("_id", "username", "ts", "token", "visitorEmails", "phone"):
        assert again[same] == first[same]
    third = registered(api, token, phone="2", email="a@b.example", username="anna." + token)
    assert (third["name"], third["phone"], third["visitorEmails"], third["username"]) == (
        "Anna", [{"phoneNumber": "2"}], [{"address": "a@b.example"}], "anna." + token)
    assert db.value("SELECT value FROM settings WHERE name = 'Livechat_guest_count'") == guests
    assert db.value("SELECT COUNT(*) FROM visitors WHERE token = %s", token) == 1


def test_visitors_are_never_recognized_by_phone_or_email(api):
    one, two = new_token(), new_token()
    first = registered(api, one, name="Ann", email="same@shop.example", phone="+1 555")
    second = registered(api, two, email="SAME@shop.example", phone="+1 555")
    assert first["_id"] != second["_id"] and second["token"] == two and "name" not in second
    assert api.get(f"visitor/{one}").json["visitor"] == first


def test_tokens_are_compared_exactly(api):
    token = "Token" + new_id()
    first = registered(api, token, name="Ann")
    assert registered(api, token.swapcase())["_id"] != first["_id"]
    assert result(api.get(f"visitor/{token.lower()}")) == UNKNOWN


def test_custom_fields_are_overwritten_only_on_request(api):
    token = new_token()
    put = lambda key, value, overwrite: registered(api, token, customFields=[  # noqa: E731
        {"key": key, "value": value, "overwrite": overwrite}])["livechatData"]
    assert put("a", "1", False) == {"a": "1"}
    assert put("a", "2", False) == {"a": "1"}
    assert put("a", "3", True) == {"a": "3"}
    assert put("b", "ü \"x\"", True) == {"a": "3", "b": "ü \"x\""}
    assert registered(api, token)["livechatData"] == {"a": "3", "b": "ü \"x\""}
    assert registered(api, token, customFields=[])["livechatData"] == {"a": "3", "b": "ü \"x\""}


def test_a_changed_name_is_shown_in_open_rooms_and_not_in_old_messages(api, db):
    token = new_token()
    registered(api, token, name="Ann")
    room = api.get("room", token=token).json["room"]
    old = api.post("message", token=token, rid=room["_id"], msg="old").json["message"]
    visitor = db.row("SELECT * FROM visitors WHERE token = %s", token)
    closed = db.room(Visitor(visitor["id"], token, visitor["username"], "Ann"), closed=True)
    registered(api, token, name="Anna")
    assert api.get("room", token=token).json["room"]["fname"] == "Anna"
    assert db.value("SELECT fname FROM rooms WHERE id = %s", closed.id) == "Ann"
    read = api.get(f"message/{old['_id']}", token=token, rid=room["_id"]).json["message"]
    assert read["alias"] == "Ann" and read["u"]["name"] == "Ann"
    new = api.post("message", token=token, rid=room["_id"], msg="new").json["message"]
    assert new["alias"] == new["u"]["name"] == "Anna"


# --- at the same time -----------------------------------------------------------------------------

def test_simultaneous_registrations_of_a_token_make_one_visitor(api, db):
    token = new_token()
    clients = [api.clone() for _ in range(8)]
    answers = at_once(*[lambda c=c: register(c, token, name="Ann") for c in clients])
    assert {answer.status for answer in answers} == {200}, answers
    assert len({(a.json["visitor"]["_id"], a.json["visitor"]["username"]) for a in answers}) == 1
    assert db.value("SELECT COUNT(*) FROM visitors WHERE token = %s", token) == 1


# --- what is refused ------------------------------------------------------------------------------

@pytest.mark.parametrize("body,error", [
    ({}, "Missing key 'visitor'"),
    ({"visitor": {}}, "Missing key 'token' in field visitor"),
    ({"visitor": {"name": "x"}}, "Missing key 'token' in field visitor"),
    ({"visitor": {"token": 1}}, "Expected string, got number in field visitor.token"),
    ({"visitor": {"token": True}}, "Expected string, got boolean in field visitor.token"),
    ({"visitor": {"token": None}}, "Expected string, got null in field visitor.token"),
    ({"visitor": {"token": {}}}, "Expected string, got object in field visitor.token"),
    ({"visitor": {"token": ["x"]}}, "Expected string, got object in field visitor.token"),
    ({"visitor": {"token": "x", "name": 1}}, "Expected string, got number in field visitor.name"),
    ({"visitor": {"token": "x", "email": None}}, "Expected string, got null in field visitor.email"),
    ({"visitor": "x"}, "Expected object, got string in field visitor"),
    ({"visitor": None}, "Expected object, got null in field visitor"),
    ({"visitor": {"token": "x"}, "x": 1}, "Unknown key in field x"),
    ({"visitor": {"token": "x", "customFields": "x"}},
     'Expected array, got "x" in field visitor.customFields'),
    ({"visitor": {"token": "x", "customFields": [{"value": "v", "overwrite": True}]}},
     "Missing key 'key' in field visitor.customFields[0]"),
    ({"visitor": {"token": "x", "customFields": [{"key": "k", "value": 1, "overwrite": True}]}},
     "Expected string, got number in field visitor.customFields[0].value"),
    ({"visitor": {"token": "x", "customFields": [
        {"key": "k", "value": "v", "overwrite": True}, {"key": "k", "value": "v", "overwrite": "true"}]}},
     "Expected boolean, got string in field visitor.customFields[1].overwrite"),
])
def test_wrong_fields_are_match_errors_without_a_type(api, db, body, error):
    before = count(db)
    answer = api.post("visitor", json=body)
    assert result(answer) == match_error(error)
    assert count(db) == before


@pytest.mark.parametrize("blank", ["", " ", "\t \n"])
def test_a_blank_token_is_refused(api, blank):
    assert result(register(api, blank)) == EMPTY_TOKEN


@pytest.mark.parametrize("bad", ["a b", "a/b", "é", "x" * 256, "a\n", " a", "a\x7f"])
def test_the_error_for_an_invalid_token_names_the_pattern(api, db, bad):
    before = count(db)
    answer = register(api, bad)
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params"
    assert re.fullmatch(r'must match pattern ".+" \[invalid-params\]', answer.json["error"]), answer
    assert count(db) == before


@pytest.mark.parametrize("token", ["x" * 255, "!#$%&'()*+,-.", "0", "~"])
def test_any_printable_token_of_up_to_255_bytes_is_accepted(api, token):
    assert registered(api, token)["token"] == token
    assert api.get(f"visitor/{quote(token, safe='')}").json["visitor"]["token"] == token


def test_bodies_that_are_no_json_objects_are_refused_as_everywhere(api):
    headers = {"Content-Type": "application/json"}
    assert api.post("visitor", data="{", headers=headers).json["errorType"] == "invalid-params"
    assert result(api.post("visitor", data="[]", headers=headers)) == coded("must be object", "invalid-params")
    assert result(api.post("visitor", data='{"visitor":{"token":NaN}}', headers=headers)) \
        == coded("must be number", "invalid-params")
    assert result(api.post("visitor", data="", headers=headers)) == match_error("Missing key 'visitor'")


# --- who is it ------------------------------------------------------------------------------------

def test_a_registration_is_read(api, db):
    visitor = db.visitor(name="Ann")
    answer = api.get(f"visitor/{visitor.token}")
    assert answer.status == 200
    shown = answer.json["visitor"]
    assert (shown["_id"], shown["username"], shown["name"], shown["token"]) == (
        visitor.id, visitor.username, "Ann", visitor.token)


def test_an_unknown_token_is_refused_with_brackets(api, db):
    for token in ("unknown", "y" * 255, "a%20b", "%C3%A9", "%27", db.visitor().id):
        assert result(api.get(f"visitor/{token}")) == UNKNOWN, token


# --- how often ------------------------------------------------------------------------------------

def test_only_new_visitors_count_for_the_limit(instant):
    instant.set(Livechat_limit_new_visitor_per_minute="2")
    api = instant.api.elsewhere()
    tokens = [new_token() for _ in range(3)]
    for token in tokens[:2]:
        assert register(api, token).headers["X-RateLimit-Limit"] == "2"
        for _ in range(3):
            answer = register(api, token, name="Ann")
            assert answer.status == 200 and answer.headers["X-RateLimit-Limit"] != "2"
    refused = register(api, tokens[2])
    assert refused.status == 429 and 1 <= int(refused.headers["Retry-After"]) <= 60
    assert result(api.get(f"visitor/{tokens[2]}")) == UNKNOWN
    assert register(api, tokens[0]).status == 200
    assert register(instant.api.elsewhere(), tokens[2]).status == 200


def test_a_known_visitor_is_limited_as_in_other_changes(instant):
    """Whatever else names a token, and from wherever it comes."""
    instant.set(Livechat_limit_update_per_minute="3")
    api, token = instant.api.elsewhere(), new_token()
    assert register(api, token).status == 200
    assert [register(api, token, name="Ann").status for _ in range(8)].count(429) >= 4
    others = [
        register(instant.api.elsewhere(), token),
        api.request("POST", "visitor", json={"visitor": {"token": token}},
                    headers={"X-Visitor-Token": new_token()}),
        api.post("custom.field", token=token, key="k", value="v", overwrite=True),
        api.post("custom.fields", token=token, customFields=[]),
        api.post("room.transfer", token=token, rid="x", department="x"),
        api.post("visitor.status", token=token, status="away")]
    assert [answer.status for answer in others].count(429) >= 5, others
    assert register(api, new_token()).status == 200


def fields(first, count):
    return [{"key": f"k{i}", "value": "v", "overwrite": True} for i in range(first, first + count)]


@pytest.mark.parametrize("change", [
    lambda api, token, **facts: register(api, token, **facts),
    lambda api, token, customFields, **_: api.post("custom.fields", token=token, customFields=customFields)])
def test_a_call_stores_all_or_nothing(api, db, change):
    token = new_token()
    before = registered(api, token, name="Ann", customFields=fields(0, 60))
    answer = change(api, token, name="Eve", email="eve@example.com", customFields=fields(50, 60))
    assert answer.status == 400, answer
    assert result(api.get(f"visitor/{token}")) == (200, {"visitor": before, "success": True})
    assert change(api, token, name="Eve", customFields=fields(40, 60)).status == 200
    assert db.value("SELECT COUNT(*) FROM visitor_fields WHERE visitor_id = %s", before["_id"]) == 100


def test_a_registration_that_is_refused_leaves_no_visitor(api):
    token = new_token()
    assert register(api, token, customFields=fields(0, 101)).status == 400
    assert result(api.get(f"visitor/{token}")) == UNKNOWN
