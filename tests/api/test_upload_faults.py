# SPDX-License-Identifier: MIT
"""Bad moments for a file: the program is killed between any two steps, the disk is full, the connection to the database is
cut, the room is closed meanwhile. There is never a message without its bytes, and nothing is left over after a sweep."""

import contextlib
import itertools
import json
import os
import subprocess
import threading
import time

import pytest

import servers
from harness.account import compiled
from harness.checks import wait_for
from harness.client import parse
from harness.data import new_id, without_limits
from harness.forms import content, form

PICTURE = content("ok/cmyk-640x480.jpg")


class Place:
    """A database and a folder of files, without a web server."""

    def __init__(self, folder, config):
        self.folder, self.config, self.db = folder, config, without_limits(config, settings_age_s=0)
        self.files = os.path.join(folder, "livechat-files")

    def send(self, room, _id, data=PICTURE, name="a.jpg", **variables):
        """Sends a file through a CGI program; returns the answer, or None if the program was killed."""
        body, headers = form(name, data, fields=[("_id", _id)])
        env = {"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)),
               "REQUEST_URI": f"/api/v1/livechat/upload/{room.id}", "CONTENT_TYPE": headers["Content-Type"],
               "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_X_VISITOR_TOKEN": room.visitor.token,
               "LIVECHAT_CONFIG": self.config, "LIVECHAT_LIMITS": os.path.join(self.folder, "limits"), **variables}
        done = subprocess.run([os.path.join(servers.CGI_BIN, "livechat.fcgi")], input=body, env=env, capture_output=True,
                              timeout=60, check=False)
        assert b"Sanitizer" not in done.stderr, done.stderr
        if not done.stdout:
            assert done.returncode == -9, done
            return None
        return parse(done.stdout.replace(b"Status: ", b"HTTP/1.1 ", 1))

    def message_is_whole(self, _id):
        """Whether there is a message; its files then have their bytes."""
        if not self.db.value("SELECT COUNT(*) FROM messages WHERE id = %s", _id):
            return False
        rows = self.db.rows("SELECT path, size FROM uploads WHERE message_id = %s AND expires_at IS NULL", _id)
        assert len(rows) == 2
        for row in rows:
            assert os.stat(os.path.join(self.files, row["path"])).st_size == row["size"]
        return True

    def is_tidy(self):
        """After a sweep, when all that was left over is old."""
        for at, _, names in os.walk(self.files):
            for name in names:
                os.utime(os.path.join(at, name), (1, 1))
        servers.admin(self.config, "files", "sweep")
        checked = servers.admin(self.config, "files", "check", check=False)
        assert checked.returncode == 0, checked.stdout
        here = {os.path.relpath(os.path.join(at, name), self.files) for at, _, names in os.walk(self.files)
                for name in names} - {"mark"}
        return here == {row["path"] for row in self.db.rows("SELECT path FROM uploads")}


@pytest.fixture(scope="module")
def place(folder, new_database):
    home = os.path.join(folder, "faults")
    os.makedirs(home, exist_ok=True)
    config = os.path.join(home, "livechat.cnf")
    os.link(new_database("upload_faults"), config)
    return Place(home, config)


@pytest.fixture(scope="module")
def preload(folder):
    return {"LD_PRELOAD": compiled(folder, "fault_at"), "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}


@pytest.mark.parametrize("function", ["write", "fsync", "linkat", "mysql_real_query", "mysql_stmt_execute"])
def test_killed_between_any_two_steps(place, preload, function):
    hit = 0
    for count in itertools.count(1):
        room, _id = place.db.room(), new_id()
        answer = place.send(room, _id, FAULT="kill", FAULT_AT=function, FAULT_COUNT=str(count), **preload)
        place.message_is_whole(_id)
        again = place.send(room, _id)
        assert again.status == 200 and again.json["_id"] == _id, again
        assert place.message_is_whole(_id)
        assert place.db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id) == 1
        hit += answer is None
        if answer and answer.status == 200 and count > hit + 3:
            break
    assert hit > 0 and place.is_tidy()


