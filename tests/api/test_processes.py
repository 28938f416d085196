# SPDX-License-Identifier: MIT
"""Processes that get SIGTERM, are killed or are idle, and clients that disconnect: no message is lost."""

import concurrent.futures
import contextlib
import fcntl
import os
import signal
import socket
import struct
import subprocess
import termios
import time

import pytest

import servers
from harness.checks import PATIENCE_S, wait_for
from harness.client import PREFIX
from harness.data import new_id
from harness.faults import check_still_works, check_works, db, option_file, same_process, send, server, site
from harness.site import programs

FULL = os.environ.get("FULL") == "1"


@pytest.fixture(scope="module")
def web(new_site, option_file, db):
    """A lighttpd that restarts processes; here they run as root."""
    return new_site("lighttpd", option_file, label="web", workers=1)


def waiting(db):
    """Returns whether a request waits for the locked room."""
    return db.waiting("faults")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
def test_sigterm_during_a_request(web, db, room, number):
    """The reply is delivered, then the process ends, and the next one serves the next request."""
    check_works(web, room)
    pid, = programs(web)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with db.held(room):
            answer = pool.submit(lambda: web.client.clone().post(
                "message", token=room.visitor.token, rid=room.id, msg="last words"))
            wait_for(lambda: waiting(db))
            os.kill(pid, number)
            time.sleep(0.2)
            assert not answer.done()
        assert answer.result().status == 200, answer.result()
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND msg = 'last words'", room.id) == 1
    wait_for(lambda: pid not in programs(web))
    check_works(web, room)


def test_sigterm_while_idle(web, room):
    check_works(web, room)
    pid, = programs(web)
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: pid not in programs(web))
    assert web.client.get("room", token=room.visitor.token).status in (200, 503)
    check_works(web, room)


