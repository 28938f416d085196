# SPDX-License-Identifier: MIT
"""The documented requests and answers: the examples in the API's documentation, against the demo data,
exactly as they are printed there."""

import json
import os
import subprocess

import pytest

import servers
from harness.checks import FORBIDDEN, NOT_LOGGED_IN, invalid, plain, result, to_ms
from harness.data import Data, User

# These are the documents and settings of the demo that the examples use.
LISA = User("rbAPXnMktTFbNpwtJ", "lisa", "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f")
VISITOR = {"_id": "YgEoq2djbGdjjZnsL", "username": "guest-4", "name": "Livechat Visitor"}


@pytest.fixture(scope="module")
def seed(mariadb, new_database, new_site):
    """A site with the demo data; load() restores what an example has deleted."""
    site = new_site("lighttpd", new_database("seeds"), label="seeds")
    with open(os.path.join(servers.ROOT, "scripts", "demo.sql")) as file:
        demo = file.read()
    site.load = lambda: mariadb.sql(demo, "seeds")
    site.load()
    site.db = Data(site.config)
    return site


@pytest.fixture(scope="module")
def api(seed):
    return seed.client


@pytest.fixture
def fresh(seed):
    seed.load()
    return seed


def curl(seed, command):
    """Runs a command line from the documentation with another port; returns (status, JSON)."""
    assert "http://localhost:3000/" in command
    command = command.replace("http://localhost:3000/", f"http://localhost:{seed.port}/")
    command = command.replace("curl ", "curl -s -w '\\n%{http_code}' ", 1)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True,
                          env={"PATH": os.environ["PATH"]})
    body, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(body)


def includes(actual, shown):
    """Checks that everything in the example is in the answer with the same value; the answer may have more
    members."""
    if isinstance(shown, dict):
        return isinstance(actual, dict) and all(k in actual and includes(actual[k], v)
                                                for k, v in shown.items())
    if isinstance(shown, list):
        return (isinstance(actual, list) and len(actual) == len(shown)
                and all(map(includes, actual, shown)))
    return type(actual) is type(shown) and actual == shown


def paragraph(text):
    return [{"type": "PARAGRAPH", "value": [{"type": "PLAIN_TEXT", "value": text}]}]


# --- get a message --------------------------------------------------------------------------------

MARY = {
    "_id": "AgRFdj96mbHDPrTHq", "rid": "mmqCzYgiL8fzRYfuY", "msg": "hi",
    "token": "8s7e9ony6ctl27e1qf8kue", "alias": "Mary", "ts": "2021-07-13T16:20:26.672Z",
    "u": {"_id": "47Dajwh9DjpnTAugW", "username": "guest-165", "name": "Mary"},
    "_updatedAt": "2021-07-13T16:20:26.776Z", "urls": [], "mentions": [], "channels": [],
    "md": paragraph("hi"),
}


def get_marys(api):
    return api.get("message/AgRFdj96mbHDPrTHq", token="8s7e9ony6ctl27e1qf8kue", rid="mmqCzYgiL8fzRYfuY")


def test_get_a_message_answers_with_the_example(api, fresh):
    answer = get_marys(api)
    assert result(answer) == (200, {"message": MARY, "success": True})
    assert list(answer.json["message"]) == list(MARY) and list(answer.json) == ["message", "success"]


def test_get_a_message_shows_it_unread_where_receipts_are_on(api, fresh):
    fresh.db.set(Message_Read_Receipt_Enabled="true")
    try:
        message = get_marys(api).json["message"]
        assert message == {**MARY, "unread": True}
        assert list(message)[6:9] == ["u", "unread", "_updatedAt"]
    finally:
        fresh.db.reset_settings()


def test_get_a_message_with_the_example_parameters_of_three_pages_is_no_message_of_that_room(api, fresh):
    assert result(api.get("message/ZKWP8LfGnRHQ3ozWa", token="8s7e9ony6ctl27e1qf8kue",
                          rid="mmqCzYgiL8fzRYfuY")) == plain("invalid-message")


@pytest.mark.parametrize("query,missing", [({"token": "8s7e9ony6ctl27e1qf8kue"}, "rid"),
                                           ({"rid": "mmqCzYgiL8fzRYfuY"}, "token"), ({}, "token")])
