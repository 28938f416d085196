"""The calls that bridges and bots make with the Python client rocketchat_API: its login is a form,
its lists are paged, its posts name the room or the channel."""

import pytest
import requests


@pytest.fixture
def bot(api, db):
    """A bot that logs in as that client does; what it then sends along."""
    user = db.set_password(db.manager(name="Bridge"), "a secret of the bridge")
    answer = requests.post(f"{api.url}/api/v1/login", timeout=10,
                           data={"username": user.username, "password": "a secret of the bridge"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "success"
    user.token = body["data"]["authToken"]
    assert body["data"]["userId"] == user.id
    return user


def call(api, method, path, user, **arguments):
    headers = {"X-Auth-Token": user.token, "X-User-Id": user.id}
    return requests.request(method, f"{api.url}/api/v1/{path}", headers=headers, timeout=10, **arguments)


def test_a_wrong_password_is_a_401(api, bot):
    answer = requests.post(f"{api.url}/api/v1/login", timeout=10,
                           data={"user": bot.username, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.json()["status"] == "error" and answer.json()["message"] == "Unauthorized"


def test_a_bridge_finds_who_waits_and_answers(api, db, bot):
    visitor = db.visitor("Vera")
    room = api.get("room", token=visitor.token).json["room"]["_id"]
    api.post("message", token=visitor.token, rid=room, msg="Anybody there?")
    total = call(api, "GET", "livechat/inquiries.list", bot).json()["total"]
    waiting = call(api, "GET", "livechat/inquiries.list", bot,
                   params={"count": 100, "offset": max(0, total - 50)}).json()
    assert waiting["success"] is True
    assert [i["name"] for i in waiting["inquiries"] if i["rid"] == room] == ["Vera"]
    rooms = call(api, "GET", "livechat/rooms", bot, params={"count": 100, "open": True}).json()
    assert room in [r["_id"] for r in rooms["rooms"]]
    assert rooms["count"] == len(rooms["rooms"]) and rooms["offset"] == 0
    posted = call(api, "POST", "chat.postMessage", bot, json={
        "roomId": room, "text": "I am a bridge", "attachments": [{"text": "and this is attached"}]}).json()
    assert posted["success"] is True and posted["channel"] == room
    last = api.get(f"messages.history/{room}", token=visitor.token).json["messages"][0]
    assert (last["msg"], last["attachments"]) == ("I am a bridge", [{"text": "and this is attached"}])


def test_a_bridge_knows_itself_and_leaves(api, bot):
    me = call(api, "GET", "me", bot).json()
    assert (me["_id"], me["username"], me["name"]) == (bot.id, bot.username, "Bridge")
    assert call(api, "POST", "logout", bot).json()["status"] == "success"
    assert call(api, "GET", "me", bot).status_code == 401
