# SPDX-License-Identifier: MIT
"""Files that visitors and agents send: what becomes of them, what the messages say, and who gets them."""

import base64
import hashlib
import json
import os
import re
import time

import pytest

import servers
from harness.checks import result
from harness.data import new_id, now_ms, without_limits
from harness.forms import FILES, content, form, get_file, send_agent_file, send_file
from harness.messages import delete

MEMBERS = ["_id", "rid", "msg", "token", "groupable", "file", "files", "attachments", "alias", "ts", "u", "_updatedAt",
           "urls", "mentions", "channels", "newRoom", "showConnecting", "success"]
OF_AGENT = ["_id", "rid", "ts", "msg", "groupable", "file", "files", "attachments", "u", "_updatedAt", "urls", "mentions",
            "channels"]
ATTACHMENT = ["title", "title_link", "title_link_download", "image_dimensions", "image_preview", "image_url",
              "image_type", "image_size", "type"]


def refused(code, text):
    return {"success": False, "error": f"{text} [{code}]", "errorType": code, "reason": code}


def said_in(api, room):
    """Returns what the visitor reads in the room, without what the server says."""
    return [m for m in api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
            if "t" not in m]


def stored(config):
    """Returns the paths of the files in the folder of this option file."""
    folder = os.path.join(os.path.dirname(config), "livechat-files")
    return {os.path.join(os.path.relpath(at, folder), name) for at, _, names in os.walk(folder) for name in names
            if name != "mark"}


@pytest.fixture(scope="module")
def own(new_database, new_site, folder):
    """A site with a database and a folder of files that no other test uses."""
    os.makedirs(os.path.join(folder, "uploads"), exist_ok=True)
    config = new_database("uploads")
    own = os.path.join(folder, "uploads", "livechat.cnf")
    os.link(config, own)
    return own, without_limits(own, settings_age_s=0), new_site("lighttpd-cgi", own, label="uploads").client


@pytest.fixture(scope="module")
def db(own):
    return own[1]


@pytest.fixture(scope="module")
def api(own, new_site):
    """Processes that serve several requests; .set() of `own` takes a second to reach them."""
    return new_site("lighttpd", own[0], label="uploads-fcgi").client


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


# --- what goes ------------------------------------------------------------------------------------

def paths_of(db, room):
    return {text(row["path"]) for row in db.rows("SELECT path FROM uploads WHERE rid = %s", room.id)}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def gone(config, db, room, paths):
    """Waits until they are: a process may just be removing them after its reply."""
    until = time.monotonic() + 30
    while paths & stored(config) or paths_of(db, room):
        if time.monotonic() > until:
            return False
        servers.admin(config, "jobs", "run")
        time.sleep(0.05)
    return True


def test_a_deleted_message_takes_its_file_along(own):
    config, db, api = own
    room = db.room()
    message = send_file(api, room).json
    paths = paths_of(db, room)
    assert len(paths) == 2 and paths <= stored(config)
    assert delete(api, room, message["_id"]).status == 200
    assert get_file(api, message["attachments"][0]["title_link"], token=room.visitor.token).status == 404
    assert gone(config, db, room, paths)


def test_a_deleted_message_that_is_kept_keeps_its_file_for_users(own):
    config, db, api = own
    agent = db.agent()
    room = db.room(agent=agent)
    message = send_file(api, room).json
    db.set(Message_KeepHistory="true")
    try:
        assert delete(api, room, message["_id"]).status == 200
    finally:
        db.reset_settings()
    link = message["attachments"][0]["title_link"]
    assert get_file(api, link, token=room.visitor.token).status == 404
    assert get_file(api, link, user=agent).status == 200


@pytest.mark.parametrize("who", ["visitor", "room"])
def test_who_is_erased_takes_their_files_along(own, who):
    config, db, api = own
    room = db.room()
    assert send_file(api, room).status == 200
    paths = paths_of(db, room)
    db.execute("UPDATE rooms SET is_open = 0, closed_at = 1 WHERE id = %s", room.id)
    db.execute("DELETE FROM inquiries WHERE rid = %s", room.id)
    if who == "visitor":
        answer = api.delete(f"visitor/{room.visitor.token}")
    else:
        answer = api.request("POST", "/api/v1/livechat/rooms.delete", user=db.user("admin"), json={"roomId": room.id})
    assert answer.status == 200, answer
    assert gone(config, db, room, paths)


def test_old_files_of_closed_rooms_go_and_their_messages_stay(own):
    config, db, api = own
    room = db.room()
    assert send_file(api, room).status == 200
    paths = paths_of(db, room)
    db.execute("UPDATE rooms SET is_open = 0, closed_at = 1 WHERE id = %s", room.id)
    db.set(FileUpload_Retention_Days="1")
    try:
        servers.admin(config, "files", "sweep")
    finally:
        db.reset_settings()
    assert not paths & stored(config) and not paths_of(db, room)
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id) == 1


