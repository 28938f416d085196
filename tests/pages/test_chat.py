# SPDX-License-Identifier: MIT
"""Two people chat in two browsers through each kind of web server, and go on while the programs and the database
are killed: chat.mjs. This file has what a browser cannot do: it kills and starts processes, and reads the rows."""

import contextlib
import json
import os
import signal

import pytest

import servers
from control import Control
from harness.between import Between
from harness.checks import wait_for
from harness.faults import db, option_file, server  # noqa: F401  (fixtures)
from harness.site import programs

# FastCGI of lighttpd, mod_fcgid of Apache, and plain CGI.
SITES = ("lighttpd", "apache", "lighttpd-cgi")
PASSWORD = "correct horse"


class Way(Between):
    """The way of a site's programs to the database, on which they can be killed when one of them commits."""

    site, kills = None, 0

    def kill(self):
        """Kills all processes that serve, but not the one that starts them: lighttpd knows no other."""
        running = programs(self.site)
        serving = set(running) - {servers.parent(pid) for pid in running}
        assert serving
        for pid in serving:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def cuts_at(self, data):
        if self.kills and b"COMMIT" in data:
            # Another connection may commit meanwhile.
            self.kills = 0
            self.kill()
        return False


class ControlOfWays(Control):
    def __init__(self, server, db, ways):
        super().__init__(db)
        self.server, self.ways = server, ways

    def do_kill_before_commit(self, name, visitor):
        """Kills what serves a site while it stores a message: the row of that visitor's room is locked, so none of
        them can have finished."""
        with self.db.held(self.room(visitor)):
            wait_for(lambda: self.db.waiting(name))
            self.ways[name].kill()

    def do_kill_at_commit(self, name, visitor):
        """Kills what serves a site when it has said that a message is to be kept: it is, and nobody hears of it."""
        with self.db.held(self.room(visitor)):
            wait_for(lambda: self.db.waiting(name))
            self.ways[name].kills = 1
        wait_for(lambda: not self.ways[name].kills)

    def do_kill_database(self):
        self.server.process.popen.kill()
        self.server.process.stop()

    def do_start_database(self):
        self.server.start()


@pytest.fixture(scope="module")
def ways(server, option_file, db, new_site):  # noqa: F811
    """By the name of each kind of server one that runs, and its way to the database, as an account of that name."""
    os.chmod(server.folder, 0o755)  # Apache's programs have an account of their own.
    started = {}
    for name in SITES:
        config = os.path.join(server.folder, f"{name}.cnf")
        server.add_database("faults", config, user=name)
        way = started[name] = Way(os.path.join(server.folder, f"{name}.sock"), server.socket)
        with open(config) as file:
            text = file.read().replace(server.socket, way.path)
        servers.write_file(config, text, mode=0o600)
        way.site = new_site(name, config, label=f"chat-{name}", workers=4)
        servers.admin(option_file, "user", "add", f"agent.{name}", "--role", "agent", typed=PASSWORD + "\n")
    yield started
    for way in started.values():
        way.close()


def test_two_people_chat(server, db, ways, node):  # noqa: F811
    with ControlOfWays(server, db, ways) as control:
        node("chat.mjs", LIVECHAT_CONTROL=control.url, LIVECHAT_PASSWORD=PASSWORD,
             LIVECHAT_SITES=json.dumps({name: way.site.client.url for name, way in ways.items()}))
