# SPDX-License-Identifier: MIT
"""Failures of the database: clients get a 503 and can try again, the admin finds one line in the log that
says what to do, and nothing has to be restarted after the cause is removed."""

import concurrent.futures
import os
import re
import socketserver
import subprocess
import threading
import time

import pytest

import servers
from harness.checks import mariadb_alone, wait_for
from harness.data import HARNESS_SETTINGS, Data

UNAVAILABLE = 503

@pytest.fixture
def own(new_database, new_site, request):
    """own(...) returns a new database and a server with one process on it."""
    name = "trouble_" + str(abs(hash(request.node.name)) % 10**8)

    def make(migrate=True, config_change=None, prepare=None):
        config = new_database(name, migrate=migrate)
        if config_change:
            change_file(config, config_change)
        if prepare:
            prepare(config)
        site = new_site("spawn-fcgi", config, label=name, ready=lambda status: status != 0)
        sites.append(site)
        # lighttpd is up before the program to which it passes requests.
        site.processes[0].wait_until(lambda: "Retry-After" in (answer := anything(site)).headers
                                     or answer.status != UNAVAILABLE)
        return site, config
    sites = []
    yield make
    for site in sites:
        site.stop()


def change_file(path, change):
    with open(path) as file:
        text = file.read()
    servers.write_file(path, change(text), mode=0o600)


def rows(config):
    data = Data(config)
    for name, value in HARNESS_SETTINGS.items():
        data.execute("REPLACE INTO settings (name, value) VALUES (%s, %s)", name, value)
    return data


def kill_others(data):
    for row in data.rows("SELECT id FROM information_schema.processlist"
                         " WHERE user = %s AND id <> CONNECTION_ID()", data.options["user"]):
        data.execute("KILL %s", row["id"])


def send(site, room, **other):
    return site.client.post("message", token=room.visitor.token, rid=room.id, msg="hello", **other)


def read(site, room):
    return site.client.get(f"messages.history/{room.id}", token=room.visitor.token)


def anything(site):
    return site.client.get("visitor/no-such-token")


def works(site):
    return anything(site).status == 400


def wait_until_works(site):
    wait_for(lambda: works(site), pause=0.1)


def assert_unavailable(answer):
    assert answer.status == UNAVAILABLE, answer
    assert answer.headers["Content-Type"] == "application/json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.json["success"] is False


def errors(site):
    return [line for line in site.log().split("\n") if " error: " in line or " fatal: " in line]


