# SPDX-License-Identifier: MIT
"""An option file or limits file that is missing, unreadable or invalid: one line in the log says what to do,
and requests succeed again as soon as it is corrected."""

import os

import pytest

from harness.faults import (
    OneProcess, Watch, check_all_down, check_unavailable, check_works, db, drop_connections,
    option_file, options, own, same_process, server, site, write)


def test_option_file_missing(site, server, room):
    os.rename(site.config, site.config + ".away")
    try:
        drop_connections(server)
        check_all_down(site, room, words=[site.config, "No such file", "[livechat]", "LIVECHAT_CONFIG"])
    finally:
        os.rename(site.config + ".away", site.config)
    check_works(site, room)


def test_option_file_unreadable(site, server, room):
    own(site.config, 0o000)
    if os.getuid() == 0:
        os.chown(site.config, 0, 0)
    try:
        drop_connections(server)
        watch = Watch(site)
        for _ in range(3):
            check_unavailable(site.client.get("room", token=room.visitor.token))
        for line in watch.errors():
            assert site.config in line and "chmod 600" in line, line
    finally:
        own(site.config)
    check_works(site, room)


def test_option_file_open_to_everybody(site, server, room):
    """The client library would ignore such a file without a message."""
    own(site.config, 0o666)
    try:
        drop_connections(server)
        check_unavailable(site.client.get("room", token=room.visitor.token))
    finally:
        own(site.config)
    check_works(site, room)


@pytest.mark.parametrize("content", ["", "[livechat]\n", "\0[garbage\n"])
def test_option_file_with_invalid_content(site, server, room, content):
    with open(site.config) as file:
        good = file.read()
    write(site.config, content)
    try:
        drop_connections(server)
        check_unavailable(site.client.get("room", token=room.visitor.token))
    finally:
        write(site.config, good)
    check_works(site, room)


@pytest.fixture
def fresh(folder, option_file, db):
    """A function that starts a site in the current state, for messages that are logged only once."""
    started = []

    def start(name, kind=OneProcess, **options):
        site = kind(name, folder, option_file, **options)
        started.append(site)
        return site
    yield start
    for site in started:
        site.stop()


@pytest.mark.parametrize("what, mode, words", [
    ("unreadable", 0o000, ["cannot be read", "chmod 600"]),
    ("open", 0o666, ["everybody may write", "chmod 600"])])
def test_the_log_explains_an_option_file(fresh, server, room, option_file, what, mode, words):
    """A process that reads the file for the first time logs this line."""
    site = fresh(what)
    check_works(site, room)
    if mode == 0 and os.getuid() == 0:
        os.chown(option_file, 0, 0)
        os.chmod(option_file, 0)
    else:
        os.chmod(option_file, mode)
    try:
        drop_connections(server)
        check_all_down(site, room, words=[option_file, *words])
    finally:
        own(option_file)
    check_works(site, room)


def test_started_before_everything(fresh, server, room, option_file):
    """After a boot the programs may start before the database."""
    server.process.stop()
    try:
        site = fresh("boot")
        check_unavailable(site.client.get("room", token=room.visitor.token))
    finally:
        server.start()
    check_works(site, room)


def test_limits_file_that_cannot_be_opened(fresh, room, folder):
    """Each process counts alone, and the log says so."""
    closed = os.path.join(folder, "closed")
    os.makedirs(closed, mode=0o500)
    target = closed if os.getuid() == 0 else closed + "/x"
    site = fresh("limitless", env={"LIVECHAT_LIMITS": os.path.join(target, "limits")})
    check_works(site, room)
    lines = [line for line in site.log().split("\n") if "rate limits" in line]
    assert len(lines) == 1, lines
    assert target in lines[0] and "LIVECHAT_LIMITS" in lines[0]
    answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
    assert answer.status == 200 and "X-RateLimit-Remaining" in answer.headers


@pytest.mark.parametrize("what", ["folder", "garbage", "short", "link"])
def test_limits_file_that_is_something_else(fresh, room, folder, what):
    path = os.path.join(folder, f"limits-{what}")
    if what == "folder":
        os.mkdir(path)
    elif what == "link":
        os.symlink("/etc/passwd", path)
    else:
        with open(path, "wb") as file:
            file.write(os.urandom(1000) if what == "garbage" else b"")
        own(path)
    os.chmod(folder, 0o777)  # The program may replace its own file.
    try:
        site = fresh(f"limits-{what}-site", env={"LIVECHAT_LIMITS": path})
        check_works(site, room)
        answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
        assert "X-RateLimit-Remaining" in answer.headers
        assert what != "link" or os.path.islink(path)
    finally:
        os.chmod(folder, 0o755)
