"""Bad days: whatever is wrong with the database or the files, clients get a 503 that says when to
come back, the admin gets a line that says what to do, and all is well again as soon as the cause is
gone, without a restart."""

import concurrent.futures
import contextlib
import os
import shutil
import signal
import socket
import threading
import time

import pymysql
import pytest

import servers
from harness.client import PREFIX
from harness.data import Data, User, new_id
from harness.site import SpawnFcgi

FULL = os.environ.get("FULL") == "1"
UNAVAILABLE = {"success": False, "errorType": "error-service-unavailable",
               "error": "The chat service is temporarily unavailable [error-service-unavailable]"}
NOBODY = 65534


# --- what is broken here -----------------------------------------------------------------------

@pytest.fixture(scope="module")
def server(folder):
    """A MariaDB of this file's own, which writes down what it commits."""
    home = os.path.join(folder, "db2")
    os.makedirs(home)
    database = servers.MariaDB(home, home, [
        "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=2", "--performance-schema=OFF"])
    database.create()
    try:
        database.start()
        yield database
    finally:
        if database.process:
            database.process.stop()


@pytest.fixture(scope="module")
def option_file(server, folder):
    """What the programs under test connect with."""
    path = os.path.join(folder, "faults.cnf")
    server.add_database("faults", path, user="faults")
    servers.admin(path, "migrate")
    return path


@pytest.fixture(scope="module")
def db(server, option_file, folder):
    """Rows, through an account that has nothing to do with the one that fails."""
    path = os.path.join(folder, "tester.cnf")
    server.add_database("faults", path, user="tester")
    server.sql("GRANT ALL ON *.* TO 'tester'@'localhost'")
    data = Reconnecting(path)
    data.lift_limits()
    data.execute("REPLACE INTO settings (name, value) VALUES ('trusted_proxies', '127.0.0.1')")
    return data


class Reconnecting(Data):
    """Data that survives restarts of the server."""

    def rows(self, sql, *args):
        self.connection.ping(reconnect=True)
        return super().rows(sql, *args)

    def execute(self, sql, *args):
        self.connection.ping(reconnect=True)
        return super().execute(sql, *args)


class OneProcess(SpawnFcgi):
    """One process that nobody would start again, under an account that is not root, so that files
    can be out of its reach."""

    def start(self):
        for folder in (self.folder, os.path.dirname(self.folder)):
            os.chmod(folder, 0o755)
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
def site(folder, option_file, db):
    own(option_file)
    site = OneProcess("faults", folder, option_file)
    yield site
    site.stop()
    assert not site.sanitizer_reports()


@pytest.fixture(autouse=True)
def same_process(request):
    """No test of the site may have cost it its process; each begins with a new connection."""
    site = request.getfixturevalue("site") if "site" in request.fixturenames else None
    if site:
        drop_connections(request.getfixturevalue("server"))
    yield
    if site:
        assert site.processes[0].alive(), site.log()[-2000:]


def own(path, mode=0o600):
    """Gives a file to the account of the programs."""
    os.chmod(path, mode)
    if os.getuid() == 0:
        os.chown(path, NOBODY, NOBODY)


@pytest.fixture
def room(db):
    return db.room()


class Watch:
    """What the programs say from now on."""

    def __init__(self, site):
        self.site = site
        self.begin = len(site.log())

    def errors(self):
        return [line for line in self.site.log()[self.begin:].split("\n")
                if " error: " in line or " fatal: " in line]


def requests(api, room, agent):
    """One of each kind that needs the database, by name."""
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
    """From another network each time, so that it is not one too many."""
    network = ".".join(str(part) for part in os.urandom(3))
    return api.request("POST", "offline.message", headers={"X-Forwarded-For": f"{network}.1"},
                       json={"name": "A", "email": "a@example.com", "message": "x"})