def test_bytes_of_no_file_are_swept(own):
    config, db, api = own
    assert send_file(api, db.room()).status == 200
    folder = os.path.join(os.path.dirname(config), "livechat-files")
    old, young = os.path.join(folder, "ab", "ab" + "0" * 30), os.path.join(folder, "ab", "ab" + "1" * 30)
    os.makedirs(os.path.dirname(old), exist_ok=True)
    for path in (old, young):
        with open(path, "wb") as file:
            file.write(b"x")
    os.utime(old, (1, 1))
    checked = servers.admin(config, "files", "check", check=False)
    assert checked.returncode == 1 and "ab/ab" + "0" * 30 in checked.stdout
    servers.admin(config, "files", "sweep")
    assert not os.path.exists(old) and os.path.exists(young)
    os.remove(young)
    assert servers.admin(config, "files", "check").stdout.endswith(" 0 faults.\n")


def test_what_another_database_has_is_not_swept(own):
    config, db, api = own
    assert send_file(api, db.room()).status == 200
    servers.admin(config, "files", "sweep")
    mark = os.path.join(os.path.dirname(config), "livechat-files", "mark")
    before = stored(config)
    with open(mark) as file:
        was = file.read()
    paths = {text(row["path"]) for row in db.rows("SELECT path FROM uploads")}
    for path in paths:
        os.utime(os.path.join(os.path.dirname(mark), path), (1, 1))
    db.execute("CREATE TABLE uploads_kept AS SELECT * FROM uploads")
    db.execute("DELETE FROM uploads")
    try:
        with open(mark, "w") as file:
            file.write("A" * 17)
        said = servers.admin(config, "files", "sweep").stderr
        assert "another database" in said and stored(config) == before
    finally:
        with open(mark, "w") as file:
            file.write(was)
        db.execute("INSERT INTO uploads SELECT * FROM uploads_kept")
        db.execute("DROP TABLE uploads_kept")


@pytest.mark.parametrize("harm, said", [
    (os.remove, "gone"), (lambda path: open(path, "ab").write(b"x"), "more or fewer"),
    (lambda path: open(path, "r+b").write(b"xxx"), "not those")])
def test_check_finds_bytes_that_are_not_as_they_were(own, harm, said):
    config, db, api = own
    room = db.room()
    message = send_file(api, room, "a.txt", b"some text", "text/plain").json
    [path] = paths_of(db, room)
    path = os.path.join(os.path.dirname(config), "livechat-files", path)
    kept = open(path, "rb").read()
    harm(path)
    try:
        checked = servers.admin(config, "files", "check", check=False)
        assert checked.returncode == 1 and message["file"]["_id"] in checked.stdout and said in checked.stdout
        if said != "not those":
            assert get_file(api, message["attachments"][0]["title_link"], token=room.visitor.token).status == 404
    finally:
        with open(path, "wb") as file:
            file.write(kept)
        os.chmod(path, 0o600)


def test_the_total_is_counted(own):
    config, db, api = own
    room = db.room()
    assert send_file(api, room).status == 200
    totals = db.row("SELECT files, bytes FROM upload_totals")
    counted = db.row("SELECT COUNT(*) AS files, SUM(size) AS bytes FROM uploads")
    assert (totals["files"], totals["bytes"]) == (counted["files"], int(counted["bytes"]))
    db.execute("UPDATE upload_totals SET bytes = bytes + 5")
    assert "noted wrongly" in servers.admin(config, "files", "check", check=False).stdout
    assert db.value("SELECT bytes FROM upload_totals") == totals["bytes"]


def test_the_list(own):
    config, db, api = own
    room = db.room()
    message = send_file(api, room, "a.txt", b"some text", "text/plain").json
    listed = json.loads(servers.admin(config, "files", "list", "--room", room.id, "--json").stdout)
    assert [(row["_id"], row["name"], row["type"], row["size"], row["message"]) for row in listed] == [
        (message["file"]["_id"], "a.txt", "text/plain", 9, message["_id"])]


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


# --- links -----------------------------------------------------------------------------------------