def test_get_a_message_without_a_parameter_is_the_examples_400(api, query, missing):
    assert result(api.get("message/AgRFdj96mbHDPrTHq", query=query)) \
        == invalid(f"must have required property '{missing}'")


# --- get messages of a room -----------------------------------------------------------------------

CAT = {"_id": "C38WSSzrGd2NCjzqJ", "username": "test.cat", "name": "Test Cat"}
IMAGE = {"_id": "68f0d43201e202fefed836cf", "name": "video-designs (1).png", "type": "image/png",
         "size": 17466, "format": "png"}
PREVIEW = (
    "/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBD"
    "AQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAUACAD"
    "ASIAAhEBAxEB/8QAGQABAAMBAQAAAAAAAAAAAAAAAAIDBAUI/8QAHRAAAgIDAAMAAAAAAAAAAAAAAQIAAwQRMQUhIv/EABUBAQEA"
    "AAAAAAAAAAAAAAAAAAAB/8QAFxEBAQEBAAAAAAAAAAAAAAAAAAERQf/aAAwDAQACEQMRAD8A8qqCzAKNk8EtbGvW4VNUwsPF17kK"
    "XNVquvVO5vt8pdZnpklvpRoHUszqXWNca5rjUKmNg6uvcqYFWIYaI6J0a/KXJnvkhvthrepgusNtrO3WOzFzhLUIiJFIiIH/2Q==")
ROOM = {
    "messages": [
        {"_id": "hmnQoYcnSJp7c9f2v", "rid": "dCBiZX3XPWyPsa6pt", "ts": "2025-10-16T11:17:07.068Z", "msg": "",
         "groupable": False, "file": IMAGE,
         "files": [IMAGE, {"_id": "68f0d43301e202fefed836d1", "name": "thumb-video-designs (1).png",
                           "type": "image/png", "size": 14848, "format": "png"}],
         "attachments": [{
             "title": "video-designs (1).png",
             "title_link": "/file-upload/68f0d43201e202fefed836cf/video-designs%20(1).png",
             "title_link_download": True, "image_dimensions": {"width": 480, "height": 301},
             "image_preview": PREVIEW,
             "image_url": "/file-upload/68f0d43301e202fefed836d1/video-designs%20(1).png",
             "image_type": "image/png", "image_size": 17466, "type": "file", "description": ""}],
         "u": CAT, "_updatedAt": "2025-11-12T10:24:44.420Z", "urls": [], "mentions": [], "channels": []},
        {"_id": "6j9hrchZBHwZHpsF2", "rid": "dCBiZX3XPWyPsa6pt", "msg": "hello",
         "ts": "2025-10-16T11:16:58.948Z", "u": CAT, "_updatedAt": "2025-11-12T10:24:44.420Z",
         "urls": [], "mentions": [], "channels": [], "md": paragraph("hello")},
        {"_id": "CfD55oXeSvvC3jmZS", "rid": "dCBiZX3XPWyPsa6pt", "msg": "hello",
         "token": "2c9035b72dec31be7e9ccbb3cbd9952394ea41c1517b76c528d403c00a3fccf9", "alias": "swayyy",
         "ts": "2025-10-16T11:16:36.406Z",
         "u": {"_id": "68f0d41001e202fefed836af", "username": "guest-49", "name": "swayyy"},
         "_updatedAt": "2025-10-16T11:16:36.447Z", "urls": [], "mentions": [], "channels": [],
         "md": paragraph("hello")},
    ],
    "offset": 0, "count": 50, "total": 3, "success": True,
}


@pytest.mark.parametrize("path", ["messages/dCBiZX3XPWyPsa6pt", "dCBiZX3XPWyPsa6pt/messages"])
def test_get_messages_answers_with_the_example(api, fresh, path):
    answer = api.get(path, user=LISA)
    assert result(answer) == (200, ROOM)
    assert list(answer.json) == ["messages", "offset", "count", "total", "success"]


def test_get_messages_accepts_the_examples_parameters(api, fresh):
    answer = api.get("messages/dCBiZX3XPWyPsa6pt", user=LISA, offset="50", count="25",
                     sort='{"value": -1, "_id": 1}')
    assert result(answer) == (200, {**ROOM, "messages": [], "offset": 50, "count": 25})
    ids = [m["_id"] for m in api.get("messages/dCBiZX3XPWyPsa6pt", user=LISA,
                                     sort='{"value": -1, "_id": 1}').json["messages"]]
    assert ids == sorted(ids) and len(ids) == 3
    found = api.get("messages/dCBiZX3XPWyPsa6pt", user=LISA, searchTerm="hello")
    assert result(found) == (200, {**ROOM, "messages": ROOM["messages"][1:], "total": 2})