def check_unavailable(answer, name=None):
    assert (answer.status, answer.json) == (503, UNAVAILABLE), (name, answer)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def drop_connections(server, user="faults"):
    """As after a restart of the server: who connects again meets what is wrong now."""
    for number in server.sql(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'").split():
        with contextlib.suppress(servers.Failure):
            server.sql(f"KILL {number}")


def wait_for(what, seconds=5):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return found


def check_all_down(site, room, *, words, agent=User(new_id(), "agent", "token")):
    """Every kind of request is told to come back, quickly; one line says what to do."""
    watch = Watch(site)
    for name, request in requests(site.client, room, agent).items():
        begin = time.monotonic()
        check_unavailable(request(), name)
        assert time.monotonic() - begin < 3, name
    lines = watch.errors()
    assert len(lines) == 1, lines
    for word in words:
        assert word in lines[0], (word, lines[0])
    return lines[0]


def check_works(site, room, seconds=5):
    """Soon all is well, and stays so."""
    def works():
        return site.client.post("message", token=room.visitor.token, rid=room.id, msg="x").status == 200
    wait_for(works, seconds)
    for _ in range(5):
        assert works()


# --- the database ------------------------------------------------------------------------------

def test_no_server(site, server, room):
    check_works(site, room)
    server.process.stop()
    try:
        line = check_all_down(site, room, words=["no server listens there", "is it running", "socket="])
        assert site.config in line
        # What needs no database is not kept from anybody.
        assert site.client.request("OPTIONS", PREFIX + "message").status == 204
        assert site.client.get("/api/info").status == 200
        assert site.client.get("/api/v1/livechat/nothing").status == 404
        assert site.client.post("message").json["error"] == (
            "must have required property 'token' [invalid-params]")
    finally:
        server.start()
    check_works(site, room)


@contextlib.contextmanager
def options(site, server, **changes):
    """The option file with other lines, and a connection that has to be made anew."""
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


def test_wrong_password(site, server, room):
    with options(site, server, password="wrong"):
        line = check_all_down(site, room, words=["password are wrong", "user=", "password=", site.config])
        assert "wrong\n" not in line and "= wrong" not in line
    check_works(site, room)


def test_unknown_user(site, server, room):
    with options(site, server, user="nobody_here"):
        drop_connections(server)
        for name, request in requests(site.client, room, User("x", "x", "x")).items():
            check_unavailable(request(), name)
    check_works(site, room)


def test_unknown_database(site, server, room):
    with options(site, server, database="missing"):
        check_all_down(site, room, words=["no such database", "database=", "GRANT"])
    check_works(site, room)


def test_no_database_chosen(site, server, room):
    with options(site, server, database=""):
        check_all_down(site, room, words=["database="])
    check_works(site, room)


def test_host_that_does_not_exist(site, server, room):
    with options(site, server, socket="/nowhere/mariadb.sock"):
        answer = site.client.get("room", token=room.visitor.token)
        check_unavailable(answer)
    check_works(site, room)


def test_empty_database(site, server, room):
    server.sql("CREATE DATABASE bare; GRANT ALL ON bare.* TO 'faults'@'localhost'")
    with options(site, server, database="bare"):
        check_all_down(site, room, words=["schema is version 0", "livechat-admin", "migrate", site.config])
    check_works(site, room)


def test_database_filled_while_we_wait(site, server, room):
    """The installation in the wrong order: first the programs, then the tables."""
    server.sql("CREATE DATABASE late; GRANT ALL ON late.* TO 'faults'@'localhost'")
    with options(site, server, database="late"):
        check_unavailable(site.client.get("room", token=room.visitor.token))
        servers.admin(site.config, "migrate")
        wait_for(lambda: site.client.get("room", token=new_id()).json == {
            "success": False, "error": "invalid-token"})
    drop_connections(server)
    check_works(site, room)


def test_old_schema(site, server, db, room):
    newest = db.value("SELECT MAX(version) FROM schema_version")
    db.execute("UPDATE schema_version SET version = version - %s", newest)
    try:
        drop_connections(server)
        site_log = Watch(site)
        check_unavailable(site.client.get("room", token=room.visitor.token))
        for line in site_log.errors():  # told a minute ago, perhaps, by test_empty_database
            assert "migrate" in line
    finally:
        db.execute("UPDATE schema_version SET version = version + %s", newest)
    check_works(site, room)


def test_newer_schema(site, server, db, room):
    """A later program has migrated; this one goes on until it is replaced."""
    db.execute("INSERT INTO schema_version (version, applied_at) VALUES (1000, 0)")
    try:
        drop_connections(server)
        check_works(site, room)
    finally:
        db.execute("DELETE FROM schema_version WHERE version = 1000")


def test_read_only(site, server, db, room):
    """Reading works on; what writes waits, and is not half done."""
    check_works(site, room)
    _id = db.message(room, "before")
    who = {"token": room.visitor.token, "rid": room.id}
    agent = db.manager()
    unchanged = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    api, watch = site.client, Watch(site)
    server.sql("SET GLOBAL read_only = 1")
    try:
        check_unavailable(api.post("message", **who, msg="x"))
        check_unavailable(api.post("message", **who, msg="x", _id=new_id()))
        check_unavailable(api.put(f"message/{_id}", **who, msg="x"))
        check_unavailable(api.delete(f"message/{_id}", **who))
        check_unavailable(api.post("messages", user=agent, visitor={"token": room.visitor.token},
                                   messages=[{"msg": "x"}]))
        check_unavailable(api.post("visitor", visitor={"token": new_id()}))
        check_unavailable(offline_message(api))
        check_unavailable(api.get("room", token=db_visitor(server, db)))
        assert api.get(f"message/{_id}", **who).json["message"]["msg"] == "before"
        assert api.get(f"messages.history/{room.id}", token=room.visitor.token).status == 200
        assert api.get("room", token=room.visitor.token).status == 200
        assert api.get(f"visitor/{room.visitor.token}").status == 200
    finally:
        server.sql("SET GLOBAL read_only = 0")
    lines = watch.errors()
    assert lines and all("read-only" in line and "host=" in line for line in lines), lines
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == unchanged
    check_works(site, room)


def db_visitor(server, db):
    """A visitor without a room, made although nobody else may write now."""
    server.sql("SET GLOBAL read_only = 0")
    visitor = db.visitor()
    server.sql("SET GLOBAL read_only = 1")
    return visitor.token


def test_no_connection_left_for_the_account(site, server, room, folder):
    check_works(site, room)
    server.sql("ALTER USER 'faults'@'localhost' WITH MAX_USER_CONNECTIONS 1")
    drop_connections(server)
    holder = Data(site.config)
    try:
        check_all_down(site, room, words=["fewer processes", "livechat.fcgi"])
    finally:
        holder.connection.close()
        server.sql("ALTER USER 'faults'@'localhost' WITH MAX_USER_CONNECTIONS 0")
    check_works(site, room)


def test_no_connection_left_at_all(site, server, db, room):
    check_works(site, room)
    before = server.sql("SELECT @@max_connections").strip()
    server.sql("SET GLOBAL max_connections = 10")
    drop_connections(server)
    holders = []
    try:
        with contextlib.suppress(pymysql.err.OperationalError):
            while True:
                holders.append(Data(site.config))
        assert len(holders) >= 8
        check_all_down(site, room, words=["max_connections", "fewer processes"])
    finally:
        for holder in holders:
            holder.connection.close()
        server.sql(f"SET GLOBAL max_connections = {before}")
    check_works(site, room)


def test_privilege_taken_away(site, server, db, room):
    """As hosts do when a quota is full: nothing may be inserted any more."""
    check_works(site, room)
    watch = Watch(site)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    server.sql("REVOKE ALL ON faults.* FROM 'faults'@'localhost';"
               "GRANT SELECT, UPDATE ON faults.* TO 'faults'@'localhost'")
    drop_connections(server)
    try:
        for _ in range(2):
            check_unavailable(site.client.post(
                "message", token=room.visitor.token, rid=room.id, msg="x", _id=new_id()))
        assert site.client.get(f"messages.history/{room.id}", token=room.visitor.token).status == 200
    finally:
        server.sql("GRANT ALL ON faults.* TO 'faults'@'localhost'")
    lines = watch.errors()
    assert len(lines) == 1 and "GRANT" in lines[0] and "quota" in lines[0], lines
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after == before, "half a message: the room was changed without it"
    check_works(site, room)


def test_a_table_is_missing(site, server, db, room):
    check_works(site, room)
    watch = Watch(site)
    db.execute("RENAME TABLE offline_messages TO elsewhere")
    try:
        check_unavailable(offline_message(site.client))
    finally:
        db.execute("RENAME TABLE elsewhere TO offline_messages")
    lines = watch.errors()
    assert len(lines) == 1 and "table is missing" in lines[0] and "migrate" in lines[0], lines
    check_works(site, room)


def test_server_forgets_idle_connections(site, server, db, room):
    """wait_timeout: the next request notices and nobody else does."""
    server.sql("SET GLOBAL wait_timeout = 1")
    drop_connections(server)
    try:
        check_works(site, room)
        watch = Watch(site)
        time.sleep(1.6)
        assert site.client.post("message", token=room.visitor.token, rid=room.id, msg="x").status == 200
        assert watch.errors() == []
    finally:
        server.sql("SET GLOBAL wait_timeout = 28800")


def test_a_table_changes_under_prepared_statements(site, db, room):
    check_works(site, room)
    for number in range(3):
        db.execute(f"ALTER TABLE messages COMMENT 'changed {number}'")
        db.execute(f"ALTER TABLE rooms ADD COLUMN probe{number} INT NULL")
        check_works(site, room, 0.5)
    db.execute("ALTER TABLE rooms DROP COLUMN probe0, DROP COLUMN probe1, DROP COLUMN probe2")
    check_works(site, room, 0.5)


def test_slow_database(site, db, room):
    """Somebody holds a row for longer than we wait: an answer in time, nothing half done."""
    holder = db.connect(autocommit=False)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    with holder.cursor() as cursor:
        cursor.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", (room.id,))
        begin = time.monotonic()
        if FULL:
            check_unavailable(site.client.post("message", token=room.visitor.token, rid=room.id, msg="x"))
            assert time.monotonic() - begin < 25
        else:  # others are not held up, by the time the process is free
            assert site.client.get(f"messages.history/{room.id}", token=room.visitor.token).status == 200
    holder.rollback()
    holder.close()
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before
    check_works(site, room)


# --- the option file ---------------------------------------------------------------------------

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
    """The library would ignore it without a word."""
    own(site.config, 0o666)
    try:
        drop_connections(server)
        check_unavailable(site.client.get("room", token=room.visitor.token))
    finally:
        own(site.config)
    check_works(site, room)


@pytest.mark.parametrize("content", ["", "[livechat]\n", "\0[garbage\n"])
def test_option_file_without_sense(site, server, room, content):
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
    """A function: a site that starts in the state of the moment, for what is told only once."""
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
def test_what_is_said_of_an_option_file(fresh, server, room, option_file, what, mode, words):
    """By a process that meets it first."""
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
    """The machine boots: the programs are up first, then the database."""
    server.process.stop()
    try:
        site = fresh("boot")
        check_unavailable(site.client.get("room", token=room.visitor.token))
    finally:
        server.start()
    check_works(site, room)


def test_limits_file_out_of_reach(fresh, room, folder):
    """Counting goes on, by each process alone, and the admin is told."""
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
def test_limits_file_is_something_else(fresh, room, folder, what):
    path = os.path.join(folder, f"limits-{what}")
    if what == "folder":
        os.mkdir(path)
    elif what == "link":
        os.symlink("/etc/passwd", path)
    else:
        with open(path, "wb") as file:
            file.write(os.urandom(1000) if what == "garbage" else b"")
        own(path)
    os.chmod(folder, 0o777)  # it may replace what is its own
    try:
        site = fresh(f"limits-{what}-site", env={"LIVECHAT_LIMITS": path})
        check_works(site, room)
        answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
        assert "X-RateLimit-Remaining" in answer.headers
        assert what != "link" or os.path.islink(path)
    finally:
        os.chmod(folder, 0o755)


# --- processes ---------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def web(new_site, option_file, db):
    """lighttpd, which starts processes again. They are those of root here."""
    return new_site("lighttpd", option_file, label="web", workers=1)


def workers(site):
    """The processes that run livechat.fcgi for the site."""
    found = []
    for pid in servers.processes_with(f"LIVECHAT_LIMITS={site.limits}"):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/comm") as file:
            if file.read().strip() == "livechat.fcgi":
                found.append(pid)
    return sorted(found)


@contextlib.contextmanager
def held(db, room):
    """Somebody holds the room; requests that write into it wait."""
    holder = db.connect(autocommit=False)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", (room.id,))
        yield
    finally:
        holder.rollback()
        holder.close()


def waiting(db):
    return db.value("SELECT COUNT(*) FROM information_schema.processlist"
                    " WHERE user = 'faults' AND info LIKE 'UPDATE rooms%%'")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
def test_told_to_end_during_a_request(web, db, room, number):
    """The reply is delivered, then the process ends, and the next one serves the next request."""
    check_works(web, room)
    pid, = workers(web)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with held(db, room):
            answer = pool.submit(lambda: web.client.clone().post(
                "message", token=room.visitor.token, rid=room.id, msg="last words"))
            wait_for(lambda: waiting(db))
            os.kill(pid, number)
            time.sleep(0.2)
            assert not answer.done()
        assert answer.result().status == 200, answer.result()
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND msg = 'last words'", room.id) == 1
    wait_for(lambda: pid not in workers(web))
    check_works(web, room)


def test_told_to_end_while_idle(web, room):
    check_works(web, room)
    pid, = workers(web)
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: pid not in workers(web), 1)
    assert web.client.get("room", token=room.visitor.token).status in (200, 503)
    check_works(web, room)


