# SPDX-License-Identifier: MIT
"""Variables of the server that a host has set to anything: every request and livechat-admin work as with the
usual values, because each connection sets what its statements depend on."""

import concurrent.futures
import contextlib
import os
import re
import socket
import threading

import pymysql
import pytest

import servers
from harness.calls import CALLS, routes
from harness.checks import mariadb_alone
from harness.data import Data, new_id
from harness.faults import drop_connections
from harness.world import Stage, World

# By what would go wrong. Each was seen to break something when the connection did not set it, or would with
# statements that may be written one day.
HOSTILE = {
    "texts are changed or compared otherwise": [
        "sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY,HIGH_NOT_PRECEDENCE'",
        "character_set_client = latin1", "character_set_results = latin1",
        "collation_connection = latin1_german2_ci", "time_zone = '-11:00'", "old_mode = 'ZERO_DATE_TIME_CAST'"],
    "old SQL": ["sql_mode = 'ORACLE'"],
    "no SQL mode": ["sql_mode = ''"],
    "fewer rows": ["sql_select_limit = 5", "max_join_size = 20", "sql_big_selects = 0"],
    "no row": ["sql_select_limit = 0"],
    "sorted otherwise": ["max_sort_length = 64", "group_concat_max_len = 4", "div_precision_increment = 0"],
    "writes are refused": ["sql_safe_updates = 1", "tx_read_only = 1"],
    "transactions never end": ["autocommit = 0"],
    "connections end": ["completion_type = 'RELEASE'"],
    "transactions are chained": ["completion_type = 'CHAIN'"],
    "dirty reads": ["tx_isolation = 'READ-UNCOMMITTED'"],
    "locking reads": ["tx_isolation = 'SERIALIZABLE'", "innodb_snapshot_isolation = 1"],
    "keys are not checked": ["unique_checks = 0", "foreign_key_checks = 0", "sql_auto_is_null = 1"],
    "no time": ["max_statement_time = 0.000001", "lock_wait_timeout = 0", "innodb_lock_wait_timeout = 0",
                "net_read_timeout = 1", "net_write_timeout = 1"],
    "no memory": ["max_session_mem_used = 8192", "max_error_count = 0"],
}
# MySQL does not have these, or lets nobody but administrators set them.
MARIADB_ALONE = ("sql_mode = 'ORACLE'", "innodb_snapshot_isolation", "old_mode", "max_session_mem_used", "max_error_count",
                 "alter_algorithm")
RENAMED = {"tx_isolation": "transaction_isolation", "tx_read_only": "transaction_read_only",
           "max_statement_time = 0.000001": "max_execution_time = 1"}
ROUTES = routes()


def known_variables(mariadb):
    """The names of all that this version of the server has."""
    return {line.split("\t")[0].lower() for line in mariadb.sql("SHOW VARIABLES").splitlines()}


def of_this_server(mariadb, assignments):
    """Returns those that the server takes; skips the test if there are none."""
    known = known_variables(mariadb)
    if servers.DATABASE == "mysql":
        assignments = [text for text in assignments if not text.startswith(MARIADB_ALONE)]
        for old, new in RENAMED.items():
            assignments = [text.replace(old, new) for text in assignments]
    taken = [text for text in assignments if text.partition(" = ")[0].lower() in known]
    if not taken:
        pytest.skip("this server does not have these variables")
    return taken


@pytest.fixture(scope="module")
def option_file(new_database):
    """The option file of the programs under test."""
    return new_database("sessions")


@pytest.fixture(scope="module")
def stage(mariadb, folder, option_file, new_site):
    """The rows are created and read by an administrator, for whom servers do not run init_connect."""
    tester = os.path.join(folder, "sessions-tester.cnf")
    mariadb.add_database("sessions", tester, user="tester")
    mariadb.sql("GRANT ALL ON *.* TO 'tester'@'localhost'")
    return Stage(World(tester, option_file), new_site("lighttpd", option_file, label="sessions",
                                         env={"LIVECHAT_SENDMAIL": "/bin/true"}))


