# SPDX-License-Identifier: MIT
"""Servers and processes that tests break on purpose, and checks for the time while they are broken and
afterwards. The fixtures are for the files that import them."""

import contextlib
import os
import shutil
import signal
import tempfile
import time

import pytest

import servers
from harness.checks import wait_for
from harness.data import Data, User, new_id
from harness.site import SpawnFcgi

UNAVAILABLE = {"success": False, "errorType": "error-service-unavailable",
               "error": "The chat service is temporarily unavailable [error-service-unavailable]"}
TABLES_OLDER = {
    "success": False, "errorType": "error-service-unavailable", "details": {"reason": "tables-older"},
    "error": "The tables of the database are older than the program: whoever looks after it opens .../livechat/setup in a "
             "browser, or runs livechat-admin migrate [error-service-unavailable]"}
NOBODY = 65534
GIVES_UP_S = 20  # Clients wait at least this long for an answer.


# --- what is broken here -----------------------------------------------------------------------

@pytest.fixture(scope="module")
def server(folder):
    """A database server of the test file, which records what it commits."""
    home = tempfile.mkdtemp(prefix="faults", dir=folder)
    with servers.database(home, [
            "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=2",
            "--performance-schema=OFF"]) as database:
        yield database


@pytest.fixture(scope="module")
def option_file(server):
    """The option file of the programs under test."""
    path = os.path.join(server.folder, "faults.cnf")
    server.add_database("faults", path, user="faults")
    servers.admin(path, "migrate")
    return path


@pytest.fixture(scope="module")
def db(server, option_file):
    """Rows, through an account that is not affected by the failures."""
    path = os.path.join(server.folder, "tester.cnf")
    server.add_database("faults", path, user="tester")
    server.sql("GRANT ALL ON *.* TO 'tester'@'localhost'")
    data = Reconnecting(path)
    data.lift_limits()
    data.execute("REPLACE INTO settings (name, value) VALUES ('trusted_proxies', '127.0.0.1')")
    return data


class Reconnecting(Data):
    """Data that reconnects after a restart of the server."""

    def rows(self, sql, *args):
        self.connection.ping(reconnect=True)
        return super().rows(sql, *args)

    def execute(self, sql, *args):
        self.connection.ping(reconnect=True)
        return super().execute(sql, *args)


