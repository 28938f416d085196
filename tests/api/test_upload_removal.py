# SPDX-License-Identifier: MIT
"""Files go with their messages, rooms and visitors, and nothing else does."""

import json
import os

import pytest

import servers
from harness.forms import get_file, send_file
from harness.messages import delete
from harness.uploads import api, db, gone, own, paths_of, stored, text  # noqa: F401


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