def test_get_messages_of_no_room_is_the_examples_400(api):
    assert result(api.get("messages/unknown", user=LISA)) == plain("invalid-room")


def test_get_messages_without_a_login_is_the_examples_401(api):
    answer = api.get("messages/dCBiZX3XPWyPsa6pt")
    assert (answer.status, answer.body) == (401, NOT_LOGGED_IN)
    assert answer.json == {"status": "error", "message": "You must be logged in to do this."}


def test_get_messages_needs_the_permission(seed, api):
    user = seed.db.user()
    answer = api.get("messages/dCBiZX3XPWyPsa6pt", user=user)
    assert (answer.status, answer.body) == (403, FORBIDDEN)


# --- send several messages ------------------------------------------------------------------------

def test_send_messages_answers_as_the_example(api, fresh):
    answer = api.post("messages", user=LISA, json={
        "visitor": {"token": "54fc5544030bcecda053311cb6b98920b"},
        "messages": [{"msg": "test"}, {"msg": "hello"}]})
    assert answer.status == 200
    first, second = (to_ms(message.pop("ts")) for message in answer.json["messages"])
    assert second == first + 1
    assert answer.json == {"messages": [{"username": "guest-35", "msg": "test"},
                                        {"username": "guest-35", "msg": "hello"}], "success": True}


def test_send_messages_without_a_visitor_is_the_examples_400(api):
    assert result(api.post("messages", user=LISA, json={"messages": [{"msg": "test"}]})) \
        == invalid("must have required property 'visitor'")


def test_send_messages_without_a_login_is_the_examples_401(api):
    answer = api.post("messages", json={"visitor": {"token": "54fc5544030bcecda053311cb6b98920b"},
                                        "messages": [{"msg": "test"}]})
    assert (answer.status, answer.body) == (401, NOT_LOGGED_IN)


# --- the command lines ----------------------------------------------------------------------------

SEND = """curl -X POST \\
     -H "Content-type:application/json" \\
     http://localhost:3000/api/v1/livechat/message \\
     -d '{"token": "iNKE8a6k6cjbqWhWd", "rid": "zRAeTszXor8CCPceB", "msg": "sending livechat message.."}'"""
EDIT = """curl -X PUT \\
     -H "Content-type:application/json" \\
     http://localhost:3000/api/v1/livechat/message/ZKWP8LfGnRHQ3ozWa \\
     -d '{"token": "iNKE8a6k6cjbqWhWd", "rid": "zRAeTszXor8CCPceB", "msg": "editing a livechat message.."}'"""
DELETE = """curl -X DELETE \\
     http://localhost:3000/api/v1/livechat/message/ZKWP8LfGnRHQ3ozWa"""
HISTORY = "curl http://localhost:3000/api/v1/livechat/messages.history/KuACMJ5MpN6SfAFWg?token=iNKE8a6k6cjbqWhWd"
OFFLINE = """curl -X POST \\
     -H "Content-type:application/json" \\
     http://localhost:3000/api/v1/livechat/offline.message \\
     -d '{"name": "Livechat Visitor", "email": "visitor@pimenta.chat", "message": "I need help"}'"""


def test_send_a_message_as_on_the_command_line(fresh):
    status, body = curl(fresh, SEND)
    assert status == 200
    assert includes(body, {"message": {"msg": "sending livechat message..", "u": VISITOR}, "success": True})
    assert len(body["message"]["_id"]) == 17
    to_ms(body["message"]["ts"])
    assert curl(fresh, SEND)[1]["message"]["ts"] > body["message"]["ts"]


def test_edit_a_message_as_on_the_command_line(fresh):
    status, body = curl(fresh, EDIT)
    assert status == 200
    assert includes(body, {"message": {
        "_id": "ZKWP8LfGnRHQ3ozWa", "msg": "editing a livechat message..", "u": VISITOR,
        "ts": "2018-09-14T13:31:33.201Z"}, "success": True})


