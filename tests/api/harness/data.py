# SPDX-License-Identifier: MIT
"""Creates the rows that a test begins with, and reads those that it left."""

import base64
import contextlib
import hashlib
import json
import secrets
import time
from dataclasses import dataclass

import pymysql
import pymysql.constants.ER

import servers
from harness.checks import wait_for

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz"
ROLES = {"user": 1, "livechat-agent": 2, "livechat-manager": 4, "livechat-monitor": 8, "admin": 16}


SETTINGS_MAX_AGE_S = 1.1

# All tests run with these settings instead of the defaults: rate limits that no ordinary test reaches.
HARNESS_SETTINGS = {
    "Livechat_limit_batch_per_minute": "1000000",
    "Livechat_limit_login_per_5_minutes": "1000000",
    "Livechat_limit_new_room_per_minute": "1000000",
    "Livechat_limit_new_visitor_per_minute": "1000000",
    "Livechat_limit_offline_interval_seconds": "1",
    "Livechat_limit_offline_per_hour": "1000000",
    "Livechat_limit_send_burst": "1000000",
    "Livechat_limit_send_per_minute": "1000000",
    "Livechat_limit_transcript_per_minute": "1000000",
    "Livechat_limit_update_per_minute": "1000000",
    "Livechat_limit_upload_burst": "1000000",
    "Livechat_limit_upload_megabytes_per_hour": "1000000",
    "Livechat_limit_upload_per_hour": "1000000",
}


def new_id(length=17):
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


# When users of tests are seen last, so that the test's duration does not decide who is there.
ALWAYS_SEEN = 9_000_000_000_000


def now_ms():
    return int(time.time() * 1000)


@dataclass
class User:
    id: str
    username: str
    token: str
    password: str = None

    @property
    def headers(self):
        return {"X-User-Id": self.id, "X-Auth-Token": self.token}


@dataclass
class Visitor:
    id: str
    token: str
    username: str
    name: str


@dataclass
class Room:
    id: str
    visitor: Visitor


def shown_json(row):
    """Returns the JSON of a message whose text is not parsed, as the column contains it."""
    author = {"_id": row["u_id"], "username": row["u_username"]}
    if row.get("u_name") is not None:
        author["name"] = row["u_name"]
    lists = {"urls": [], "mentions": [], "channels": []}
    editor = {"_id": row.get("edited_by_id"), "username": row.get("edited_by_username")}
    lines = [
        {"msg": row["msg"]},
        {"alias": row["u_name"]} if row["by_visitor"] and "name" in author else {},
        {"u": author},
        {**lists, "t": row["type"]} if row.get("type") else lists,
        {"editedBy": editor} if editor["_id"] else {},
    ]
    parts = [json.dumps(line, ensure_ascii=False, separators=(",", ":"))[1:-1] for line in lines]
    return "\n".join([*parts, row.get("extra_json") or ""])


def shown_members(row):
    """Returns the same, parsed."""
    return json.loads("{" + ",".join(line for line in row["shown_json"].split("\n") if line) + "}")


def without_limits(config, **kwargs):
    """Returns the Data of the database of that option file, with limits that no ordinary test reaches."""
    data = Data(config, **kwargs)
    data.lift_limits()
    return data


def import_file(data, path):
    """Sends the statements of a schema file one after the other, as phpMyAdmin does."""
    with open(path) as file:
        text = "".join(line for line in file if not line.startswith("--"))
    for statement in text.split(";\n"):
        if statement.strip():
            with data.connection.cursor() as cursor:
                cursor.execute(statement)


