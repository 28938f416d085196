# SPDX-License-Identifier: MIT
"""A conversation through the official client, the npm package @rocket.chat/sdk, unmodified: see
tests/clients. It is fetched from the npm registry once; where that or node is missing, these tests are
reported as skipped."""

import base64

import pytest

from harness.checks import card, to_ms
from harness.client_js import JsClient
from harness.data import new_id
from harness.messages import texts
from harness.presence import routing


@pytest.fixture
def sdk(instant):
    client = JsClient("@rocket.chat/sdk", "sdk.cjs", instant.api.url)
    yield client
    client.close()


@pytest.fixture
def visitor(sdk):
    """A visitor whom the client has registered."""
    return sdk.grantVisitor({"visitor": {"token": "sdk" + new_id(30), "name": "Sally", "email": "S@Example.com"}})


def html_of(db, rid):
    content = db.value("SELECT content FROM outbox WHERE ref_id = %s", rid)
    return base64.b64decode(content.split("\n\n", 1)[1]).decode()


def test_a_whole_conversation(sdk, instant):
    db, api = instant.db, instant.api
    instant.set(Livechat_enable_transcript="true", From_Email="chat@example.com",
                Livechat_offline_email="desk@example.com")
    agent = db.agent(name="Agnes")
    token = "sdk" + new_id(30)

    config = sdk.config({"token": token})
    assert config["enabled"] is True and config["online"] is True and "guest" not in config
    page = {"change": "url", "title": "Shop", "location": {"href": "https://shop.example/"}}
    assert sdk.sendVisitorNavigation({"token": token, "pageInfo": page})["page"]["msg"] \
        == "Shop - https://shop.example/"

    visitor = sdk.login({"visitor": {"token": token, "name": "Sally", "email": "S@Example.com"}})
    assert visitor["token"] == token and visitor["name"] == "Sally"
    assert visitor["visitorEmails"] == [{"address": "s@example.com"}]
    assert sdk.visitor()["visitor"] == visitor
    with routing(instant, "Auto_Selection"):
        assert sdk.nextAgent()["_id"]

    room = sdk.room({})
    rid = room["_id"]
    assert room["v"]["token"] == token and room["open"] is True
    assert sdk.room({"rid": rid})["_id"] == rid
    assert sdk.nextAgent() is None
    assert sdk.refusal("agent", {"rid": rid}) == (400, {"success": False, "error": "invalid-agent"})

    first = sdk.sendMessage({"rid": rid, "msg": "hello"})["message"]
    own_id = new_id()
    for _ in range(2):
        second = sdk.sendMessage({"rid": rid, "msg": "again & <again>", "_id": own_id})["message"]
    assert second["_id"] == own_id and to_ms(second["ts"]) > to_ms(first["ts"])
    loaded = sdk.loadMessages(rid, {"limit": 10})
    assert texts(loaded) == ["again & <again>", "hello"] and loaded[-1]["t"] == "livechat-started"
    assert texts(sdk.loadMessages(rid, {"limit": 10, "end": second["ts"]})) == ["hello"]
    assert sdk.message(first["_id"], {"rid": rid}) == first
    edited = sdk.editMessage(first["_id"], {"token": token, "rid": rid, "msg": "hello there"})["message"]
    assert (edited["msg"], edited["ts"]) == ("hello there", first["ts"])
    assert sdk.deleteMessage(own_id, {"rid": rid})["message"]["_id"] == own_id
    assert texts(sdk.loadMessages(rid, {})) == ["hello there"]

    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", rid)
    assert api.post("inquiries.take", user=agent, inquiryId=inquiry).status == 200
    assert sdk.agent({"rid": rid}) == card(agent, "Agnes")
    assert sdk.config({"token": token})["room"]["_id"] == rid

    assert sdk.updateVisitorStatus("away") == "away"
    field = {"key": "plan", "value": "gold", "overwrite": True}
    assert sdk.sendCustomField({"token": token, **field})["field"] == field
    assert sdk.sendCustomFields({"token": token, "customFields": [field]})["fields"] == [
        {"Key": "plan", "value": "gold", "overwrite": True}]
    assert sdk.visitor()["visitor"]["livechatData"] == {"plan": "gold"}
    assert sdk.sendVisitorNavigation({"token": token, "rid": rid, "pageInfo": page})["success"] is True
    assert sdk.requestTranscript("s@example.com", {"rid": rid})["message"] == "Omnichannel transcript sent"
    assert "hello there" in html_of(db, rid)

    status, refused = sdk.refusal("deleteVisitor")
    assert (status, refused["errorType"]) == (400, "visitor-has-open-rooms")
    assert sdk.closeChat({"rid": rid})["comment"] == "Closed by visitor"
    assert sdk.refusal("sendMessage", {"rid": rid, "msg": "late"}) == (
        400, {"success": False, "error": "room-closed"})
    survey = [{"name": "satisfaction", "value": "5"}, {"name": "additionalFeedback", "value": "fine"}]
    assert sdk.chatSurvey({"rid": rid, "data": survey})["data"] == {
        "satisfaction": "5", "additionalFeedback": "fine"}
    assert sdk.sendOfflineMessage({"name": "Sally", "email": "s@example.com", "message": "call me"}) \
        == "Livechat offline message sent"
    assert sdk.loadMessages(rid, {})[0]["t"] == "livechat-close"

    assert sdk.deleteVisitor()["_id"] == visitor["_id"]
    assert sdk.refusal("visitor") == (
        400, {"success": False, "error": "[invalid-token]", "errorType": "invalid-token"})
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", rid) == 0


