# SPDX-License-Identifier: MIT
"""The file in which all processes count the rate limits: nobody washes counts out of it, a damaged one is
replaced while processes use it, and what guards passwords and mailboxes is refused without it."""

import os
import shutil
import struct
import tempfile

import pytest

from harness.checks import wait_for
from harness.data import new_id
from harness.faults import (
    OneProcess, check_unavailable, check_works, db, fresh, option_file, own, same_process, server)
from harness.site import LighttpdCgi

REFUSED = "rate limits cannot be counted"


@pytest.fixture(autouse=True)
def readable(server, option_file):
    own(option_file)
    os.chmod(server.folder, 0o755)


@pytest.fixture
def put(db):
    """put(Name=value, ...) changes settings for this test; processes started later use them at once."""
    def put(**settings):
        for name, value in settings.items():
            db.write_setting(name, value)
    yield put
    db.execute("DELETE FROM settings")
    db.lift_limits()
    db.write_setting("trusted_proxies", "127.0.0.1")


def log_in(api, name, password="wrong"):
    return api.post("/api/v1/login", username=name, password=password)


def places(path):
    """Returns how many places of the file are in use."""
    with open(path, "rb") as file:
        file.seek(64)
        return sum(key != 0 for key, _ in struct.iter_unpack("=Qq", file.read()))


def guarded(api, room):
    """What tries passwords or sends mail."""
    return {
        "login": lambda: log_in(api, "lisa"),
        "offline.message": lambda: api.post("offline.message", name="A", email="a@example.com", message="x"),
        "transcript": lambda: api.post("transcript", token=room.visitor.token, rid=room.id,
                                       email="a@example.com")}


# --- nothing is washed out ---------------------------------------------------------------------

def test_made_up_names_take_no_places(fresh, put):
    """A network that has used up its logins is refused before its names are looked at, so it cannot fill the
    file with them."""
    put(Livechat_limit_login_per_5_minutes="1")
    site = fresh("names")
    for _ in range(10):
        assert log_in(site.client, new_id()).status == 401
    while log_in(site.client, new_id()).status != 429:  # Slow machines gain another one.
        pass
    before = places(site.limits)
    answers = [log_in(site.client, new_id()).status for _ in range(200)]
    assert places(site.limits) <= before + answers.count(401)
    assert answers.count(429) >= 190


def test_a_refused_name_does_not_charge_the_network(fresh, put):
    put(Livechat_limit_login_per_5_minutes="2")
    site = fresh("name")
    assert [log_in(site.client, "lisa").status for _ in range(30)].count(401) < 10
    assert log_in(site.client, new_id()).status == 401


# --- files that are damaged or unusable --------------------------------------------------------

@pytest.mark.parametrize("size", [0, 100, 300000])
def test_a_truncated_file_ends_no_process(fresh, put, db, size):
    """Whoever truncates it, or a full disk: the processes go on with a new file."""
    put(Livechat_limit_send_burst="3", Livechat_limit_send_per_minute="1")
    site = fresh(f"truncated-{size}")
    pid = site.pid
    rooms = [db.room() for _ in range(40)]  # Their places are in all parts of the file.

    def send(room):
        return site.client.post("message", token=room.visitor.token, rid=room.id, msg="x").status
    assert {send(room) for room in rooms} == {200}
    os.truncate(site.limits, size)
    for room in rooms:
        assert send(room) == 200
        assert log_in(site.client, new_id()).status == 401
    assert site.pid == pid and site.processes[0].alive()
    assert os.path.getsize(site.limits) > 300000
    assert [send(rooms[0]) for _ in range(5)].count(429) >= 2


@pytest.mark.parametrize("what", ["garbage", "short"])
def test_a_file_that_is_something_else_is_replaced(fresh, db, folder, what):
    home = tempfile.mkdtemp(dir=folder)
    own(home, 0o755)
    path = os.path.join(home, "limits")
    with open(path, "wb") as file:
        file.write(os.urandom(1000) if what == "garbage" else b"")
    own(path)
    site = fresh(f"limits-{what}", env={"LIVECHAT_LIMITS": path})
    assert log_in(site.client, "nobody").status == 401
    assert REFUSED not in site.log()


def unusable(folder, what):
    """Returns the path of a limits file that must not be used."""
    home = tempfile.mkdtemp(dir=folder)
    own(home, 0o755)
    path = os.path.join(home, "livechat.limits")
    if what == "folder":
        os.mkdir(path)
    elif what == "link":
        os.symlink("/etc/passwd", path)
    elif what == "open":
        with open(path, "wb"):
            pass
        own(path, 0o666)
    elif what == "shared":
        os.chmod(home, 0o1777)
    return path


def check_refused(site, room, agent):
    for name, request in guarded(site.client, room).items():
        for _ in range(3):
            check_unavailable(request(), name)
    check_unavailable(log_in(site.client, agent.username, "right horse"))
    # All else works, counted by each process alone.
    check_works(site, room)
    answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
    assert answer.status == 200 and "X-RateLimit-Remaining" in answer.headers
    return [line for line in site.log().split("\n") if REFUSED in line]


@pytest.fixture
def agent(db):
    agent = db.agent()
    return db.set_password(agent, "right horse")


@pytest.mark.parametrize("what, words", [
    ("folder", "Is a directory"), ("link", "symbolic link"), ("open", "0600"), ("shared", "everybody may write")])
def test_without_a_usable_file_no_password_is_tried_and_no_mail_sent(
        fresh, put, room, folder, agent, what, words):
    """Each process alone would allow what all may."""
    put(Livechat_enable_transcript="true")
    path = unusable(folder, what)
    site = fresh(f"unusable-{what}", env={"LIVECHAT_LIMITS": path})
    lines = check_refused(site, room, agent)
    assert len(lines) == 1 and path in lines[0] and words in lines[0] and "LIVECHAT_LIMITS" in lines[0], lines
    assert what != "link" or os.path.islink(path)


@pytest.mark.parametrize("what", ["folder", "link", "open", "shared"])
def test_plain_cgi_without_a_usable_file(fresh, put, room, folder, agent, option_file, what):
    """Each request is another process, so counting alone would be no limit at all."""
    put(Livechat_enable_transcript="true")
    path = unusable(folder, what)
    config = os.path.join(os.path.dirname(path), "livechat.cnf")
    shutil.copyfile(option_file, config)
    own(config)
    site = fresh(f"cgi-{what}", kind=LighttpdCgi, config=config, env={"LIVECHAT_LIMITS": path})
    for line in check_refused(site, room, agent):
        assert path in line and "LIVECHAT_LIMITS" in line
    assert not os.path.isfile(path) or os.path.getsize(path) == 0 or what == "link"


def test_a_file_that_becomes_usable_is_used_without_a_restart(fresh, folder, agent):
    path = os.path.join(unusable(folder, "missing"), "limits")
    site = fresh("mended", env={"LIVECHAT_LIMITS": path})
    check_unavailable(log_in(site.client, agent.username, "right horse"))
    os.mkdir(os.path.dirname(path))
    own(os.path.dirname(path), 0o700)
    wait_for(lambda: log_in(site.client, agent.username, "right horse").status == 200)
    assert os.path.exists(path)
