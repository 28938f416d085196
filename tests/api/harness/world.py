# SPDX-License-Identifier: MIT
"""A small world in which every user and visitor has data that nobody else should see. Each name, address,
text and secret in it is a unique string, so it is recognized wherever it appears. Changes by a request are
found table by table and undone."""

import hashlib
import os
import secrets
import string
import time
from dataclasses import dataclass

import pymysql

import servers

from harness import official, signed
from harness.data import ALWAYS_SEEN, SETTINGS_MAX_AGE_S, User, Visitor, new_id, now_ms, token_hash, without_limits

ALPHABET = string.ascii_lowercase + string.digits
PASSWORD = "a password for all"
TOKEN_NAME = "bot"


@dataclass
class Caller:
    """A caller of the API. token: a visitor's own, that of a user's login, or an invented one for nobody."""
    name: str
    token: str
    user: User = None
    visitor: Visitor = None

    @property
    def headers(self):
        """Returns the caller's credentials as headers; a visitor also tries their own as a login."""
        if self.user:
            return self.user.headers
        return {"X-User-Id": self.visitor.id, "X-Auth-Token": self.token} if self.visitor else {}


class World:
    """The world needs a database of its own.

    The visitors `ann` and `bob` each have an open room that `serving` serves and an older, closed one;
    `zoe` waits in the queue; `bystander`, who has been served, never calls. There is one user of each kind;
    `free` is available and serves no room.
    messages: the last message of a visitor, "ann", and the last one to them, "to ann".
    secrets: {owner: {what: text}}.
    programs: the option file of the programs, if that is another.
    """

    def __init__(self, config, programs=None):
        self.db = without_limits(config)
        official.install(official.folder_beside(config))
        self.login_secret = signed.login_secret(programs or config)
        self.secrets = {"admin": {"login-secret": self.login_secret}}
        self.messages, self.canned = {}, {}
        self.offices()
        self.users()
        self.ann, self.room = self.guest("ann")
        self.bob, self.bobs_room = self.guest("bob")
        self.zoe, self.waiting = self.guest("zoe", agent=None)
        self.files()
        self.left_behind()
        self.remember()

    def remember(self):
        """Saves the rows that restore() brings back."""
        # What is due is done after any reply, whoever stored it.
        self.tables = [name for row in self.db.rows("SHOW TABLES")
                       for name in row.values() if name not in ("duties", "upload_totals")]
        self.rows = {table: self.read(table) for table in self.tables}
        self.sums = self.checksums()

    def secret(self, owner, what):
        text = f"{owner}{what}" + "".join(secrets.choice(ALPHABET) for _ in range(12))
        self.secrets.setdefault(owner, {})[what] = text
        return text

    # --- people ---

    def offices(self):
        self.db.write_setting("Livechat_enable_transcript", "true")
        for name in ("From_Email", "Livechat_offline_email"):
            self.db.write_setting(name, self.secret("admin", "setting") + "@example.com")
        self.department = self.db.department(
            "department", email=self.secret("admin", "department") + "@example.com")

        self.blocked = "blocked@example.com"
        self.db.block("email", self.blocked, ends_at=4000000000000)
        self.trigger = self.db.trigger()

    def canned_of(self, user):
        """Returns the id of the canned response of a user, or an unknown one for nobody."""
        return self.canned.get(user.id if user else None, "unknown")

    def users(self):
        kinds = {"user": (), "agent": ("livechat-agent",), "member": ("livechat-agent",),
                 "serving": ("livechat-agent",), "free": ("livechat-agent",),
                 "manager": ("livechat-manager",), "monitor": ("livechat-monitor",),
                 "admin": ("admin",)}
        for kind, roles in kinds.items():
            setattr(self, kind, self.user_of(kind, roles))
            user = getattr(self, kind)
            self.canned[user.id] = self.db.canned(user, self.secret(kind, "shortcut"), self.secret(kind, "text"))
        self.db.set_password(self.free, PASSWORD)
        self.db.execute("UPDATE users SET password_hash = %s", self.db.value(
            "SELECT password_hash FROM users WHERE id = %s", self.free.id))
        self.db.insert("auth_tokens", hash=token_hash(self.free.token), user_id=self.free.id, created_at=now_ms())
        self.db.execute("UPDATE users SET status = 'online', available = 1 WHERE id = %s", self.free.id)
        self.secrets["free"]["password"] = self.value("SELECT password_hash FROM users LIMIT 1")
        for agent in (self.serving, self.free):
            self.db.insert("department_agents", department_id=self.department, user_id=agent.id)
        # They have asked for changes before, so each change of what they see is noted.
        for agent in (self.agent, self.member, self.serving, self.free):
            self.db.insert("inboxes", user_id=agent.id, lapse_at=ALWAYS_SEEN)

    def secrets_of(self, user):
        return next(own for own in self.secrets.values() if own.get("login") == user.token)

    def user_of(self, kind, roles):
        email = self.secret(kind, "email") + "@example.com"
        user = self.db.user(*roles, name=f"Name of {kind}", email=email)
        own = self.secrets[kind]
        own["login"], own["hash"] = user.token, token_hash(user.token)
        own["bot"] = token_hash(new_id(43))
        self.db.insert("auth_tokens", hash=own["bot"], user_id=user.id, name=TOKEN_NAME,
                       created_at=now_ms(), last_part="abcdef")
        return user

    def guest(self, owner, agent="serving"):
        """Creates a visitor with an open room and a closed one."""
        secret = self.secret
        visitor = self.db.visitor(
            name=secret(owner, "name"), username=secret(owner, "username"), token=secret(owner, "token"),
            email=secret(owner, "email") + "@example.com", phone=secret(owner, "phone"),
            ip=secret(owner, "ip"), user_agent=secret(owner, "agent"), host=secret(owner, "host"))
        visitor.username = self.secrets[owner]["username"]
        self.db.insert("visitor_fields", visitor_id=visitor.id, name=secret(owner, "key"),
                       value=secret(owner, "value"))
        agent = getattr(self, agent) if agent else None
        self.secrets[owner]["visitor"] = visitor.id
        for closed in (True, False):
            room = self.db.room(visitor, agent, closed=closed, topic=secret(owner, f"topic{closed}"),
                                tags_json=f'["{secret(owner, f"tag{closed}")}"]',
                                survey_json=f'{{"satisfaction":"{secret(owner, f"survey{closed}")}"}}',
                                ts=now_ms() - (120000 if closed else 60000))
            self.secrets[owner][f"room{closed}"] = room.id
            self.db.insert("room_fields", rid=room.id, name="note",
                           value=secret(owner, f"note{closed}"))
            self.talk(owner, room, agent, closed)
        contact = self.db.contact(visitor, name=secret(owner, "known"), is_unknown=0)
        self.db.address(contact, "email", secret(owner, "private") + "@example.com")
        self.db.insert("contact_fields", contact_id=contact, name="size", value=secret(owner, "size"))
        self.secrets[owner]["contact"] = contact
        self.contact = self.secrets["ann"]["contact"]
        return visitor, room

    def talk(self, owner, room, agent, closed):
        """Stores a message of each side; a colleague of the agent has joined the room."""
        remark = self.secret(owner, f"remark{closed}")
        self.db.insert("notes", rid=room.id, ts=1, id=new_id(), u_id=self.serving.id, msg=remark,
                       u_username=self.serving.username,
                       shown_json=f'"msg":"{remark}"\n\n"u":{{"_id":"{self.serving.id}","username":"x"}}\n'
                                  '"urls":[],"mentions":[],"channels":[],"t":"livechat_note"\n\n')
        self.db.execute("UPDATE rooms SET notes_ts = 1 WHERE id = %s", room.id)
        own = self.db.message(room, self.secret(owner, f"said{closed}"), id_by_client=1)
        self.messages[owner] = own
        if agent:
            self.messages[f"to {owner}"] = self.db.message(
                room, self.secret(owner, f"heard{closed}"), by=agent)
            self.db.insert("room_members", rid=room.id, user_id=self.member.id, joined_at=now_ms())

    def files(self):
        """Stores a file in ann's room that all of its readers see, and for each user one whose message is yet to come."""
        folder = os.path.join(os.path.dirname(self.db.config), "livechat-files")
        os.makedirs(os.path.join(folder, "ab"), exist_ok=True)
        os.chmod(folder, 0o700)
        users = (self.user, self.agent, self.member, self.serving, self.manager, self.monitor, self.admin)
        self.db.insert("settings", name="FileUpload_json_web_token_secret_for_files", value=self.secret("admin", "jwt"))
        self.file, self.staged = new_id(), {user.id: new_id() for user in users}
        self.bytes = []
        owners = {self.file: self.serving.id, **{file: user for user, file in self.staged.items()}}
        for number, (file, owner) in enumerate(owners.items()):
            path = f"ab/ab{number:030x}"
            self.bytes.append(os.path.join(folder, path))
            self.db.insert("uploads", id=file, rid=self.room.id, by_visitor=0, user_id=owner, name="a.txt",
                           media_type="text/plain", size=3, sha256="0" * 64, path=path, uploaded_at=now_ms(),
                           expires_at=None if file == self.file else ALWAYS_SEEN)
        self.write_files()

    def write_files(self):
        for path in self.bytes:
            servers.write_file(path, "Tea")

    def left_behind(self):
        """Creates rows that no client ever reads."""
        secret, now = self.secret, now_ms()
        self.db.insert("offline_messages", id=new_id(), name=secret("admin", "offname"),
                       email=secret("admin", "offmail") + "@example.com",
                       message=secret("admin", "offtext"), ip=secret("admin", "offip"), ts=now)
        self.db.insert("outbox", id=new_id(), kind="offline", recipient="x@example.com",
                       content=secret("admin", "mail"), state="sent", created_at=now - 2, sent_at=now)
        self.bystander = self.db.visitor()
        self.db.room(self.bystander, self.serving, closed=True)
        self.stop_key = new_id()
        self.db.insert("mail_stops", address="x", stop_key=self.stop_key)
        self.failed_mail, self.other_mail = new_id(), new_id()
        for n, mail in enumerate((self.failed_mail, self.other_mail)):
            self.db.insert("outbox", id=mail, kind="transcript", recipient="x@example.com", attempts=9,
                           content=secret("admin", f"offcontent{n}"), state="failed", last_error="refused",
                           created_at=now - n)
        self.error = secret("admin", "error")
        self.db.insert("logged_errors", hash=hashlib.sha256(self.error.encode()).digest(), text=self.error,
                       request_id="k2Jd7f-3", first_at=now, last_at=ALWAYS_SEEN, times=3)

    def callers(self):
        """Returns the callers by the names that the program uses for them."""
        return {caller.name: caller for caller in (
            Caller("nobody", new_id(32)),
            Caller("visitor", self.ann.token, visitor=self.ann),
            Caller("other visitor", self.bob.token, visitor=self.bob),
            *(Caller(name, user.token, user=user) for name, user in (
                ("user", self.user), ("agent", self.agent), ("member", self.member),
                ("serving agent", self.serving), ("manager", self.manager),
                ("monitor", self.monitor), ("admin", self.admin))))}

    # --- looking at it, and undoing ---

    def value(self, sql, *args):
        return self.db.value(sql, *args)

    def count(self, table, **columns):
        where = " AND ".join(f"{name} = %s" for name in columns) or "1"
        return self.value(f"SELECT COUNT(*) FROM {table} WHERE {where}", *columns.values())

    def of_room(self, column, room=None):
        return self.value(f"SELECT {column} FROM rooms WHERE id = %s", (room or self.room).id)

    def last(self, room=None):
        """Returns the newest message."""
        return self.db.row("SELECT * FROM messages WHERE rid = %s ORDER BY ts DESC LIMIT 1",
                           (room or self.room).id)

    def checksums(self):
        return {row["Table"].rpartition(".")[2]: row["Checksum"]
                for row in self.db.rows("CHECKSUM TABLE " + ", ".join(self.tables))}

    def read(self, table):
        with self.db.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            return [tuple(row.values()) for row in cursor.fetchall()]

    def changed(self, since):
        """Returns the names of the tables whose rows have changed."""
        now = self.checksums()
        return {table for table in self.tables if now[table] != since[table]}

    def restore(self):
        is_blocked = self.count("blocks", kind="visitor")
        for table in self.changed(self.sums):
            while not self.restored(table):
                pass
        if not all(os.path.exists(path) for path in self.bytes):
            self.write_files()
        if is_blocked:  # The processes know it for as long as their settings.
            time.sleep(SETTINGS_MAX_AGE_S)

    def restored(self, table):
        """Restores a table; False: a process that did a duty after its reply was in the way."""
        try:
            self.db.execute(f"DELETE FROM {table}")
            if self.rows[table]:
                placeholders = ", ".join(["%s"] * len(self.rows[table][0]))
                with self.db.connection.cursor() as cursor:
                    cursor.executemany(f"INSERT INTO {table} VALUES ({placeholders})", self.rows[table])
        except pymysql.err.OperationalError as error:
            if error.args[0] != 1213:  # a deadlock
                raise
            return False
        return True


class Stage:
    """A world, and a site that serves it to its callers."""

    def __init__(self, world, site):
        self.world, self.site, self.api = world, site, site.client
        self.callers = world.callers()