def test_killed_during_a_request(web, db, room):
    """Not even SIGKILL leaves half a message: the server has all of it, or nothing."""
    def stored():
        return db.value("SELECT COUNT(*) FROM messages WHERE id = %s", _id)

    def counted():
        return db.value("SELECT msgs FROM rooms WHERE id = %s", room.id)

    check_works(web, room)
    before = counted()
    pid, = workers(web)
    _id = new_id()
    body = dict(token=room.visitor.token, rid=room.id, msg="x", _id=_id)
    with held(db, room), concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: web.client.clone().post("message", **body))
        wait_for(lambda: waiting(db))
        os.kill(pid, signal.SIGKILL)
        assert answer.result().status >= 500
    wait_for(lambda: not waiting(db))
    time.sleep(0.1)  # the server notices that nobody waits for the rest
    assert counted() == before + stored()
    wait_for(lambda: web.client.post("message", **body).status == 200)
    assert stored() == 1 and counted() == before + 1


def test_idle_exit(new_site, option_file, db, room):
    """With LIVECHAT_IDLE_EXIT processes leave when nobody wants anything, and come back."""
    site = new_site("lighttpd", option_file, label="idle", workers=1, env={"LIVECHAT_IDLE_EXIT": "1"})
    for _ in range(2):
        answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
        assert answer.status == 200, answer
        pid, = workers(site)
        wait_for(lambda: pid not in workers(site), 3)


