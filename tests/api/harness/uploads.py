# SPDX-License-Identifier: MIT
"""A site for tests of files: `own` is its option file, its database and a client of its CGI programs, `api` a client of
processes that serve several requests. Each file of tests that imports the fixtures has a site of its own."""

import os
import time

import pytest

import servers
from harness.data import without_limits


@pytest.fixture(scope="module")
def own(request, new_database, new_site, folder):
    """A site with a database and a folder of files that no other test uses."""
    name = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    config = new_database(name)
    own = os.path.join(folder, name, "livechat.cnf")
    os.link(config, own)
    return own, without_limits(own, settings_age_s=0), new_site("lighttpd-cgi", own, label=f"{name}-cgi").client


@pytest.fixture(scope="module")
def db(own):
    return own[1]


@pytest.fixture(scope="module")
def api(request, own, new_site):
    """Processes that serve several requests; .set() of `own` takes a second to reach them."""
    return new_site("lighttpd", own[0], label=f"{request.module.__name__}-fcgi").client


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
