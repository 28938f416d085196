# SPDX-License-Identifier: MIT
"""The requests of bridges and bots that use the Python client rocketchat_API: its login is a form, its lists
are paged, its posts name the room or the channel. Debian does not have this client, so these tests send what
it would send."""

import pytest
import requests

PASSWORD = "a secret of the bridge"


class Bridge:
    """Makes requests as that client does."""

    def __init__(self, url):
        self.url = url + "/api/v1/"
        self.headers = {}

    def login(self, user, password):
        """Logs in: a name is sent as `username`, an e-mail address as `user`."""
        answer = requests.post(self.url + "login", timeout=60, data={
            "password": password, "user" if "@" in user else "username": user})
        if answer.status_code == 200 and answer.json()["status"] == "success":
            data = answer.json()["data"]
            self.headers = {"X-Auth-Token": data["authToken"], "X-User-Id": data["userId"]}
        return answer

    def get(self, method, **arguments):
        """Builds the query without escapes, lists as a[]=1&a[]=2; an empty query is "?"."""
        pairs = []
        for name, value in arguments.items():
            pairs += [f"{name}[]={item}" for item in value] if isinstance(value, list) else [f"{name}={value}"]
        return requests.get(f"{self.url}{method}?{'&'.join(pairs)}", headers=self.headers, timeout=60)

    def post(self, method, **arguments):
        return requests.post(self.url + method, json=arguments, headers=self.headers, timeout=60)

    def post_form(self, method, **arguments):
        """Sends a form, as older versions of the client do."""
        return requests.post(self.url + method, data=arguments, headers=self.headers, timeout=60)


@pytest.fixture
def bot(db):
    user = db.set_password(db.manager(name="Bridge"), PASSWORD)
    user.email = f"{user.username}@example.com"
    db.execute("UPDATE users SET email = %s WHERE id = %s", user.email, user.id)
    return user


@pytest.fixture
def bridge(api, bot):
    """A logged-in bridge."""
    bridge = Bridge(api.url)
    assert bridge.login(bot.username, PASSWORD).status_code == 200
    assert bridge.headers["X-User-Id"] == bot.id
    return bridge


@pytest.fixture
def waiting(api, db):
    """The _id of the waiting room of a visitor called Vera."""
    visitor = db.visitor("Vera")
    room = api.get("room", token=visitor.token).json["room"]["_id"]
    api.post("message", token=visitor.token, rid=room, msg="Anybody there?")
    return visitor, room


def newest(api, visitor, room):
    return api.get(f"messages.history/{room}", token=visitor.token).json["messages"][0]


def test_logging_in_by_name_or_address(api, bot):
    for name in (bot.username, bot.email):
        bridge = Bridge(api.url)
        answer = bridge.login(name, PASSWORD)
        assert (answer.status_code, answer.json()["data"]["userId"]) == (200, bot.id)
        assert bridge.get("me").json()["username"] == bot.username
        answer = bridge.login(name, "wrong")
        assert answer.status_code == 401
        assert answer.json()["status"] == "error" and answer.json()["message"] == "Unauthorized"


def test_a_bridge_finds_who_waits_and_answers(api, bridge, waiting):
    visitor, room = waiting
    total = bridge.get("livechat/inquiries.list").json()["total"]
    listed = bridge.get("livechat/inquiries.list", count=100, offset=max(0, total - 50)).json()
    assert listed["success"] is True
    assert [i["name"] for i in listed["inquiries"] if i["rid"] == room] == ["Vera"]
    rooms = bridge.get("livechat/rooms", count=100, queued="true").json()
    assert room in [r["_id"] for r in rooms["rooms"]]
    assert rooms["count"] == len(rooms["rooms"]) and rooms["offset"] == 0
    posted = bridge.post("chat.postMessage", roomId=room, text="I am a bridge",
                         attachments=[{"text": "and this is attached"}]).json()
    assert posted["success"] is True and posted["channel"] == room
    last = newest(api, visitor, room)
    assert (last["msg"], last["attachments"]) == ("I am a bridge", [{"text": "and this is attached"}])


def test_lists_are_read_page_by_page(api, db, bridge, bot):
    mine = {db.room(agent=bot).id for _ in range(5)}
    found = []
    for offset in range(0, 6, 2):
        page = bridge.get("livechat/rooms", agents=[bot.id], offset=offset, count=2).json()
        assert (page["offset"], page["total"]) == (offset, 5)
        found += [room["_id"] for room in page["rooms"]]
    assert len(found) == 5 and set(found) == mine


def test_a_post_names_room_or_channel_in_json_or_in_a_form(api, bridge, waiting):
    visitor, room = waiting
    for post in (bridge.post, bridge.post_form):
        for where in ("roomId", "channel"):
            text = f"{post.__name__} {where} & more"
            answer = post("chat.postMessage", **{where: room, "text": text})
            assert answer.status_code == 200 and answer.json()["message"]["rid"] == room, answer.text
            assert newest(api, visitor, room)["msg"] == text
        answer = post("chat.postMessage", roomId="nowhere", text="x")
        assert answer.status_code == 400 and answer.json()["errorType"] == "invalid-channel"


def test_a_bridge_edits_its_message(api, bridge, waiting):
    visitor, room = waiting
    sent = bridge.post("chat.sendMessage", message={"rid": room, "msg": "frist"}).json()["message"]
    changed = bridge.post("chat.update", roomId=room, msgId=sent["_id"], text="first").json()
    assert changed["success"] is True and newest(api, visitor, room)["msg"] == "first"
    gone = bridge.post_form("chat.delete", roomId=room, msgId=sent["_id"]).json()
    assert gone["success"] is True and newest(api, visitor, room)["msg"] == "Anybody there?"


def test_a_bridge_reads_its_own_user_and_logs_out(bridge, bot):
    me = bridge.get("me").json()
    assert (me["_id"], me["username"], me["name"]) == (bot.id, bot.username, "Bridge")
    assert bridge.post("logout").json()["status"] == "success"
    assert bridge.get("me").status_code == 401