def test_restless_process_stays(new_site, option_file, db, room):
    site = new_site("lighttpd", option_file, label="restless", workers=1, env={"LIVECHAT_IDLE_EXIT": "1"})
    check_works(site, room)
    pids = workers(site)
    for _ in range(4):
        time.sleep(0.4)
        assert site.client.get("/api/info").status == 200
    assert workers(site) == pids


def test_idle_connection(site, server, room):
    """It is kept from request to request. With FULL=1: after a minute without requests the database
    has it back, and the process stays."""
    check_works(site, room)
    ids = "SELECT id FROM information_schema.processlist WHERE user = 'faults' AND command = 'Sleep'"
    before = server.sql(ids)
    time.sleep(62 if FULL else 1.2)
    assert server.sql(ids) == ("" if FULL else before)
    check_works(site, room, 0.5)


# --- clients that go ---------------------------------------------------------------------------

def raw_message(room, msg, length=None):
    body = f'{{"token":"{room.visitor.token}","rid":"{room.id}","msg":"{msg}"}}'
    return (f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {length or len(body)}\r\n\r\n{body}").encode()


def test_client_gone_before_the_end_of_its_request(web, db, room):
    check_works(web, room)
    count = "SELECT COUNT(*) FROM messages WHERE rid = %s AND msg = 'half'"
    whole = raw_message(room, "half")
    for part in (whole[:-1], whole[:-20], whole[:40], raw_message(room, "half", 500)):
        with socket.create_connection((web.client.host, web.client.port)) as connection:
            connection.sendall(part)
    time.sleep(0.2)
    assert db.value(count, room.id) == 0
    check_works(web, room, 0.5)


def test_client_gone_before_the_answer(web, db, room):
    """The message is there, whole, with all that belongs to it, or not at all."""
    check_works(web, room)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    with held(db, room):
        with socket.create_connection((web.client.host, web.client.port)) as connection:
            connection.sendall(raw_message(room, "gone"))
            wait_for(lambda: waiting(db))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wait_for(lambda: not waiting(db))
    check_works(web, room, 0.5)
    stored = db.rows("SELECT * FROM messages WHERE rid = %s AND msg = 'gone'", room.id)
    assert len(stored) == 1
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after["msgs"] == db.value(
        "SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id)
    assert after["version"] > before["version"]


def test_client_that_does_not_read(web, db, room):
    """An answer of some hundred kilobytes that nobody takes off the line holds up nobody else."""
    for _ in range(8):
        db.message(room, "x" * 60_000)
    request = f"GET {PREFIX}messages.history/{room.id}?token={room.visitor.token} HTTP/1.1\r\nHost: x\r\n\r\n"
    lazy = []
    try:
        for _ in range(5):
            lazy.append(socket.create_connection((web.client.host, web.client.port)))
            lazy[-1].sendall(request.encode() * 3)
        begin = time.monotonic()
        check_works(web, room, 2)
        assert time.monotonic() - begin < 2
    finally:
        for connection in lazy:
            connection.close()
    check_works(web, room, 0.5)


# --- the database goes away while people talk --------------------------------------------------

@pytest.mark.parametrize("how", ["restarted", "killed"])
def test_database_goes_while_people_talk(new_site, option_file, server, db, how):
    """Clients repeat what was not acknowledged. In the end each message is there, once, in order."""
    site = new_site("lighttpd", option_file, label=f"talk-{how}", workers=3)
    rooms = [db.room() for _ in range(4)]
    stop = threading.Event()

    def talk(room):
        client, acknowledged, answers = site.client.clone(), [], {}
        while not stop.is_set():
            _id = new_id()
            while True:
                answer = client.post("message", token=room.visitor.token, rid=room.id,
                                     msg=str(len(acknowledged)), _id=_id)
                answers[answer.status] = answers.get(answer.status, 0) + 1
                if answer.status == 200:
                    break
                check_unavailable(answer)
                time.sleep(0.05)  # not so patient as it is told to be
            acknowledged.append(answer.json["message"])
        return acknowledged, answers

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        talks = [pool.submit(talk, room) for room in rooms]
        try:
            for _ in range(2 if FULL else 1):
                time.sleep(0.4)
                if how == "killed":
                    server.process.popen.kill()
                server.process.stop()
                time.sleep(0.2)
                server.start()
                time.sleep(1.5)
        finally:
            stop.set()
        results = [talk.result() for talk in talks]
    assert sum(answers.get(503, 0) for _, answers in results) > 0, "the database was not missed"
    for room, (acknowledged, _) in zip(rooms, results):
        rows = db.rows("SELECT id, msg, ts FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
        assert [row["id"] for row in rows] == [message["_id"] for message in acknowledged]
        assert [row["msg"] for row in rows] == [str(n) for n in range(len(rows))]
        state = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
        assert (state["msgs"], state["last_message_id"]) == (len(rows), rows[-1]["id"])
