# SPDX-License-Identifier: MIT
"""Files that visitors and agents send: what the messages say of them, and what is refused."""

import base64
import hashlib
import os

import pytest

import servers
from harness.checks import result
from harness.data import new_id, now_ms
from harness.forms import content, form, get_file, send_agent_file, send_file
from harness.uploads import api, db, own, refused, said_in, stored, text  # noqa: F401

MEMBERS = ["_id", "rid", "msg", "token", "groupable", "file", "files", "attachments", "alias", "ts", "u", "_updatedAt",
           "urls", "mentions", "channels", "newRoom", "showConnecting", "success"]
OF_AGENT = ["_id", "rid", "ts", "msg", "groupable", "file", "files", "attachments", "u", "_updatedAt", "urls", "mentions",
            "channels"]
ATTACHMENT = ["title", "title_link", "title_link_download", "image_dimensions", "image_preview", "image_url",
              "image_type", "image_size", "type"]


# --- the message ---------------------------------------------------------------------------------

def test_a_picture_of_a_visitor(api, db, room):
    before = now_ms()
    answer = send_file(api, room, "My photo (1).jpg")
    assert answer.status == 200, answer
    message = answer.json
    assert list(message) == MEMBERS
    assert (message["rid"], message["msg"], message["token"]) == (room.id, "", room.visitor.token)
    assert (message["newRoom"], message["showConnecting"], message["success"]) == (False, True, True)
    picture, thumbnail = message["files"]
    assert picture == message["file"]
    assert list(picture) == ["_id", "name", "type", "size", "format"]
    assert (picture["name"], picture["type"], picture["format"]) == ("My photo (1).jpg", "image/jpeg", "jpeg")
    assert (thumbnail["name"], thumbnail["format"]) == ("thumb-My photo (1).jpg", "jpeg")
    [attachment] = message["attachments"]
    assert list(attachment) == ATTACHMENT
    assert attachment["title_link"] == f"/file-upload/{picture['_id']}/My%20photo%20(1).jpg"
    assert attachment["image_url"] == f"/file-upload/{thumbnail['_id']}/My%20photo%20(1).jpg"
    assert attachment["image_dimensions"] == {"width": 480, "height": 360}
    assert attachment["image_size"] == picture["size"]
    assert base64.b64decode(attachment["image_preview"]).startswith(b"\xff\xd8\xff\xdb")
    row = db.row("SELECT * FROM uploads WHERE id = %s", picture["_id"])
    assert (row["message_id"], row["by_visitor"], row["user_id"]) == (message["_id"], 1, room.visitor.id)
    assert row["expires_at"] is None and before <= row["uploaded_at"]