class Data:
    """The database of a test run. All created rows have random names, so tests do not affect each other."""

    def __init__(self, config, settings_age_s=SETTINGS_MAX_AGE_S, **base):
        """`settings_age_s`: how long the programs use the settings that they have read. `base`: settings that
        all tests on this database begin with, besides those of lift_limits()."""
        self.config = config
        self.base = {**HARNESS_SETTINGS, **base}
        self.settings_age_s = settings_age_s
        options = {}
        with open(config) as file:
            for line in file:
                if "=" in line:
                    name, _, value = line.partition("=")
                    options[name.strip()] = value.strip()
        self.options = options
        self.connection = self.connect()
        self.changed_settings = set()

    def connect(self, autocommit=True):
        """Opens another connection, for example to hold locks."""
        return pymysql.connect(
            unix_socket=self.options["socket"], user=self.options["user"],
            password=self.options["password"], database=self.options["database"],
            charset="utf8mb4", autocommit=autocommit, cursorclass=pymysql.cursors.DictCursor)

    @contextlib.contextmanager
    def held(self, room):
        """Locks the room's row until the end of the block; writes into the room wait meanwhile."""
        with contextlib.closing(self.connect(autocommit=False)) as holder:
            with holder.cursor() as cursor:
                cursor.execute("SELECT 1 FROM rooms WHERE id = %s FOR UPDATE", (room.id,))
            yield
            holder.rollback()

    def waiting(self, *users):
        """Returns the ids of connections that wait for a lock on a room; only those of these users, if any
        are given."""
        return [row["id"] for row in self.rows(
            "SELECT id, user FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
            " AND command IN ('Query', 'Execute') AND (info LIKE 'UPDATE rooms%%'"
            " OR info LIKE 'INSERT INTO messages%%')") if not users or row["user"] in users]

    # --- SQL ---

    @staticmethod
    def run(execute, sql, args):
        """Runs a statement again for as long as it deadlocks with what a process does after its reply. The
        database has undone it then, and as each statement commits itself, nothing else with it."""
        while True:
            try:
                return execute(sql, args)
            except pymysql.err.OperationalError as error:
                if error.args[0] != pymysql.constants.ER.LOCK_DEADLOCK:
                    raise

    def rows(self, sql, *args):
        """Returns rows as dictionaries; VARBINARY columns with valid UTF-8 as text."""
        with self.connection.cursor() as cursor:
            self.run(cursor.execute, sql, args)
            return [{k: text(v) for k, v in row.items()} for row in cursor.fetchall()]

    def row(self, sql, *args):
        rows = self.rows(sql, *args)
        return rows[0] if rows else None

    def value(self, sql, *args):
        row = self.row(sql, *args)
        return next(iter(row.values())) if row else None

    def execute(self, sql, *args):
        with self.connection.cursor() as cursor:
            return self.run(cursor.execute, sql, args)

    def execute_many(self, sql, rows):
        """Runs a statement for each row of arguments."""
        with self.connection.cursor() as cursor:
            self.run(cursor.executemany, sql, rows)

    def insert(self, table, **columns):
        names = ", ".join(columns)
        placeholders = ", ".join(["%s"] * len(columns))
        self.execute(f"INSERT INTO {table} ({names}) VALUES ({placeholders})", *columns.values())

    # --- people, rooms, messages ---

    def user(self, *roles, name="Test Agent", available=True, status="online", **columns):
        """Creates a logged-in user; roles as in ROLES."""
        user = User(new_id(), "agent." + new_id(8).lower(), secrets.token_urlsafe(32))
        bits = 1
        for role in roles:
            bits |= ROLES[role]
        now = now_ms()
        self.insert("users", **{**dict(
            id=user.id, username=user.username, name=name, roles=bits, active=1, status=status,
            available=int(available), seen_at=ALWAYS_SEEN, created_at=now, updated_at=now), **columns})
        self.insert("auth_tokens", hash=token_hash(user.token), user_id=user.id, name=None,
                    created_at=now)
        return user

    def agent(self, **columns):
        return self.user("livechat-agent", **columns)

    def manager(self, **columns):
        return self.user("livechat-agent", "livechat-manager", **columns)

    def set_password(self, user, password="correct horse"):
        """Sets a password through livechat-admin, as an admin would."""
        servers.admin(self.config, "user", "password", user.username, typed=password + "\n")
        user.password = password
        return user

    def department(self, label="department", *agents, **columns):
        """Creates a department with these agents and returns its _id, which its name has after the label."""
        department = new_id()
        self.insert("departments", **{**dict(id=department, name=f"{label} {department}", enabled=1,
                                             updated_at=now_ms()), **columns})
        for agent in agents:
            self.insert("department_agents", department_id=department, user_id=agent.id)
        return department

    def block(self, kind, value, **columns):
        """Returns the id of a new block."""
        row = {"id": new_id(), "kind": kind, "value": value, "reason": "spam", "created_at": now_ms(), **columns}
        self.insert("blocks", **row)
        return row["id"]

    def trigger(self, **columns):
        """Returns the id of a new trigger."""
        row = {"id": new_id(), "name": "trigger", "description": "", "enabled": 1, "run_once": 0,
               "conditions_json": '[{"name":"time-on-site","value":"5"}]',
               "actions_json": '[{"name":"send-message","params":{"sender":"queue","msg":"Hello"}}]',
               "updated_at": now_ms(), **columns}
        self.insert("triggers", **row)
        return row["id"]

    def field_definition(self, _id="field", **columns):
        """Returns the name of a new custom field, which visitors may have unless `scope` is room."""
        row = {"id": _id, "label": "label", "scope": "visitor", "visibility": "visible", "required": 0,
               "is_public": 1, "searchable": 0, "updated_at": now_ms(), **columns}
        self.insert("field_definitions", **row)
        return _id

    def contact(self, *visitors, name="Test Contact", **columns):
        """Returns the id of a new contact, to whom these visitors belong, with a channel for each source of their rooms."""
        row = {"id": new_id(), "name": name, "is_unknown": 1, "created_at": now_ms(), "updated_at": now_ms(), **columns}
        self.insert("contacts", **row)
        for visitor in visitors:
            self.insert("contact_visitors", visitor_id=visitor.id, contact_id=row["id"])
            self.execute("INSERT INTO contact_channels (visitor_id, source, contact_id, rid, last_ts)"
                         " SELECT visitor_id, source, %s, id, ts FROM rooms WHERE visitor_id = %s ORDER BY ts"
                         " ON DUPLICATE KEY UPDATE rid = VALUES(rid), last_ts = VALUES(last_ts)", row["id"], visitor.id)
        return row["id"]

    def address(self, contact, kind, value):
        self.insert("contact_addresses", contact_id=contact, kind=kind, value=value, sought=value.lower(),
                    position=self.value("SELECT COUNT(*) FROM contact_addresses WHERE contact_id = %s", contact))

    def canned(self, user, shortcut=None, text="Hello", scope="user", **columns):
        """Returns the id of a new canned response."""
        row = {"id": new_id(), "shortcut": shortcut or new_id(), "text": text, "scope": scope,
               "user_id": user.id if scope == "user" else None, "tags_json": "[]",
               "created_by_id": user.id, "created_by_username": user.username,
               "created_at": now_ms(), "updated_at": now_ms(), **columns}
        self.insert("canned_responses", **row)
        return row["id"]

    def visitor(self, name="Test Visitor", **columns):
        visitor = Visitor(new_id(), "tok" + secrets.token_hex(16), "guest-" + new_id(6), name)
        now = now_ms()
        self.insert("visitors", **{**dict(
            id=visitor.id, token=visitor.token, username=visitor.username, name=name, ts=now,
            updated_at=now, seen_at=ALWAYS_SEEN), **columns})
        visitor.token = columns.get("token", visitor.token)
        return visitor

    def room(self, visitor=None, agent=None, closed=False, ts=None, **columns):
        """Creates a room with its livechat-started message; it waits in the queue, or `agent` serves it."""
        visitor = visitor or self.visitor()
        room = Room(new_id(), visitor)
        ts = ts or now_ms() - 60000
        row = dict(id=room.id, visitor_id=visitor.id, visitor_token=visitor.token, fname=visitor.name or visitor.username,
                   is_open=int(not closed), ts=ts, last_ts=ts, version=1, queued_at=ts,
                   users_count=1, updated_at=ts)
        if agent:
            row.update(served_by_id=agent.id, served_by_username=agent.username, served_at=ts,
                       users_count=2)
        if closed:
            row.update(closed_at=ts + 1, closer="visitor", closed_by_id=visitor.id,
                       closed_by_username=visitor.username)
        self.insert("rooms", **{**row, **columns})
        if not closed:
            self.insert("inquiries", id=new_id(), rid=room.id, name=row["fname"],
                        status="taken" if agent else "queued", ts=ts, updated_at=ts)
        self.message(room, "", type="livechat-started", ts=ts, extra_json='"groupable":false')
        return room

    def message(self, room, msg="hello", by=None, ts=None, type=None, **columns):
        """Stores a message of the room's visitor, or of the agent `by`, and returns its _id. It also updates
        the room's counters and its clock."""
        author = by or room.visitor
        last_ts = self.value("SELECT last_ts FROM rooms WHERE id = %s", room.id)
        ts = ts or max(last_ts + 1, now_ms())
        row = dict(rid=room.id, ts=ts, id=new_id(), type=type, by_visitor=int(by is None),
                   u_id=author.id, u_username=author.username,
                   u_name=getattr(author, "name", None), msg=msg, updated_at=ts)
        row.update(columns)
        row.setdefault("shown_json", shown_json(row))
        self.insert("messages", **row)
        self.execute(
            "UPDATE rooms SET last_ts = GREATEST(last_ts, %s), version = version + 1,"
            " msgs = msgs + %s, listed = listed + %s, agent_msgs = agent_msgs + %s, lm = IF(%s, %s, lm),"
            " last_message_id = IF(%s, %s, last_message_id) WHERE id = %s",
            max(ts, row["updated_at"]), type is None, type in (None, "livechat-close"), type is None and by is not None,
            type is None, ts, type is None, row["id"], room.id)
        return row["id"]

    # --- settings ---

    def make_due(self, kind="%"):
        """The time of all duties of a kind comes. A process that has begun one may still postpone it, so this
        waits until none has."""
        wait_for(lambda: not self.rows("SELECT id FROM duties WHERE lease <> '' AND kind LIKE %s", kind))
        self.execute("UPDATE duties SET due_at = 1 WHERE lease = '' AND kind LIKE %s", kind)

    def plan(self, query):
        """Returns which index the server takes for a query of one table, and how: MySQL says it in one text, MariaDB in
        columns, of which one has the indexes that it does not take."""
        (row,) = self.rows("EXPLAIN " + query)
        return " ".join(str(value) for name, value in row.items() if name != "possible_keys")

    def do_duties(self, *arguments):
        """Does the duties that are due; those that another process has begun are done as well when this returns.
        Returns what was logged."""
        logged = servers.admin(self.config, "jobs", "run", *arguments).stderr
        wait_for(lambda: not self.rows("SELECT id FROM duties WHERE lease <> '' AND due_at > %s", now_ms()))
        return logged

    def postpone(self, kind):
        """No duty of a kind becomes due by itself before the tests are over."""
        self.execute("UPDATE duties SET due_at = %s WHERE kind = %s", now_ms() + 86_400_000, kind)

    def lift_limits(self):
        """Sets the limits that all tests begin with, except the tests of the limits."""
        for name, value in self.base.items():
            self.write_setting(name, value)

    def write_setting(self, name, value):
        self.execute("REPLACE INTO settings (name, value) VALUES (%s, %s)", name, value)

    def set(self, **settings):
        """Changes settings and waits until every process uses them. The fixture `settings` restores them
        after the test."""
        for name, value in settings.items():
            self.write_setting(name, value)
            self.changed_settings.add(name)
        time.sleep(self.settings_age_s)

    def reset_settings(self):
        if not self.changed_settings:
            return
        for name in self.changed_settings:
            if name in self.base:
                self.write_setting(name, self.base[name])
            else:
                self.execute("DELETE FROM settings WHERE name = %s", name)
        self.changed_settings.clear()
        time.sleep(self.settings_age_s)


def text(value):
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value
    return value


def token_hash(token):
    return base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
