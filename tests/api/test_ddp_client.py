# SPDX-License-Identifier: MIT
"""A conversation through the newer official client, the npm package @rocket.chat/ddp-client, unmodified, as
far as it uses REST. Its packages with TypeScript types are left out of tests/clients/package.json. Where it
cannot be fetched, these tests are reported as skipped."""

import pytest

from harness.checks import card, to_ms
from harness.client_js import JsClient
from harness.data import new_id
from harness.messages import texts
from harness.presence import routing

PAGE = {"change": "url", "title": "Shop", "location": {"href": "https://shop.example/"}}


@pytest.fixture
def client(instant):
    client = JsClient("@rocket.chat/ddp-client", "ddp.cjs", instant.api.url)
    yield client
    client.close()


@pytest.fixture
def visitor(client):
    """A visitor whom the client has registered, so that it knows their token."""
    return client.grantVisitor({"visitor": {"token": "ddp" + new_id(30), "name": "Sally"}})["visitor"]


def test_a_whole_conversation(client, instant):
    db, api = instant.db, instant.api
    instant.set(Livechat_enable_transcript="true", From_Email="chat@example.com")
    agent, token = db.agent(name="Agnes"), "ddp" + new_id(30)

    config = client.config({"token": token})
    assert config["enabled"] is True and config["online"] is True and "guest" not in config
    assert client.config("<undefined>")["enabled"] is True
    assert client.sendVisitorNavigation({"token": token, "pageInfo": PAGE})["page"]["msg"] \
        == "Shop - https://shop.example/"
    visitor = client.login({"visitor": {"token": token, "name": "Sally", "email": "s@example.com"}})["visitor"]
    assert (visitor["token"], visitor["name"]) == (token, "Sally")
    assert client.visitor()["visitor"] == visitor
    with routing(instant, "Auto_Selection"):
        assert client.nextAgent()["agent"]["_id"]

    room = client.room({})
    rid = room["_id"]
    assert room["open"] is True and client.room({"rid": rid})["_id"] == rid
    assert client.nextAgent({"department": ""}) == {"success": True}
    first = client.sendMessage({"rid": rid, "msg": "hello"})["message"]
    own_id = new_id()
    for _ in range(2):
        second = client.sendMessage({"rid": rid, "msg": "again & <again>", "_id": own_id})["message"]
    assert second["_id"] == own_id and to_ms(second["ts"]) > to_ms(first["ts"])
    loaded = client.loadMessages(rid, {"limit": 10})
    assert texts(loaded) == ["again & <again>", "hello"] and loaded[-1]["t"] == "livechat-started"
    assert texts(client.loadMessages(rid, {"end": second["ts"]})) == ["hello"]
    assert client.message(first["_id"], {"rid": rid})["message"] == first
    edited = client.editMessage(first["_id"], {"token": token, "rid": rid, "msg": "hello there"})["message"]
    assert (edited["msg"], edited["ts"]) == ("hello there", first["ts"])

    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", rid)
    assert api.post("inquiries.take", user=agent, inquiryId=inquiry).status == 200
    assert client.agent(rid) == card(agent, "Agnes")
    assert api.post("/api/v1/chat.sendMessage", user=agent, message={"rid": rid, "msg": "how can I help?"}
                    ).status == 200
    assert texts(client.loadMessages(rid, {"limit": 1})) == ["how can I help?"]

    assert client.updateVisitorStatus("away") == "away"
    field = {"key": "plan", "value": "gold", "overwrite": True}
    assert client.sendCustomField({"token": token, **field})["field"] == field
    assert client.sendCustomFields({"token": token, "customFields": [field]})["success"] is True
    assert client.visitor()["visitor"]["livechatData"] == {"plan": "gold"}
    assert client.requestTranscript("s@example.com", {"rid": rid})["message"] == "Omnichannel transcript sent"
    department = db.department("sales", agent)
    assert client.transferChat({"rid": rid, "department": department}) == {"success": True}
    assert db.value("SELECT department_id FROM rooms WHERE id = %s", rid) == department

    assert client.closeChat({"rid": rid})["comment"] == "Closed by visitor"
    assert client.refusal("sendMessage", {"rid": rid, "msg": "late"}) == (
        400, {"success": False, "error": "room-closed"})
    assert client.chatSurvey({"rid": rid, "data": [{"name": "satisfaction", "value": "5"}]})["data"] == {
        "satisfaction": "5"}
    assert client.sendOfflineMessage({"name": "Sally", "email": "s@example.com", "message": "call me"})[
        "message"] == "Livechat offline message sent"
    assert client.deleteVisitor()["visitor"]["_id"] == visitor["_id"]
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", rid) == 0


def test_a_message_is_deleted_by_its_id_alone(client, visitor, instant):
    """This client sends nothing but the id, so the id must be one that cannot be guessed."""
    rid = client.room({})["_id"]
    ours = client.sendMessage({"rid": rid, "msg": "ours"})["message"]["_id"]
    chosen = client.sendMessage({"rid": rid, "msg": "chosen", "_id": new_id()})["message"]["_id"]
    assert client.deleteMessage(ours, {"rid": rid})["message"]["_id"] == ours
    missing = (400, {"success": False, "error": "must have required property 'token' [invalid-params]",
                     "errorType": "invalid-params"})
    assert client.refusal("deleteMessage", ours, {"rid": rid}) == missing
    assert client.refusal("deleteMessage", chosen, {"rid": rid}) == missing
    assert texts(client.loadMessages(rid, {})) == ["chosen"]
    instant.set(Livechat_allow_delete_by_id="false")
    another = client.sendMessage({"rid": rid, "msg": "another"})["message"]["_id"]
    assert client.refusal("deleteMessage", another, {"rid": rid}) == missing


def test_the_client_understands_refusals(client, visitor, instant):
    other = instant.db.room(agent=instant.db.agent())
    plain = (400, {"success": False, "error": "invalid-room"})
    assert client.refusal("room", {"rid": other.id}) == plain
    assert client.refusal("sendMessage", {"rid": other.id, "msg": "x"}) == plain
    assert client.refusal("loadMessages", other.id, {}) == plain
    assert client.refusal("agent", other.id) == plain
    assert client.refusal("closeChat", {"rid": other.id}) == plain
    rid = client.room({})["_id"]
    assert client.refusal("agent", rid) == (400, {"success": False, "error": "invalid-agent"})
    status, body = client.refusal("sendMessage", {"rid": rid})
    assert (status, body["errorType"]) == (400, "invalid-params")
    status, body = client.refusal("deleteVisitor")
    assert (status, body["errorType"]) == (400, "visitor-has-open-rooms")
    # A route that is not offered is answered 404, in JSON.
    status, body = client.refusal("sendUiInteraction", {}, "an-app")
    assert (status, body["status"]) == (404, "error")