def test_sigterm_ends_a_cgi_program_that_waits_for_its_body(option_file, folder):
    """Web servers end a CGI program with SIGTERM when they have waited for long enough."""
    program = subprocess.Popen(
        [os.path.join(servers.CGI_BIN, "livechat.fcgi")], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env={
            "LIVECHAT_CONFIG": option_file, "LIVECHAT_LIMITS": os.path.join(folder, "cgi.limits"),
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "REQUEST_URI": PREFIX + "message",
            "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "100"})
    with program:
        try:
            program.stdin.write(b"{")
            program.stdin.flush()
            wait_for(lambda: unread(program.stdin) == 0)
            program.terminate()
            assert program.wait(PATIENCE_S) == -signal.SIGTERM
        finally:
            program.kill()


def unread(pipe):
    """Returns how many bytes of the request the program has not read."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


def test_killed_during_a_request(web, db, room):
    """Even SIGKILL leaves no incomplete message: it is stored with everything that belongs to it, or not at
    all."""
    def counted():
        """Returns (the room's counter, whether the message exists), both as of the same moment."""
        row = db.row("SELECT msgs, (SELECT COUNT(*) FROM messages WHERE id = %s) AS held FROM rooms"
                     " WHERE id = %s", _id, room.id)
        return row["msgs"], row["held"]

    check_works(web, room)
    _id = new_id()
    before, _ = counted()
    pid, = programs(web)
    body = dict(token=room.visitor.token, rid=room.id, msg="x", _id=_id)
    with db.held(room), concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: web.client.clone().post("message", **body))
        wait_for(lambda: waiting(db))
        os.kill(pid, signal.SIGKILL)
        assert answer.result().status >= 500
    wait_for(lambda: not waiting(db))
    msgs, stored = counted()
    assert msgs == before + stored
    wait_for(lambda: web.client.post("message", **body).status == 200)
    assert counted() == (before + 1, 1)


def test_idle_exit(new_site, option_file, db, room):
    """With LIVECHAT_IDLE_EXIT idle processes end, and are started again when they are needed."""
    site = new_site("lighttpd", option_file, label="idle", workers=1, env={"LIVECHAT_IDLE_EXIT": "1"})
    for _ in range(2):
        answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
        assert answer.status == 200, answer
        pid, = programs(site)
        wait_for(lambda: pid not in programs(site))


def test_a_process_with_requests_does_not_end(new_site, option_file, db, room):
    """A process with regular requests runs for longer than LIVECHAT_IDLE_EXIT."""
    idle_s = 2
    site = new_site("lighttpd", option_file, label="restless", workers=1,
                    env={"LIVECHAT_IDLE_EXIT": f"{idle_s}"})

    def stays():
        """Returns [whether the process stayed], or nothing when the machine was too busy to send requests in
        time."""
        check_works(site, room)
        last = begin = time.monotonic()
        pids, longest = programs(site), 0
        while last < begin + 1.5 * idle_s:
            time.sleep(0.1)
            assert site.client.get("/api/info").status in (200, 503)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        return [programs(site) == pids] if longest < idle_s else []
    assert wait_for(stays) == [True]


def test_idle_connection(site, server, room):
    """The connection is kept from request to request. With FULL=1: after a minute without requests the
    process closes it and keeps running."""
    check_works(site, room)
    ids = "SELECT id FROM information_schema.processlist WHERE user = 'faults' AND command = 'Sleep'"
    before = server.sql(ids)
    time.sleep(62 if FULL else 1.2)
    if FULL:
        wait_for(lambda: server.sql(ids) == "")
    else:
        assert server.sql(ids) == before
    check_still_works(site, room)


# --- clients that go ---------------------------------------------------------------------------

def raw_message(room, msg, length=None):
    body = f'{{"token":"{room.visitor.token}","rid":"{room.id}","msg":"{msg}"}}'
    return (f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {length or len(body)}\r\n\r\n{body}").encode()


def test_client_disconnects_before_the_end_of_its_request(web, db, room):
    check_works(web, room)
    count = "SELECT COUNT(*) FROM messages WHERE rid = %s AND msg = 'half'"
    whole = raw_message(room, "half")
    for part in (whole[:-1], whole[:-20], whole[:40], raw_message(room, "half", 500)):
        with socket.create_connection((web.client.host, web.client.port)) as connection:
            connection.sendall(part)
    time.sleep(0.2)
    assert db.value(count, room.id) == 0
    check_still_works(web, room)


def test_client_disconnects_before_the_answer(web, db, room):
    """The message is stored with everything that belongs to it, or not at all."""
    check_works(web, room)
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    with db.held(room):
        with socket.create_connection((web.client.host, web.client.port)) as connection:
            connection.sendall(raw_message(room, "gone"))
            wait_for(lambda: waiting(db))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wait_for(lambda: not waiting(db))
    check_still_works(web, room)
    stored = db.rows("SELECT * FROM messages WHERE rid = %s AND msg = 'gone'", room.id)
    assert len(stored) == 1
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after["msgs"] == db.value(
        "SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id)
    assert after["version"] > before["version"]


def test_client_that_does_not_read(web, db, room):
    """A client that does not read an answer of some hundred kilobytes delays nobody else."""
    for _ in range(8):
        db.message(room, "x" * 60_000)
    request = f"GET {PREFIX}messages.history/{room.id}?token={room.visitor.token} HTTP/1.1\r\nHost: x\r\n\r\n"
    lazy = []
    try:
        for _ in range(5):
            lazy.append(socket.create_connection((web.client.host, web.client.port)))
            lazy[-1].sendall(request.encode() * 3)
        check_still_works(web, room)  # before the program gives these clients up
    finally:
        for connection in lazy:
            connection.close()
    check_still_works(web, room)


@pytest.mark.parametrize("name", ["lighttpd", "apache", "apache-each", "apache-proxy", "htaccess", "htaccess-cgi"])
def test_a_killed_process_may_be_asked_again(name, new_site, server, option_file, db, room):
    """The client learns from a 503 with Retry-After that it may send the same again."""
    os.chmod(server.folder, 0o755)  # Under Apache the programs run as www-data.
    site = new_site(name, option_file, label=f"killed-{name}", workers=2)
    check_works(site, room)
    with db.held(room), concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: site.client.clone().post(
            "message", token=room.visitor.token, rid=room.id, msg="x"))
        wait_for(lambda: waiting(db))
        serving = [pid for pid in programs(site) if connected(pid)]
        for pid in serving:
            os.kill(pid, signal.SIGKILL)
        answer = answer.result()
    assert answer.status == 503, answer
    assert answer.json["errorType"] == "error-service-unavailable"
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json["success"] is False and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    check_works(site, room)


@pytest.mark.parametrize("name", ["magnet", "apache-proxy"])
def test_all_processes_killed(name, new_site, server, option_file, db, room):
    """The web server says by itself that the client may send the same again, and asks as soon as there are
    processes again."""
    os.chmod(server.folder, 0o755)  # Under Apache the programs run as www-data.
    site = new_site(name, option_file, label=f"all-killed-{name}")

    def kill():
        for pid in programs(site):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not programs(site)
    check_works(site, room)
    with db.held(room), concurrent.futures.ThreadPoolExecutor(1) as pool:
        begun = pool.submit(send, site, room)
        wait_for(lambda: waiting(db))
        wait_for(kill)
        begun = begun.result()
    assert begun.status in (500, 503), begun
    for answer in (begun, send(site, room)):
        assert answer.headers["Retry-After"] == "2", answer
        assert answer.headers["Content-Type"] == "application/json" and answer.json["success"] is False
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
    assert answer.status == 503, answer
    site.start_programs()
    wait_for(lambda: programs(site) and accepts(site.socket()))
    if site.server == "apache":
        check_still_works(site, room)  # at once
    check_works(site, room)
    refused = site.client.get(f"messages.history/{room.id}", token="x")
    assert refused.status == 400 and "Retry-After" not in refused.headers


def accepts(path):
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(path) == 0


def connected(pid):
    """Returns whether the process serves a request: it has a connection besides the listening socket and that to
    the database."""
    folder = f"/proc/{pid}/fd"
    return sum(os.readlink(f"{folder}/{fd}").startswith("socket:") for fd in os.listdir(folder)) > 2