CAUSES = {
    "no server": (lambda text: text.replace("database.sock", "nothing.sock"),
                  "no server listens there", "socket="),
    "wrong password": (lambda text: text.replace("password = ", "password = not"),
                       "password are wrong", "password="),
    "wrong user": (lambda text: text.replace("user = ", "user = not"), "password are wrong", "user="),
    "no such database": (lambda text: text.replace("database = ", "database = not"),
                         "no such database", "database="),
    "no database named": (lambda text: text.replace("database = ", "#database = "),
                          "no database is chosen", "add database="),
    "no group": (lambda text: text.replace("[livechat]", "[other]"), "(error ", "option file"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_wrong_option_file(own, cause):
    """Each mistake is logged once, with the name of the file; correcting the file is enough."""
    change, reason, remedy = CAUSES[cause]
    right = []
    site, config = own(config_change=lambda text: right.append(text) or change(text))
    for _ in range(5):
        assert_unavailable(anything(site))
    lines = errors(site)
    assert len(lines) == 1, lines
    assert reason in lines[0] and remedy in lines[0] and config in lines[0], lines
    assert right[0].split("password = ")[1].split("\n")[0] not in site.log()
    change_file(config, lambda _: right[0])
    wait_until_works(site)


def test_option_file_missing(own):
    def away(config):
        os.rename(config, config + ".away")
    site, config = own(prepare=away)
    assert_unavailable(anything(site))
    anything(site)
    lines = errors(site)
    assert len(lines) <= 2 and config in lines[-1] and "LIVECHAT_CONFIG" in lines[-1], lines
    os.rename(config + ".away", config)
    wait_until_works(site)


def test_option_file_everybody_may_write(own):
    """A client library would ignore such a file without a message."""
    site, config = own(prepare=lambda config: os.chmod(config, 0o666))
    assert_unavailable(anything(site))
    lines = errors(site)
    assert len(lines) == 1 and f"chmod 600 {config}" in lines[0], lines
    os.chmod(config, 0o600)
    wait_until_works(site)


def test_no_schema(own):
    """Before the first migration the line in the log names the command, and running it is enough."""
    site, config = own(migrate=False)
    assert_unavailable(anything(site))
    lines = errors(site)
    assert len(lines) == 1, lines
    assert f"livechat-admin --config {config} migrate" in lines[0] and ".sql" in lines[0], lines
    servers.admin(config, "migrate")
    wait_until_works(site)


def test_newer_schema(own):
    """An upgrade migrates first and replaces the programs after that."""
    site, config = own()
    Data(config).execute("INSERT INTO schema_version (version, file, applied_at) VALUES (999, '999-later.sql', 1)")
    wait_until_works(site)
    assert errors(site) == []


class Door(socketserver.UnixStreamServer):
    """Takes the place of a database, refuses every connection and counts them."""

    def __init__(self, path):
        self.came = 0
        super().__init__(path, None)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, *_):
        self.came += 1


def test_a_server_that_is_down_is_answered_503_without_a_wait(own, folder):
    """Requests do not queue behind attempts to connect: there is one attempt a second. Each is made twice,
    because the door cuts it off at once, as a server may do that restarts."""
    path = os.path.join(folder, "door.sock")
    with Door(path) as door:
        begin = time.monotonic()
        site, _ = own(config_change=lambda text: re.sub("(socket *= *).*", rf"\g<1>{path}", text))
        for _ in range(20):
            assert_unavailable(anything(site))
        assert 2 <= door.came <= 2 * (1 + time.monotonic() - begin)
        door.shutdown()


def test_no_connection_left(own, mariadb):
    site, config = own()
    wait_until_works(site)
    user = Data(config).options["user"]
    mariadb.sql(f"ALTER USER '{user}'@'localhost' WITH MAX_USER_CONNECTIONS 1")
    data = Data(config)  # uses the only connection there is
    kill_others(data)
    assert_unavailable(anything(site))
    assert any("livechat.fcgi" in line and "1226" in line for line in errors(site)), errors(site)
    mariadb.sql(f"ALTER USER '{user}'@'localhost' WITH MAX_USER_CONNECTIONS 0")
    wait_until_works(site)


def test_read_only(own, mariadb):
    """On a replica reading works and nothing is stored halfway; when the server becomes writable, writing
    works without a restart."""
    site, config = own()
    data = rows(config)
    room = data.room()
    assert send(site, room).status == 200
    before = data.rows("SELECT * FROM rooms"), data.rows("SELECT * FROM messages")
    mariadb.sql("SET GLOBAL read_only = 1")
    try:
        for _ in range(3):
            assert_unavailable(send(site, room))
            assert read(site, room).status == 200
        assert_unavailable(site.client.post("offline.message", name="A", email="a@example.com",
                                            message="x"))
    finally:
        mariadb.sql("SET GLOBAL read_only = 0")
    assert (data.rows("SELECT * FROM rooms"), data.rows("SELECT * FROM messages")) == before
    assert send(site, room).status == 200
    lines = [line for line in errors(site) if "read-only" in line]
    assert 1 <= len(lines) <= 2 and "host=" in lines[0], errors(site)


def test_insert_not_granted(own, mariadb):
    """Hosts revoke INSERT from a customer who has exceeded the quota."""
    site, config = own()
    data = rows(config)
    room = data.room()
    user, name = data.options["user"], data.options["database"]
    mariadb.sql(f"REVOKE ALL ON `{name}`.* FROM '{user}'@'localhost';"
                f"GRANT SELECT, UPDATE, DELETE ON `{name}`.* TO '{user}'@'localhost';")
    kill_others(data)  # A revoked privilege does not affect an open connection.
    before = mariadb.sql("SELECT * FROM rooms", name)
    assert_unavailable(send(site, room))
    assert read(site, room).status == 200
    assert mariadb.sql("SELECT * FROM rooms", name) == before
    assert any("quota" in line for line in errors(site)), errors(site)
    mariadb.sql(f"GRANT ALL ON `{name}`.* TO '{user}'@'localhost';")
    kill_others(data)
    assert send(site, room).status == 200


def test_tables_change(own):
    """Statements that were prepared before the tables were upgraded still work."""
    site, config = own()
    data = rows(config)
    room = data.room()
    for sql in ("SELECT 1", "ALTER TABLE messages ADD COLUMN later_on INT NULL FIRST",
                "ALTER TABLE rooms MODIFY msgs BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE visitors MODIFY name VARCHAR(200) NULL", "FLUSH TABLES"):
        if sql.startswith("FLUSH"):
            data.execute("ALTER TABLE messages ENGINE=InnoDB")
        else:
            data.execute(sql)
        assert send(site, room).status == 200, sql
        answer = read(site, room)
        assert answer.status == 200, sql
        assert answer.json["messages"][0]["msg"] == "hello"
    assert errors(site) == []


def test_table_missing(own):
    """A table is missing after an incomplete restore of a backup."""
    site, config = own()
    data = rows(config)
    room = data.room()
    assert read(site, room).status == 200
    data.execute("RENAME TABLE messages TO messages_away")
    assert_unavailable(read(site, room))
    assert any("migrate or restore" in line for line in errors(site)), errors(site)
    data.execute("RENAME TABLE messages_away TO messages")
    assert read(site, room).status == 200


def test_the_list_of_blocks_is_missing(own):
    """The processes go on with the list that they have, and say why, and what to do."""
    site, config = own()
    data = rows(config)
    assert works(site)
    data.execute("RENAME TABLE blocks TO blocks_away")

    def said():
        return [line for line in errors(site) if "blocks" in line]
    # Each process reads the list again within a second.
    wait_for(lambda: works(site) and said())
    assert all("a table is missing: run livechat-admin migrate" in line for line in said()), said()
    data.execute("RENAME TABLE blocks_away TO blocks")
    assert works(site)


@mariadb_alone("MySQL has no lock that holds up commits and nothing else")
@pytest.mark.parametrize("with_id", [True, False])
def test_killed_while_committing(own, mariadb, with_id):
    """The result of the commit is unknown, and still the message is stored exactly once."""
    site, config = own()
    data = rows(config)
    room = data.room()
    assert send(site, room).status == 200
    backup = subprocess.Popen(
        ["mariadb", "--no-defaults", f"--socket={mariadb.socket}", f"--user={mariadb.root}", "-N",
         "-B", "--unbuffered"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True)

    def say(sql):
        backup.stdin.write(sql + " SELECT 'done';\n")
        backup.stdin.flush()
        assert backup.stdout.readline() == "done\n"

    def committing():
        return [row["id"] for row in data.rows(
            "SELECT id FROM information_schema.processlist WHERE user = %s AND info = 'COMMIT'",
            data.options["user"])]
    try:
        say("BACKUP STAGE START; BACKUP STAGE FLUSH; BACKUP STAGE BLOCK_DDL;"
            " BACKUP STAGE BLOCK_COMMIT;")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            sent = pool.submit(send, site, room, **({"_id": "commit-test"} if with_id else {}))
            ids = wait_for(committing)
            data.execute("KILL %s", ids[0])
            wait_for(lambda: ids[0] not in committing())
            say("BACKUP STAGE END;")
        answer = sent.result()
    finally:
        backup.stdin.close()
        backup.wait()
    assert answer.status == 200, answer
    stored = data.rows("SELECT id FROM messages WHERE rid = %s AND type IS NULL", room.id)
    assert len(stored) == 2 and answer.json["message"]["_id"] in [row["id"] for row in stored]
    assert data.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == 2


def test_an_error_between_rows(own):
    """Of a list that the server cannot read to its end, clients do not get the beginning as if it were all."""
    site, config = own()
    data = rows(config)
    room = data.room()
    for text in ("first", "bad", "last"):
        data.message(room, text)
    assert len(read(site, room).json["messages"]) == 4
    columns = ", ".join(row["Field"] for row in data.rows("SHOW COLUMNS FROM messages")).replace(
        "shown_json", "IF(msg = 'bad', (SELECT 1 UNION SELECT 2), shown_json) AS shown_json")
    data.execute("RENAME TABLE messages TO messages_away")
    data.execute(f"CREATE VIEW messages AS SELECT {columns} FROM messages_away")
    answer = read(site, room)
    assert answer.status == 500, answer
    assert any("error 1242" in line for line in errors(site)), errors(site)
    data.execute("DROP VIEW messages")
    data.execute("RENAME TABLE messages_away TO messages")
    assert len(read(site, room).json["messages"]) == 4
