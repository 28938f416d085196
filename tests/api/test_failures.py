# SPDX-License-Identifier: MIT
"""Failures of the database: clients get a 503 with Retry-After, the admin finds a line in the log that says
what to do, and requests succeed again as soon as the cause is removed, without a restart."""

import collections
import concurrent.futures
import contextlib
import os
import threading
import time

import pymysql
import pytest

import servers
from harness.between import Between
from harness.checks import wait_for
from harness.client import PREFIX
from harness.data import Data, User, new_id
from harness.faults import (
    TABLES_OLDER, Watch, check_all_down, check_still_works, check_unavailable, check_works, db, drop_connections,
    offline_message, option_file, options, requests, same_process, send, server, site)

FULL = os.environ.get("FULL") == "1"


# --- the database ------------------------------------------------------------------------------

def test_no_server(site, server, room):
    check_works(site, room)
    server.process.stop()
    try:
        line = check_all_down(site, room, words=["no server listens there", "is it running", "socket="])
        assert site.config in line
        # Requests that need no database are answered.
        assert site.client.request("OPTIONS", PREFIX + "message").status == 204
        assert site.client.get("/api/info").status == 200
        assert site.client.get("/api/v1/livechat/nothing").status == 404
        assert site.client.post("message").json["error"] == (
            "must have required property 'token' [invalid-params]")
    finally:
        server.start()
    check_works(site, room)


@pytest.mark.parametrize("at", [b"", b"SET SESSION", b"FROM schema_version", b"START TRANSACTION"])
def test_cut_while_connecting(site, server, room, folder, at):
    """A connection that breaks while it is made is made once more, and the client does not notice."""
    path = os.path.join(folder, f"cut-{new_id()[:4]}.sock")
    between = Between(path, server.socket, at)
    try:
        with options(site, server, socket=path):
            between.cuts = 1
            answer = send(site, room)
            assert (answer.status, between.cut) == (200, 1), answer
            drop_connections(server)
            between.cuts = 2 if at == b"START TRANSACTION" else 1
            answer = send(site, room)
            assert (answer.status, between.cuts) == (200, 0), answer
    finally:
        between.close()
    check_works(site, room)


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
    with options(site, server, socket="/nowhere/database.sock"):
        answer = site.client.get("room", token=room.visitor.token)
        check_unavailable(answer)
    check_works(site, room)


def test_empty_database(site, server, room):
    server.sql("CREATE DATABASE bare; GRANT ALL ON bare.* TO 'faults'@'localhost'")
    with options(site, server, database="bare"):
        check_all_down(site, room, words=["schema is version 0", "livechat-admin", "migrate", site.config],
                       says=TABLES_OLDER)
    check_works(site, room)


def test_tables_are_created_while_the_program_runs(site, server, room):
    """The program is installed first, and the tables are created later."""
    server.sql("CREATE DATABASE late; GRANT ALL ON late.* TO 'faults'@'localhost'")
    with options(site, server, database="late"):
        check_unavailable(site.client.get("room", token=room.visitor.token), says=TABLES_OLDER)
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
        check_unavailable(site.client.get("room", token=room.visitor.token), says=TABLES_OLDER)
        for line in site_log.errors():  # test_empty_database may have logged it in the last minute.
            assert "migrate" in line
    finally:
        db.execute("UPDATE schema_version SET version = version + %s", newest)
    check_works(site, room)


def test_newer_schema(site, server, db, room):
    """A later release has migrated; this program continues until it is replaced."""
    db.execute("INSERT INTO schema_version (version, file, applied_at) VALUES (1000, '1000-later.sql', 0)")
    try:
        drop_connections(server)
        check_works(site, room)
    finally:
        db.execute("DELETE FROM schema_version WHERE version = 1000")


def test_read_only(site, server, db, room):
    """Reading works; writing is refused and nothing is stored halfway."""
    check_works(site, room)
    _id = db.message(room, "before")
    who = {"token": room.visitor.token, "rid": room.id}
    agent, returning = db.manager(), db.manager(seen_at=0)
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
        for _ in range(5):
            assert api.get(f"messages/{room.id}", user=returning).status == 200
    finally:
        server.sql("SET GLOBAL read_only = 0")
    lines = watch.errors()
    assert lines and all("read-only" in line and "host=" in line for line in lines), lines
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == unchanged
    check_works(site, room)


def db_visitor(server, db):
    """A visitor without a room, created by an account that may still write."""
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
    """Hosts revoke INSERT when a quota is exceeded."""
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
    """After wait_timeout the next request reconnects, and the client does not notice."""
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
        check_still_works(site, room)
    db.execute("ALTER TABLE rooms DROP COLUMN probe0, DROP COLUMN probe1, DROP COLUMN probe2")
    check_still_works(site, room)


def test_slow_database(site, db, room):
    """A row is locked for longer than a statement waits: the answer comes in time, and nothing is stored
    halfway."""
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    with db.held(room):
        if FULL:
            check_unavailable(site.client.post("message", token=room.visitor.token, rid=room.id, msg="x"))
        else:  # Other requests are not delayed once the process is free.
            assert site.client.get(f"messages.history/{room.id}", token=room.visitor.token).status == 200
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before
    check_works(site, room)


# --- the database goes away while people talk --------------------------------------------------

@pytest.mark.parametrize("how", ["restarted", "killed"])
def test_database_goes_while_people_talk(new_site, option_file, server, db, how):
    """Clients repeat messages that were not acknowledged. In the end each message is stored once, in
    order."""
    site = new_site("lighttpd", option_file, label=f"talk-{how}", workers=3)
    rooms = [db.room() for _ in range(4)]
    talks = {room.id: [] for room in rooms}  # acknowledged
    unavailable = collections.Counter()
    stop = threading.Event()

    def talk(room):
        client, acknowledged = site.client.clone(), talks[room.id]
        while not stop.is_set():
            _id = new_id()
            while True:
                answer = client.post("message", token=room.visitor.token, rid=room.id,
                                     msg=str(len(acknowledged)), _id=_id)
                if answer.status == 200:
                    break
                check_unavailable(answer)
                unavailable[room.id] += 1
                time.sleep(0.05)  # less patient than Retry-After asks for
            acknowledged.append(answer.json["message"])

    def all_go_on():
        """Waits until each client was answered a few more times."""
        before = {rid: len(talk) for rid, talk in talks.items()}
        wait_for(lambda: all(len(talks[rid]) >= before[rid] + 5 for rid in talks))

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        talking = [pool.submit(talk, room) for room in rooms]
        try:
            for _ in range(2 if FULL else 1):
                all_go_on()
                if how == "killed":
                    server.process.popen.kill()
                server.process.stop()
                before = unavailable.total()
                wait_for(lambda: unavailable.total() > before)
                server.start()
                all_go_on()
        finally:
            stop.set()
        for each in talking:
            each.result()
    for room in rooms:
        acknowledged = talks[room.id]
        rows = db.rows("SELECT id, msg, ts FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
        assert [row["id"] for row in rows] == [message["_id"] for message in acknowledged]
        assert [row["msg"] for row in rows] == [str(n) for n in range(len(rows))]
        state = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
        assert (state["msgs"], state["last_message_id"]) == (len(rows), rows[-1]["id"])