@contextlib.contextmanager
def hostile(mariadb, assignments, user="sessions"):
    """A server that gives each new connection these values."""
    text = "SET SESSION " + ", ".join(of_this_server(mariadb, assignments))
    mariadb.sql("SET GLOBAL init_connect = '" + text.replace("'", "''") + "'")
    drop_connections(mariadb, user)
    try:
        yield
    finally:
        mariadb.sql("SET GLOBAL init_connect = ''")
        drop_connections(mariadb, user)


def call_everything(stage):
    """Calls every route as somebody who may, and checks what the answer says and what has changed."""
    world = stage.world
    for route, call in CALLS.items():
        name = next((name for name, expected in ROUTES[route]["callers"].items() if expected["may"]), None)
        if not name:
            continue
        try:
            if call.before:
                call.before(world)
            fields, before = call.fields(world, stage.callers[name]), world.checksums()
            answer = call.send(stage.api.elsewhere(), stage.callers[name], fields)
            assert answer.status == 200, (route, answer)
            assert world.changed(before) == call.changes_by(stage.callers[name]), (route, answer)
            assert call.done(world, stage.callers[name], answer), (route, answer)
        finally:
            world.restore()


@pytest.mark.parametrize("what", HOSTILE)
def test_every_request(mariadb, stage, what):
    with hostile(mariadb, HOSTILE[what]):
        call_everything(stage)


def test_many_rows(mariadb, stage):
    """Lists are complete, and what is left is counted."""
    world, api = stage.world, stage.api
    rids = []
    with hostile(mariadb, ["sql_select_limit = 5", "max_join_size = 20", "group_concat_max_len = 4"]):
        try:
            for n in range(9):
                assert api.post("message", token=world.ann.token, rid=world.room.id, msg=f"{n}").status == 200
                rids.append(world.db.room(world.db.visitor(), world.serving).id)
            synced = api.get(f"messages.sync/{world.room.id}", token=world.ann.token, lastUpdate=0).json
            texts = [message["msg"] for message in synced["result"]["updated"]]
            assert [text for text in texts if text in list("012345678")] == list("012345678")
            listed = api.get("rooms", user=world.manager, count=50).json
            assert set(rids) <= {room["_id"] for room in listed["rooms"]} and listed["total"] == len(listed["rooms"])
        finally:
            world.restore()


def test_two_writers_in_one_room(mariadb, stage):
    """A server that compares snapshots refuses whoever comes second; nobody notices."""
    world = stage.world
    with hostile(mariadb, ["tx_isolation = 'SERIALIZABLE'", "innodb_snapshot_isolation = 1"]):
        try:
            ids = [world.db.message(world.room, "before") for _ in range(4)]

            def edit(_id):
                api, who = stage.api.clone(), {"token": world.ann.token, "rid": world.room.id}
                return [api.put(f"message/{_id}", **who, msg=f"{n}").status for n in range(10)]

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                assert set(sum(pool.map(edit, ids), [])) == {200}
        finally:
            world.restore()


@pytest.mark.parametrize("what", HOSTILE)
def test_livechat_admin(mariadb, new_database, what):
    """It creates the tables, a user and a setting, and shows them."""
    name = "hostile" + new_id(8).lower()
    config = new_database(name, migrate=False)
    with hostile(mariadb, [*HOSTILE[what], "alter_algorithm = 'INSTANT'"], user=name):
        servers.admin(config, "migrate")
        servers.admin(config, "user", "add", "lisa", typed="correct horse\n")
        servers.admin(config, "setting", "set", "Livechat_title", "Grüße 😀 'x'")
        assert "lisa" in servers.admin(config, "user", "list").stdout
        assert "Grüße 😀 'x'" in servers.admin(config, "setting", "list").stdout
    tables = {row["table_name"]: row["engine"] for row in Data(config).rows(
        "SELECT table_name AS table_name, engine AS engine FROM information_schema.tables WHERE table_schema = %s", name)}
    assert set(tables.values()) == {"InnoDB"} and "messages" in tables


# --- servers of other makes and versions --------------------------------------------------------

