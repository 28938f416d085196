# SPDX-License-Identifier: MIT
"""The older routes about contacts, which are about visitors."""

import json

import pytest

from harness.checks import coded, plain, refused, result
from harness.data import new_id

CONTACT = "/api/v1/omnichannel/contact"


@pytest.fixture
def agent(db):
    return db.agent()


@pytest.fixture
def put(api, agent):
    def put(token=None, **facts):
        return api.post(CONTACT, user=agent, token=token or new_id(32), **{"name": "Ada", **facts})
    return put


def got(api, agent, visitor):
    answer = api.get(CONTACT, user=agent, contactId=visitor)
    assert answer.status == 200, answer
    return answer.json["contact"]


def test_an_agent_registers_a_visitor(api, db, agent, put):
    token = new_id(32)
    answer = put(token, email="Ada@example.com", phone="1", username="ada", customFields={"size": "L", "n": 1})
    assert answer.status == 200 and set(answer.json) == {"contact", "success"}, answer
    visitor = got(api, agent, answer.json["contact"])
    assert token not in str(visitor) and visitor["status"] == "offline"
    assert (visitor["name"], visitor["username"], visitor["livechatData"]) == ("Ada", "ada", {"size": "L", "n": "1"})
    assert visitor["visitorEmails"] == [{"address": "ada@example.com"}] and visitor["phone"] == [{"phoneNumber": "1"}]
    row = db.row("SELECT ip, user_agent, host FROM visitors WHERE id = %s", visitor["_id"])
    assert set(row.values()) == {None}, "the agent's client is not the visitor's"


def test_the_token_alone_says_which_visitor_is_meant(api, agent, put):
    email = f"{new_id()}@example.com"
    token = new_id(32)
    first = put(token, email=email, phone="1").json["contact"]
    assert put(email=email, phone="1").json["contact"] != first
    assert put(token, name="Eve").json["contact"] == first
    assert got(api, agent, first)["name"] == "Eve"
    assert api.get("visitor/" + token).json["visitor"]["_id"] == first


def test_an_empty_address_removes_the_stored_one(api, agent, put):
    token = new_id(32)
    visitor = put(token, email="a@example.com", phone="1").json["contact"]
    put(token)
    assert {"visitorEmails", "phone"} <= set(got(api, agent, visitor))
    put(token, email="", phone="")
    assert not {"visitorEmails", "phone"} & set(got(api, agent, visitor))


def test_the_manager_is_that_of_the_contact(api, db, agent, put):
    answer = put(contactManager={"username": agent.username})
    contact = got(api, agent, answer.json["contact"])["contactId"]
    known = api.get(CONTACT + "s.get", user=agent, contactId=contact).json["contact"]
    assert (known["contactManager"], known["unknown"], known["name"]) == (agent.id, False, "Ada")


def test_a_manager_who_is_none(db, put):
    refused(put(contactManager={"username": "nobody"}),
            coded("No user found with username nobody", "error-contact-manager-not-found"))
    for user in (db.user(), db.agent(active=0)):
        refused(put(contactManager={"username": user.username}),
                coded('The contact manager must have the role "livechat-agent"', "error-invalid-contact-manager"))


def test_fields_that_are_wrong(api, agent, put):
    assert "Match error: Missing key 'token'" in api.post(CONTACT, user=agent, name="Ada").text
    for token in (" ", ""):
        refused(api.post(CONTACT, user=agent, token=token, name="Ada"),
                coded("Invalid visitor token", "error-invalid-contact-data"))
    assert put(email="none").status == 400


def test_no_visitor_is_null(api, agent):
    assert got(api, agent, "unknown") is None


def test_a_visitor_by_address(api, db, agent):
    email, phone = f"{new_id()}@example.com".lower(), new_id()
    visitor = db.visitor(email=email, phone=phone)
    for by in ({"email": email}, {"email": email.upper()}, {"phone": phone}):
        answer = api.get(CONTACT + ".search", user=agent, **by)
        assert answer.json["contact"]["_id"] == visitor.id and visitor.token not in answer.text, answer
    for by in ({"email": "x" + email}, {"phone": phone + "1"}, {"phone": phone.swapcase()}):
        assert result(api.get(CONTACT + ".search", user=agent, **by)) == (200, {"contact": None, "success": True})


def test_a_visitor_by_custom_fields(api, db, agent):
    db.execute("DELETE FROM field_definitions")
    value, visitor, other = new_id(), db.visitor(), db.visitor()
    for owner in (visitor, other):
        db.insert("visitor_fields", visitor_id=owner.id, name="size", value=value)
        db.insert("visitor_fields", visitor_id=owner.id, name="hat", value=value + owner.id)

    def search(**fields):
        return api.get(CONTACT + ".search", user=agent, custom=json.dumps(fields)).json["contact"]
    assert search(size=value) is None
    db.field_definition("size", searchable=1)
    db.field_definition("hat", searchable=1)
    db.field_definition("shoe", searchable=0)
    assert search(size=value)["_id"] in (visitor.id, other.id)
    assert search(size=value, hat=value + other.id, unknown="x", shoe="x")["_id"] == other.id
    assert search(size=value, hat="x") is None and search(shoe="x") is None and search() is None
    db.execute("DELETE FROM field_definitions")


def test_what_nobody_can_be_sought_by(api, agent):
    for by in ({}, {"email": "", "phone": "", "custom": ""}):
        refused(api.get(CONTACT + ".search", user=agent, **by), coded("", "error-invalid-params"))
    for custom in ("no JSON", "[]", json.dumps({str(n): "x" for n in range(5)})):
        refused(api.get(CONTACT + ".search", user=agent, custom=custom), coded("", "error-invalid-params-custom"))


def test_the_indexes_are_used(db):
    for column in ("email", "phone"):
        plan = db.plan(f"SELECT v.id FROM visitors v WHERE v.{column} = 'x'")
        assert f"visitors_{column}" in plan, plan
