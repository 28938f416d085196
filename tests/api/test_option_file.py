# SPDX-License-Identifier: MIT
"""An option file that is missing, unreadable or invalid: one line in the log says what to do,
and requests succeed again as soon as it is corrected."""

import os

import pytest

from harness.faults import (
    Watch, check_all_down, check_unavailable, check_works, db, drop_connections, fresh, option_file,
    options, own, same_process, server, site, write)


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
