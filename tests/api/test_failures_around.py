"""What else can fail: the option file, the processes, clients that go away, and a database that
goes away while people talk."""

import concurrent.futures
import contextlib
import os
import signal
import socket
import threading
import time

import pytest

from harness.client import PREFIX
from harness.data import new_id
import servers
from test_failures import (
    FULL, OneProcess, Watch, check_all_down, check_unavailable, check_works, db, drop_connections,
    option_file, options, own, room, server, site, wait_for, write)


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
    """Not even SIGKILL leaves half a message."""
    check_works(web, room)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
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
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before
    wait_for(lambda: web.client.post("message", **body).status == 200)
    assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", _id) == 1


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