class OneProcess(SpawnFcgi):
    """One process without anything that would restart it, under an account that is not root, so that file
    permissions apply to it."""

    def start(self):
        for folder in (self.folder, os.path.dirname(self.folder)):
            os.chmod(folder, 0o755)
        own(self.folder, 0o755)  # The limits file is made there.
        self.binary = self.path("livechat.fcgi")
        shutil.copy(os.path.join(servers.CGI_BIN, "livechat.fcgi"), self.binary)
        super().start()

    def program(self):
        if os.getuid() != 0:
            return [self.binary]
        return ["/usr/bin/setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                "--pdeathsig=TERM", self.binary]

    @property
    def pid(self):
        return self.processes[0].pid


@pytest.fixture(scope="module")
def site(server, option_file, db):
    own(option_file)
    os.chmod(os.path.dirname(server.folder), 0o755)
    site = OneProcess("faults", server.folder, option_file)
    yield site
    site.stop()
    assert not site.sanitizer_reports()


@pytest.fixture
def fresh(folder, option_file, db):
    """A function that starts a site in the current state, for messages that are logged only once."""
    started = []

    def start(name, kind=OneProcess, config=option_file, **options):
        site = kind(name, folder, config, **options)
        started.append(site)
        return site
    yield start
    for site in started:
        site.stop()


@pytest.fixture(autouse=True)
def same_process(request):
    """Checks that no test has ended the site's process; each test begins with a new connection."""
    site = request.getfixturevalue("site") if "site" in request.fixturenames else None
    if site:
        drop_connections(request.getfixturevalue("server"))
    yield
    if site:
        assert site.processes[0].alive(), site.log()[-2000:]


def own(path, mode=0o600):
    """Gives a file to the account that runs the programs."""
    os.chmod(path, mode)
    if os.getuid() == 0:
        os.chown(path, NOBODY, NOBODY)


class Watch:
    """The lines that the programs log from now on."""

    def __init__(self, site):
        self.site = site
        self.begin = len(site.log())

    def errors(self):
        return [line for line in self.site.log()[self.begin:].split("\n")
                if " error: " in line or " fatal: " in line]


def requests(api, room, agent):
    """Returns one request of each kind that needs the database, by name."""
    who = {"token": room.visitor.token, "rid": room.id}
    return {
        "send": lambda: api.post("message", **who, msg="x"),
        "send with an id": lambda: api.post("message", **who, msg="x", _id=new_id()),
        "read": lambda: api.get("message/abc", **who),
        "edit": lambda: api.put("message/abc", **who, msg="x"),
        "delete": lambda: api.delete("message/abc", **who),
        "delete by id": lambda: api.delete(f"message/{new_id()}"),
        "batch": lambda: api.post("messages", user=agent, visitor={"token": room.visitor.token},
                                  messages=[{"msg": "x"}]),
        "list": lambda: api.get(f"messages/{room.id}", user=agent),
        "history": lambda: api.get(f"messages.history/{room.id}", token=room.visitor.token),
        "offline message": lambda: offline_message(api),
        "register": lambda: api.post("visitor", visitor={"token": new_id()}),
        "visitor": lambda: api.get(f"visitor/{room.visitor.token}"),
        "room": lambda: api.get("room", token=room.visitor.token),
        "close": lambda: api.post("room.close", **who),
        "answer": lambda: api.post("/api/v1/chat.sendMessage", user=agent, message={
            "rid": room.id, "msg": "x"}),
        "queue": lambda: api.get("inquiries.queuedForUser", user=agent),
    }


def offline_message(api):
    """Leaves an offline message, from another network each time, so that the rate limit does not refuse
    it."""
    network = ".".join(str(part) for part in os.urandom(3))
    return api.request("POST", "offline.message", headers={"X-Forwarded-For": f"{network}.1"},
                       json={"name": "A", "email": "a@example.com", "message": "x"})


def check_unavailable(answer, name=None, says=UNAVAILABLE):
    assert (answer.status, answer.json) == (503, says), (name, answer)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def stop_all_threads(pid):
    """Stops a process. Each of its threads stops when it is next scheduled, which may be after the signal was
    sent, so this returns when the last one has."""
    def states():
        for thread in os.listdir(f"/proc/{pid}/task"):
            # A thread may end between the two calls.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError), \
                    open(f"/proc/{pid}/task/{thread}/stat") as file:
                yield file.read().rpartition(")")[2].split()[0]
    os.kill(pid, signal.SIGSTOP)
    wait_for(lambda: set(states()) == {"T"})


def drop_connections(server, user="faults"):
    """Ends all connections as a restart of the server does: a process that connects again meets the new
    state."""
    for number in server.sql(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'").split():
        with contextlib.suppress(servers.Failure):
            server.sql(f"KILL {number}")


def check_all_down(site, room, *, words, says=UNAVAILABLE, agent=User(new_id(), "agent", "token")):
    """Every kind of request is answered 503 with Retry-After before a client gives up, and one line in the
    log says what to do."""
    watch = Watch(site)
    for name, request in requests(site.client, room, agent).items():
        begin = time.monotonic()
        check_unavailable(request(), name, says)
        assert time.monotonic() - begin < GIVES_UP_S, name
    lines = watch.errors()
    assert len(lines) == 1, lines
    for word in words:
        assert word in lines[0], (word, lines[0])
    return lines[0]


def check_works(site, room):
    """Soon all requests succeed, and they keep succeeding."""
    wait_for(lambda: send(site, room).status == 200)
    check_still_works(site, room)


def check_still_works(site, room):
    """All requests succeed at once."""
    for _ in range(5):
        answer = send(site, room)
        assert answer.status == 200, answer


def send(site, room):
    return site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")


@contextlib.contextmanager
def options(site, server, **changes):
    """Replaces lines of the option file, and makes the process open a new connection."""
    with open(site.config) as file:
        good = file.read()
    lines = dict(line.split(" = ", 1) for line in good.split("\n") if " = " in line)
    lines.update(changes)
    try:
        write(site.config, "[livechat]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items()))
        drop_connections(server)
        yield
    finally:
        write(site.config, good)


def write(path, text):
    servers.write_file(path, text, mode=0o600)
    own(path)