def test_an_edited_message_is_in_the_history_as_the_example_shows_it(fresh, api):
    assert curl(fresh, EDIT)[0] == 200
    answer = api.get("messages.history/zRAeTszXor8CCPceB", token="iNKE8a6k6cjbqWhWd", limit="100")
    message, = [m for m in answer.json["messages"] if m["_id"] == "ZKWP8LfGnRHQ3ozWa"]
    assert includes(message, {
        "_id": "ZKWP8LfGnRHQ3ozWa", "rid": "zRAeTszXor8CCPceB", "msg": "editing a livechat message..",
        "token": "iNKE8a6k6cjbqWhWd", "alias": "Livechat Visitor", "ts": "2018-09-14T13:31:33.201Z",
        "u": VISITOR, "mentions": [], "channels": [], "urls": [],
        "editedBy": {"_id": "YgEoq2djbGdjjZnsL", "username": "guest-4"}})
    assert to_ms(message["editedAt"]) <= to_ms(message["_updatedAt"])
    assert answer.json["unreadNotLoaded"] == 0


def test_delete_a_message_as_on_the_command_line(fresh):
    status, body = curl(fresh, DELETE)
    assert status == 200
    assert to_ms(body["message"].pop("ts")) > 1_700_000_000_000  # the time of deletion
    assert body == {"message": {"_id": "ZKWP8LfGnRHQ3ozWa"}, "success": True}
    assert curl(fresh, DELETE) == invalid("must have required property 'token'")
    fresh.load()
    assert curl(fresh, DELETE)[0] == 200


def test_read_a_history_as_on_the_command_line(fresh):
    status, body = curl(fresh, HISTORY)
    assert status == 200 and list(body) == ["messages", "unreadNotLoaded", "success"]
    assert body["unreadNotLoaded"] == 0 and body["success"] is True
    edited, = [message for message in body["messages"] if "editedAt" in message]
    assert set(edited) >= {"_id", "rid", "msg", "token", "alias", "ts", "u", "mentions", "channels",
                           "_updatedAt", "editedAt", "editedBy", "urls"}
    assert edited["rid"] == "KuACMJ5MpN6SfAFWg" and edited["u"] == VISITOR
    assert edited["editedBy"] == {"_id": "YgEoq2djbGdjjZnsL", "username": "guest-4"}
    stamps = [message["ts"] for message in body["messages"]]
    assert stamps == sorted(stamps, reverse=True)


def test_leave_an_offline_message_as_on_the_command_line(fresh):
    assert curl(fresh, OFFLINE) == (200, {"message": "Livechat offline message sent", "success": True})
    row = fresh.db.row("SELECT * FROM offline_messages ORDER BY ts DESC LIMIT 1")
    assert (row["name"], row["email"], row["message"]) == (
        "Livechat Visitor", "visitor@pimenta.chat", "I need help")


def test_all_the_command_lines_work_one_after_another(fresh):
    assert [curl(fresh, command)[0] for command in (SEND, EDIT, HISTORY, DELETE)] == [200] * 4


# --- the demo itself ------------------------------------------------------------------------------

def test_the_demo_is_consistent_and_can_be_loaded_again(seed):
    before = seed.db.rows("SELECT id, msgs, listed, last_message_id, is_open FROM rooms ORDER BY id")
    seed.load()
    after = seed.db.rows("SELECT id, msgs, listed, last_message_id, is_open FROM rooms ORDER BY id")
    assert len(after) == len(before)
    for room in after:
        counted = seed.db.row(
            "SELECT SUM(type IS NULL) AS msgs, SUM(type IS NULL OR type = 'livechat-close') AS listed"
            " FROM messages WHERE rid = %s", room["id"])
        assert (room["msgs"], room["listed"]) == (counted["msgs"], counted["listed"]), room["id"]
        newest = seed.db.value("SELECT id FROM messages WHERE rid = %s AND type IS NULL"
                               " ORDER BY ts DESC LIMIT 1", room["id"])
        assert room["last_message_id"] == newest


def test_the_demo_clock_lets_new_messages_follow_the_old_ones(fresh, api):
    for rid, token in (("zRAeTszXor8CCPceB", "iNKE8a6k6cjbqWhWd"),
                       ("mmqCzYgiL8fzRYfuY", "8s7e9ony6ctl27e1qf8kue")):
        sent = api.post("message", token=token, rid=rid, msg="new").json["message"]
        newest = api.get(f"messages.history/{rid}", token=token, limit="1").json["messages"][0]
        assert newest["_id"] == sent["_id"]