def test_a_picture_of_an_agent_is_as_in_the_documentation(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    answer = send_agent_file(api, room, agent, fields=[("description", "")])
    assert answer.status == 200, answer
    message = answer.json["message"]
    assert list(message) == OF_AGENT
    [attachment] = message["attachments"]
    assert list(attachment) == [*ATTACHMENT, "description"] and attachment["description"] == ""
    listed = api.get(f"messages/{room.id}", user=agent).json["messages"]
    assert message in listed


@pytest.mark.parametrize("path, name, media_type, kind", [
    ("media/tiny.m4a", "a.m4a", "audio/mp4", "audio"), ("docs/hello.txt", "Notes.TXT", "text/plain", None)])
def test_other_files(api, room, path, name, media_type, kind):
    message = send_file(api, room, name, content(path), media_type, fields=[("description", "*bold*")]).json
    [attachment] = message["attachments"]
    link = f"/file-upload/{message['file']['_id']}/{name}"
    expected = {"title": name, "title_link": link, "title_link_download": True}
    if kind:
        expected |= {f"{kind}_url": link, f"{kind}_type": message["file"]["type"],
                     f"{kind}_size": message["file"]["size"]}
    expected |= {"type": "file", "description": "*bold*", "descriptionMd": attachment["descriptionMd"]}
    if not kind:
        expected |= {"format": "TXT", "size": len(content(path))}
    assert list(attachment.items()) == list(expected.items())
    assert message["file"]["format"] == "" and len(message["files"]) == 1


def test_the_history_shows_the_message_and_where_its_file_is(api, room):
    sent = send_file(api, room).json
    [message] = said_in(api, room)
    for member in ("newRoom", "showConnecting", "success"):
        del sent[member]
    upload = message.pop("fileUpload")
    assert message == sent
    assert upload["type"] == "image/jpeg" and upload["size"] == sent["file"]["size"]
    assert upload["publicFilePath"].startswith(sent["attachments"][0]["title_link"] + "?token=")


def test_the_bytes_are_those_that_were_sent(api, room):
    data = content("docs/hello.txt") * 1000
    message = send_file(api, room, "a.txt", data, "text/plain").json
    answer = get_file(api, message["attachments"][0]["title_link"], token=room.visitor.token)
    assert answer.status == 200 and answer.body == data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_camera_notes_in_a_picture_is_removed(api, room):
    message = send_file(api, room, data=content("ok/exif-rotated-gps.jpg")).json
    answer = get_file(api, message["attachments"][0]["title_link"], token=room.visitor.token)
    for secret in (b"GPS", b"SN-000123", b"Berlin", b"xmpmeta"):
        assert secret not in answer.body
    assert message["attachments"][0]["image_dimensions"] == {"width": 600, "height": 400}


# --- what is refused ------------------------------------------------------------------------------

def test_nobody_else_sends_into_a_room(api, db, room):
    other = db.room()
    for answer in (send_file(api, room, token=""), send_file(api, room, token="unknown"),
                   send_file(api, room, token=other.visitor.token)):
        assert result(answer) == (403, {"success": False, "error": "unauthorized"})
    closed = db.room(closed=True)
    assert result(send_file(api, closed)) == (403, {"success": False, "error": "unauthorized"})
    agent, outsider = db.agent(), db.agent()
    served = db.room(agent=agent)
    assert send_agent_file(api, served, outsider).status == 403
    assert send_agent_file(api, served, db.user()).status == 403


@pytest.mark.parametrize("data, name, media_type", [
    (b"<script>alert(1)</script>", "a.png", "image/png"), (b"MZ" + bytes(500), "a.jpg", "image/jpeg"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "image/svg+xml")])
def test_a_file_that_is_not_what_it_says_or_not_allowed(api, room, data, name, media_type):
    assert result(send_file(api, room, name, data, media_type)) == (
        400, refused("error-type-not-allowed", "File type is not accepted"))
    assert said_in(api, room) == []


def test_an_empty_file(api, room):
    assert send_file(api, room, "a.txt", b"", "text/plain").json["errorType"] == "file-too-small"


def test_settings(own, folder):
    config, db, api = own
    room, agent = db.room(), db.agent()
    served = db.room(agent=agent)
    try:
        db.set(FileUpload_MaxFileSize="1000")
        answer = send_file(api, room, "a.txt", b"x" * 1001, "text/plain")
        assert result(answer) == (400, {
            **refused("error-size-not-allowed", "File size exceeds upload limit of 1 kB"), "sizeAllowed": "1 kB"})
        assert result(send_file(api, room, "a.txt", b"x" * 100000, "text/plain")) == result(answer)
        assert send_file(api, room, "a.txt", b"x" * 1000, "text/plain").status == 200
        db.set(FileUpload_MaxFileSize="-1", FileUpload_Room_Quota="1500")
        assert send_file(api, room, "a.txt", b"x" * 501, "text/plain").json["errorType"] == "error-file-quota-exceeded"
        assert send_agent_file(api, served, agent, "a.txt", b"x" * 2000, "text/plain").status == 200
        db.set(FileUpload_Room_Quota="0", FileUpload_Total_Quota="3500")
        assert send_file(api, room, "a.txt", b"x" * 501, "text/plain").json["errorType"] == "error-file-quota-exceeded"
        db.set(FileUpload_Total_Quota="0", FileUpload_MediaTypeBlackList="text/*")
        assert send_file(api, room, "a.txt", b"x", "text/plain").json["errorType"] == "error-type-not-allowed"
        db.set(FileUpload_MediaTypeBlackList="", FileUpload_MediaTypeWhiteList="image/*")
        assert send_file(api, room, "a.txt", b"x", "text/plain").json["errorType"] == "error-type-not-allowed"
        assert send_file(api, room).status == 200
        db.set(FileUpload_MediaTypeWhiteList="", Livechat_fileupload_enabled="false")
        assert result(send_file(api, room)) == (400, refused("error-file-upload-disabled", "File uploads are disabled"))
        assert send_agent_file(api, served, agent).status == 200
        db.set(FileUpload_Enabled="false")
        assert send_agent_file(api, served, agent).json["errorType"] == "error-file-upload-disabled"
        assert api.get("config").json["config"]["settings"]["fileUpload"] is False
        db.set(FileUpload_Enabled="true", Livechat_fileupload_enabled="true", FileUpload_Min_Free=str(1 << 60))
        assert send_file(api, room).status == 503
    finally:
        db.reset_settings()


def test_rates(own):
    config, db, api = own
    room, other = db.room(), db.room()
    here = api.elsewhere()
    db.set(Livechat_limit_upload_burst="2")
    try:
        answers = [send_file(here, room, "a.txt", b"x", "text/plain") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert "too many requests" in answers[-1].json["error"]
        assert send_file(here, other, "a.txt", b"x", "text/plain").status == 200
        db.set(Livechat_limit_upload_burst="1000", Livechat_limit_upload_megabytes_per_hour="1")
        here = api.elsewhere()
        large = b"x" * 600_000
        assert send_file(here, room, "a.txt", large, "text/plain").status == 200
        assert send_file(here, other, "a.txt", large, "text/plain").status == 429
        assert send_file(api.elsewhere(), other, "a.txt", large, "text/plain").status == 200
    finally:
        db.reset_settings()


# --- sent twice -----------------------------------------------------------------------------------

def test_a_file_that_is_sent_again_is_one_message(own):
    config, db, api = own
    room = db.room()
    _id = new_id()
    first = send_file(api, room, fields=[("_id", _id)])
    assert first.status == 200 and first.json["_id"] == _id
    before = stored(config)
    again = send_file(api, room, fields=[("_id", _id)])
    assert result(again) == result(first)
    assert result(send_file(api, room, query={"_id": _id})) == result(first)
    assert stored(config) == before, "the bytes that came again are not kept"
    other = send_file(api, room, data=content("ok/small-120x90.jpg"), fields=[("_id", _id)])
    assert other.status == 400 and other.json["errorType"] == "error-message-exists"
    assert stored(config) == before
    assert len(said_in(api, room)) == 1


# --- in two steps ---------------------------------------------------------------------------------

def confirm(api, room, file_id, user, **body):
    return api.request("POST", f"/api/v1/rooms.mediaConfirm/{room.id}/{file_id}", user=user, json=body)


def test_a_file_and_later_its_message(api, db):
    agent, other = db.agent(), db.agent()
    room, second = db.room(agent=agent), db.room(agent=agent)
    answer = send_agent_file(api, room, agent, "a b.jpg", route="rooms.media")
    assert answer.status == 200, answer
    file = answer.json["file"]
    assert file == {"_id": file["_id"], "url": f"/file-upload/{file['_id']}/a%20b.jpg"}
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id) == 0
    assert get_file(api, file["url"], user=agent).status == 200
    assert get_file(api, file["url"], token=room.visitor.token).status == 404
    assert get_file(api, file["url"], user=db.manager()).status == 404
    invalid = (400, {"success": False, "error": "[invalid-file]", "errorType": "invalid-file"})
    assert result(confirm(api, second, file["_id"], agent)) == invalid
    assert result(confirm(api, room, new_id(), agent)) == invalid
    assert confirm(api, room, file["_id"], other).status == 403
    done = confirm(api, room, file["_id"], agent, msg="Look", description="x", fileName="other.jpg")
    assert done.status == 200, done
    message = done.json["message"]
    assert message["msg"] == "Look" and message["file"]["name"] == "other.jpg"
    assert message["attachments"][0]["image_preview"]
    assert result(confirm(api, room, file["_id"], agent, msg="again")) == result(done)
    assert len(said_in(api, room)) == 1
    assert get_file(api, file["url"], token=room.visitor.token).status == 200


def test_a_file_without_a_message_expires(own):
    config, db, api = own
    agent = db.agent()
    room = db.room(agent=agent)
    file = send_agent_file(api, room, agent, route="rooms.media").json["file"]
    before = stored(config)
    db.execute("UPDATE uploads SET expires_at = 1 WHERE rid = %s", room.id)
    assert get_file(api, file["url"], user=agent).status == 404
    assert confirm(api, room, file["_id"], agent).json["errorType"] == "invalid-file"
    servers.admin(config, "files", "sweep")
    assert len(before) - len(stored(config)) == 2, "the picture and its thumbnail"


# --- a scanner ------------------------------------------------------------------------------------

@pytest.fixture
def scanner(own, folder):
    config, db, api = own
    path = os.path.join(folder, "scan")
    with open(path, "w") as file:
        file.write("#!/bin/sh\n[ \"$1\" = --look ] || exit 9\nif grep -q EICAR; then exit 1; fi\n")
    os.chmod(path, 0o755)
    with open(config) as file:
        before = file.read()
    with open(config, "w") as file:
        file.write(before + f"\nscan-command = {path} --look\n")
    yield path
    with open(config, "w") as file:
        file.write(before)


def test_a_file_in_which_the_scanner_finds_something(own, scanner):
    config, db, api = own
    room = db.room()
    assert send_file(api, room, "a.txt", b"fine", "text/plain").status == 200
    before = stored(config)
    answer = send_file(api, room, "a.txt", b"X5O EIC" + b"AR test", "text/plain")
    assert answer.status == 400 and answer.json["errorType"] == "error-file-upload-malware-detected"
    os.remove(scanner)
    assert send_file(api, room, "a.txt", b"fine", "text/plain").status == 503
    assert stored(config) == before and len(said_in(api, room)) == 1


# --- the folder -----------------------------------------------------------------------------------

def test_bytes_are_where_nobody_else_reads_them(own):
    config, db, api = own
    assert send_file(api, db.room()).status == 200
    folder = os.path.join(os.path.dirname(config), "livechat-files")
    assert os.stat(folder).st_mode & 0o777 == 0o700
    for path in stored(config):
        assert os.stat(os.path.join(folder, path)).st_mode & 0o777 == 0o600
        assert len(path) == 35


def test_the_content_decides_and_not_the_name(api, room):
    message = send_file(api, room, "a.png", content("ok/small-120x90.jpg"), "image/png").json
    assert message["file"]["type"] == "image/jpeg" and message["file"]["name"] == "a.png"
    assert hashlib.sha256(get_file(api, message["attachments"][0]["title_link"], token=room.visitor.token).body
                          ).digest()


def test_the_form_may_come_in_any_order(api, room):
    body, headers = form("a.txt", b"text", "text/plain", after=[("description", "after"), ("msg", "Hello")])
    answer = api.request("POST", f"upload/{room.id}", data=body,
                         headers={**headers, "X-Visitor-Token": room.visitor.token})
    assert answer.status == 200 and answer.json["msg"] == "Hello"
    assert answer.json["attachments"][0]["description"] == "after"