def test_invalid_requests_of_the_client_are_refused_in_json(sdk, visitor):
    rid = sdk.room({})["_id"]
    status, body = sdk.refusal("loadMessages", rid, {"limit": "undefined"})
    assert status == 400 and body["error"] == "must be number [invalid-params]"
    status, body = sdk.refusal("loadMessages", "<undefined>", {})
    assert (status, body["error"]) == (400, "invalid-room")
    for rid in ("a/b", "a?b", "a#b", "ä"):
        status, body = sdk.refusal("loadMessages", rid, {})
        assert status in (400, 404) and body, rid
    status, body = sdk.refusal("videoCall", {"rid": rid})
    assert (status, body["errorType"]) == (400, "error-video-calls-not-offered")
    status, body = sdk.refusal("updateCallStatus", "declined", rid, "call")
    assert (status, body["errorType"]) == (400, "error-video-calls-not-offered")


def test_another_visitors_messages_cannot_be_reached(sdk, visitor, instant):
    other = instant.db.room(agent=instant.db.agent())
    message = instant.db.message(other, "secret")
    plain = lambda text: (400, {"success": False, "error": text})  # noqa: E731
    assert sdk.refusal("room", {"rid": other.id}) == plain("invalid-room")
    assert sdk.refusal("sendMessage", {"rid": other.id, "msg": "x"}) == plain("invalid-room")
    assert sdk.refusal("loadMessages", other.id, {}) == plain("invalid-room")
    assert sdk.refusal("message", message, {"rid": other.id}) == plain("invalid-room")
    assert sdk.refusal("agent", {"rid": other.id}) == plain("invalid-room")
    assert sdk.refusal("closeChat", {"rid": other.id}) == plain("invalid-room")
    assert sdk.refusal("chatSurvey", {"rid": other.id, "data": [{"name": "satisfaction", "value": "1"}]}) \
        == plain("invalid-room")


def test_a_room_is_transferred_to_another_department(sdk, visitor, instant):
    agent = instant.db.agent()
    department = new_id()
    instant.db.insert("departments", id=department, name="Sales " + department, updated_at=1)
    instant.db.insert("department_agents", department_id=department, user_id=agent.id)
    rid = sdk.room({})["_id"]
    assert sdk.transferChat({"rid": rid, "department": department})["success"] is True
    assert instant.db.value("SELECT department_id FROM rooms WHERE id = %s", rid) == department