def test_a_link_in_a_message_that_is_read_alone_needs_no_login(own):
    config, db, api = own
    room = db.room()
    sent = send_file(api, room).json
    db.set(Site_Url="https://chat.example.com/")
    try:
        link = api.get(f"message/{sent['_id']}", token=room.visitor.token, rid=room.id).json[
            "message"]["fileUpload"]["publicFilePath"]
    finally:
        db.reset_settings()
    path, _, token = link.removeprefix("https://chat.example.com").partition("?token=")
    assert path == sent["attachments"][0]["title_link"]
    head, claims, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256", "typ": "JWT"}
    assert told["aud"] == "RocketChat" and told["context"] == {
        "rid": room.id, "userId": "", "fileId": sent["file"]["_id"]}
    assert 3600 < told["exp"] - now_ms() / 1000 <= 7200
    assert get_file(api, path, query={"token": token}).status == 200
    assert get_file(api, path).status == 404
    other = send_file(api, room, "a.txt", b"text", "text/plain").json["attachments"][0]["title_link"]
    forged = json.dumps({**told, "context": {**told["context"], "fileId": other.split("/")[2]}})
    forged = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    for wrong in (token[:-2] + "AA", f"{head}.{forged}.{signature}", f"{head}.{claims}.", "a.b.c"):
        assert get_file(api, path, query={"token": wrong}).status == 404
        assert get_file(api, other, query={"token": wrong}).status == 404
    assert get_file(api, other, query={"token": token}).status == 404
    db.set(FileUpload_json_web_token_secret_for_files="another")
    try:
        assert get_file(api, path, query={"token": token}).status == 404
    finally:
        db.reset_settings()


def test_links_that_work_for_ever(own):
    config, db, api = own
    room = db.room()
    send_file(api, room)
    db.set(FileUpload_Link_Token="true")
    try:
        message = send_file(api, room).json
    finally:
        db.reset_settings()
    [attachment] = message["attachments"]
    for link in (attachment["title_link"], attachment["image_url"]):
        path, _, token = link.partition("?token=")
        assert token and get_file(api, link).status == 200 and get_file(api, path).status == 404


def test_files_that_are_not_protected(own):
    config, db, api = own
    room = db.room()
    link = send_file(api, room).json["attachments"][0]["title_link"]
    db.set(FileUpload_ProtectFiles="false")
    try:
        assert get_file(api, link).status == 200
    finally:
        db.reset_settings()
    assert get_file(api, link).status == 404


# --- who gets it ----------------------------------------------------------------------------------

def ways(visitor):
    """The ways in which a visitor shows who they are."""
    return {"header": {"token": visitor.token},
            "cookies": {"headers": {"Cookie": f"rc_room_type=l; rc_token={visitor.token}"}},
            "query": {"query": {"rc_room_type": "l", "rc_token": visitor.token}},
            "token": {"query": {"token": visitor.token}}}


def test_the_table_of_rights(own):
    config, db, api = own
    serving, other, manager = db.agent(), db.agent(), db.manager()
    rooms = [db.room(agent=serving), db.room(agent=serving)]
    stranger = db.room()
    links = [send_file(api, room).json["attachments"][0]["title_link"] for room in rooms]
    for closed in (False, True):
        if closed:
            db.execute("UPDATE rooms SET is_open = 0, closed_at = ts")
        for number, link in enumerate(links):
            for visitor in (*(room.visitor for room in rooms), stranger.visitor):
                for name, way in ways(visitor).items():
                    expected = 200 if visitor is rooms[number].visitor else 404
                    assert get_file(api, link, **way).status == expected, (closed, name)
            for user, expected in ((serving, 200), (other, 403), (manager, 200), (db.user(), 403)):
                assert get_file(api, link, user=user).status == expected
                for way in ({"query": {"rc_uid": user.id, "rc_token": user.token}},
                            {"headers": {"Cookie": f"rc_uid={user.id}; rc_token={user.token}"}}):
                    assert get_file(api, link, **way).status == expected
            assert get_file(api, link).status == 404
            assert get_file(api, f"/file-upload/{new_id()}/x", user=manager).status == 404
    cookies = get_file(api, links[0], **ways(rooms[0].visitor)["cookies"])
    assert cookies.headers["Cross-Origin-Resource-Policy"] == "same-site"
    header = get_file(api, links[0], **ways(rooms[0].visitor)["header"])
    assert header.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert header.headers["Cache-Control"].startswith("private")


# --- what could do harm ---------------------------------------------------------------------------

HOSTILE = sorted(os.listdir(os.path.join(FILES, "hostile")))
HARMLESS = re.compile(r"image/(jpeg|png|gif|webp)$|audio/|video/|application/pdf$|text/plain")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_is_run_by_a_browser(own, name):
    config, db, api = own
    room = db.room()
    answer = send_file(api, room, name, content(f"hostile/{name}"), None)
    assert answer.status in (200, 400), answer
    if answer.status == 400:
        assert answer.json["errorType"] in ("error-type-not-allowed", "file-too-small")
        return
    link = answer.json["attachments"][0]["title_link"]
    for query in ({}, {"contentDisposition": "inline"}):
        got = get_file(api, link, token=room.visitor.token, query=query)
        assert got.status == 200
        media_type = got.headers["Content-Type"]
        if not query or not HARMLESS.match(media_type):
            assert got.headers["Content-Disposition"].startswith("attachment;"), media_type
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not re.search("html|xml|script|css|flash|wasm|multipart", media_type)