class Mask:
    """A door to a server behind which it says that it has another version."""

    def __init__(self, path, behind, version):
        self.behind, self.version = behind, version
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        os.chmod(path, 0o777)
        self.door.listen(50)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.door.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.behind)
                client.sendall(self.greeting(server))
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self.pass_on, args=pair, daemon=True).start()

    def greeting(self, server):
        """The server's first packet: a length in three bytes, a number, the protocol, and the version."""
        packet = server.recv(65536)
        end = packet.index(b"\0", 5)
        body = packet[4:5] + self.version.encode() + packet[end:]
        return len(body).to_bytes(3, "little") + packet[3:4] + body

    @staticmethod
    def pass_on(one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)


MYSQL_HAS_NO_BLOCKS = mariadb_alone("MySQL has no compound statements, which the programs send to a MariaDB")


@pytest.mark.parametrize("version", [
    "5.7.44-log", "8.0.36", "8.4.3", *(pytest.param(version, marks=MYSQL_HAS_NO_BLOCKS) for version in (
        "5.5.5-10.3.39-MariaDB", "5.5.5-10.6.20-MariaDB-log", "11.8.2-MariaDB"))])
def test_a_variable_that_the_server_does_not_have(mariadb, stage, folder, option_file, new_site, version):
    """The table of variables knows the versions that have one; where it is wrong, the others are set, and the
    log names the one that is not."""
    name = "mask" + re.sub(r"\W", "", version)
    path, config = os.path.join(folder, name + ".sock"), os.path.join(folder, name + ".cnf")
    mask = Mask(path, mariadb.socket, version)
    with open(option_file) as file:
        servers.write_file(config, file.read().replace(mariadb.socket, path), mode=0o600)
    site = new_site("lighttpd", config, label=name, env={"LIVECHAT_SENDMAIL": "/bin/true"})
    try:
        with hostile(mariadb, ["sql_select_limit = 5", "sql_safe_updates = 1", "autocommit = 0"]):
            call_everything(Stage(stage.world, site))
        refused = set(re.findall(r"refuses it: SET SESSION (\w+)=", site.log()))
        mysql, new = "MariaDB" not in version, "11.8" in version
        names = {"transaction_isolation", "transaction_read_only"} if mysql or new else set()
        if mysql:
            names.add("max_execution_time")
        elif "10.3" not in version:
            names.add("innodb_snapshot_isolation")
        assert refused == names - known_variables(mariadb)
    finally:
        site.stop()
        mask.door.close()


# --- and all others -----------------------------------------------------------------------------

def extremes(row):
    """Returns other values than the usual one: the least and the greatest, or what else there is."""
    name, kind, value, low, high, words = row
    if kind == "BOOLEAN":
        return [f"{name} = {int(value == 'OFF')}"]
    if kind == "ENUM":
        others = [word for word in words.split(",") if word != value]
        return [f"{name} = '{word}'" for word in (others[0], others[-1])]
    if kind == "SET":
        return [f"{name} = ''", f"{name} = '{words}'"]
    return [f"{name} = {low}", f"{name} = {high}"] if low != "NULL" else []


def variables(mariadb):
    return [line.split("\t") for line in mariadb.sql(
        "SELECT variable_name, variable_type, session_value, numeric_min_value, numeric_max_value,"
        " enum_value_list FROM information_schema.system_variables"
        " WHERE variable_scope = 'SESSION' AND read_only = 'NO' ORDER BY 1").splitlines()]


@mariadb_alone("MySQL does not list which values its variables may have")
@pytest.mark.parametrize("which", [0, -1], ids=["least", "greatest"])
def test_every_variable_of_this_server(mariadb, stage, option_file, which):
    """Those that the connections leave alone change nothing either."""
    account, possible = Data(option_file), []
    for row in variables(mariadb):
        for assignment in extremes(row)[which:][:1]:
            with contextlib.suppress(pymysql.Error):  # Some are an administrator's alone.
                account.execute("SET SESSION " + assignment)
                possible.append(assignment)
            account.connection.close()
            account = Data(option_file)
    assert len(possible) > 100
    for begin in range(0, len(possible), 25):
        with hostile(mariadb, possible[begin:begin + 25]):
            call_everything(stage)
