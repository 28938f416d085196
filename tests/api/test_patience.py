# SPDX-License-Identifier: MIT
"""A database that keeps requests waiting: each is answered with 503 when its time is over, however it is held
up, and all works again at once afterwards. The tests hold the database until the answers are there, so
nothing depends on the speed of the machine."""

import contextlib
import os
import signal
import time

import pytest

from harness.faults import (
    OneProcess, Watch, check_unavailable, check_works, db, option_file, own, requests, server, stop_all_threads)

TIMEOUT_S = 2
GIVES_UP_S = 30  # Far beyond the time-out, and the database is held for longer.


@pytest.fixture(scope="module")
def site(server, option_file, db):
    own(option_file)
    os.chmod(os.path.dirname(server.folder), 0o755)
    site = OneProcess("patience", server.folder, option_file,
                      env={"LIVECHAT_DATABASE_TIMEOUT": str(TIMEOUT_S)})
    yield site
    site.stop()
    assert not site.sanitizer_reports()


@contextlib.contextmanager
def locked_tables(server, db, room):
    """Another program has locked all tables."""
    with contextlib.closing(db.connect(autocommit=True)) as holder, holder.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        tables = [next(iter(row.values())) for row in cursor.fetchall()]
        cursor.execute("LOCK TABLES " + ", ".join(f"{table} WRITE" for table in tables))
        yield
        cursor.execute("UNLOCK TABLES")


@contextlib.contextmanager
def locked_row(server, db, room):
    with db.held(room):
        yield


@contextlib.contextmanager
def stopped(server, db, room):
    """The server's process is stopped: it takes connections, and says nothing."""
    try:
        stop_all_threads(server.process.pid)
        yield
    finally:
        os.kill(server.process.pid, signal.SIGCONT)


@pytest.mark.parametrize("hold", [locked_tables, locked_row, stopped])
def test_every_request_is_answered(site, server, db, room, hold):
    agent = db.manager()
    check_works(site, room)
    _id = db.message(room, "before")
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    api, who = site.client, {"token": room.visitor.token, "rid": room.id}
    names = ["send", "send with an id", "batch", "close"] + ([] if hold is locked_row else ["list", "queue"])
    some = {name: request for name, request in requests(api, room, agent).items() if name in names}
    some["edit"] = lambda: api.put(f"message/{_id}", **who, msg="y")
    with hold(server, db, room):
        for name, request in some.items():
            begin = time.monotonic()
            check_unavailable(request(), name)
            assert time.monotonic() - begin < GIVES_UP_S, name
    check_works(site, room)
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after["is_open"] and after["msgs"] >= before["msgs"]
    assert db.value("SELECT msg FROM messages WHERE id = %s", _id) == "before"
    rows = db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id)
    assert after["msgs"] == rows
    assert any("LIVECHAT_DATABASE_TIMEOUT" in line or "took" in line for line in site.log().split("\n"))


def test_other_rooms_are_served(site, db, room):
    """What waits for one room gives up, and the next request has all its time again."""
    other = db.room()
    check_works(site, room)
    with db.held(room):
        for _ in range(2):
            check_unavailable(site.client.post("message", token=room.visitor.token, rid=room.id, msg="x"))
            answer = site.client.post("message", token=other.visitor.token, rid=other.id, msg="x")
            assert answer.status == 200, answer
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", other.id) == 2


@pytest.mark.parametrize("text", ["0", "61", "x", "-1", "2.5"])
def test_a_time_that_is_none(server, option_file, db, room, text):
    site = OneProcess("patience" + text.strip("-."), server.folder, option_file,
                      env={"LIVECHAT_DATABASE_TIMEOUT": text})
    try:
        check_works(site, room)
        assert f'not "{text}"' in site.log()
    finally:
        site.stop()