@pytest.mark.parametrize("function", ["write", "fsync", "linkat"])
def test_a_full_disk(place, preload, function):
    """At the first step that fails nothing is stored; where only the thumbnail finds no room, the picture goes without."""
    refused = 0
    for count in range(1, 10):
        room, _id = place.db.room(), new_id()
        answer = place.send(room, _id, FAULT="full", FAULT_AT=function, FAULT_COUNT=str(count), **preload)
        if answer.status == 200:
            continue
        refused += 1
        assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
        assert answer.json["errorType"] == "error-no-space"
        assert not place.db.value("SELECT COUNT(*) FROM uploads WHERE rid = %s", room.id)
        assert place.send(room, _id).status == 200
    assert refused > 0 and place.is_tidy()


def has_draft(pid):
    for fd in os.listdir(f"/proc/{pid}/fd"):
        # Meanwhile it may have been closed.
        with contextlib.suppress(FileNotFoundError):
            if "livechat-files" in os.readlink(f"/proc/{pid}/fd/{fd}"):
                return True
    return False


def test_a_room_that_is_closed_while_its_file_comes_in(place, folder):
    room, _id = place.db.room(), new_id()
    body, headers = form("a.jpg", PICTURE, fields=[("_id", _id)])
    env = {"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)),
           "REQUEST_URI": f"/api/v1/livechat/upload/{room.id}", "CONTENT_TYPE": headers["Content-Type"],
           "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_X_VISITOR_TOKEN": room.visitor.token,
           "LIVECHAT_CONFIG": place.config, "LIVECHAT_LIMITS": os.path.join(place.folder, "limits")}
    with subprocess.Popen([os.path.join(servers.CGI_BIN, "livechat.fcgi")], stdin=subprocess.PIPE, env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
        program.stdin.write(body[:5000])
        program.stdin.flush()
        # Its draft has a file descriptor of its own, and no name.
        wait_for(lambda: has_draft(program.pid))
        place.db.execute("UPDATE rooms SET is_open = 0, closed_at = ts WHERE id = %s", room.id)
        program.stdin.write(body[5000:])
        program.stdin.close()
        answer = parse(program.stdout.read().replace(b"Status: ", b"HTTP/1.1 ", 1))
    assert answer.status == 403 and not place.message_is_whole(_id)
    assert not place.db.value("SELECT COUNT(*) FROM uploads WHERE rid = %s", room.id) and place.is_tidy()


def test_several_at_once_with_one_id_are_one_message(place):
    room, _id = place.db.room(), new_id()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(place.send(room, _id))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Of plain CGI only so many take files at a time; those that were refused come again.
    answers = [answer if answer.status == 200 else place.send(room, _id) for answer in answers]
    assert [answer.status for answer in answers] == [200] * 4
    assert len({json.dumps(answer.json["file"]) for answer in answers}) == 1
    assert place.message_is_whole(_id) and place.is_tidy()


def test_a_connection_that_is_cut_while_a_file_is_stored(place):
    """All connections of the program are cut again and again, its commits among them."""
    stop, own = threading.Event(), place.db.value("SELECT CONNECTION_ID()")
    db = without_limits(place.config)

    def cut():
        while not stop.is_set():
            for row in db.rows("SELECT id FROM information_schema.processlist WHERE id NOT IN (CONNECTION_ID(), %s)", own):
                try:
                    db.execute("KILL %s", row["id"])
                except Exception:  # It has ended.
                    pass
    for number in range(20):
        room, _id = place.db.room(), new_id()
        stop.clear()
        cutter = threading.Thread(target=cut)
        cutter.start()
        try:
            place.send(room, _id)
        finally:
            stop.set()
            cutter.join()
        place.message_is_whole(_id)
        until = time.monotonic() + 30
        while (answer := place.send(room, _id)).status != 200:
            assert answer.status == 503 and time.monotonic() < until, (number, answer)
        assert place.message_is_whole(_id)
    assert place.is_tidy()


def test_a_scanner_may_take_longer_than_the_database(place, folder):
    scanner = os.path.join(folder, "slow-scanner")
    servers.write_file(scanner, "#!/bin/sh\ncat >/dev/null\nsleep 2\n")
    os.chmod(scanner, 0o755)
    with open(place.config) as file:
        before = file.read()
    # Its mode stays: nobody else may read it.
    with open(place.config, "w") as file:
        file.write(f"{before}\nscan-command = {scanner}\n")
    try:
        answer = place.send(place.db.room(), new_id(), LIVECHAT_DATABASE_TIMEOUT="1")
    finally:
        with open(place.config, "w") as file:
            file.write(before)
    assert answer.status == 200, answer
