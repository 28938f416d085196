# SPDX-License-Identifier: MIT
"""livechat-admin as an admin uses it: its output, its exit codes, and that its changes take effect at once in
the API."""

import json
import os
import pty
import re
import subprocess
import termios
import threading

import pytest

import servers
from harness.checks import PATIENCE_S, plain, result, wait_for
from harness.data import Data, new_id, token_hash

OK, FAILED, USAGE, DATABASE = range(4)


@pytest.fixture(scope="module")
def config(new_database):
    return new_database("admin")


@pytest.fixture(scope="module")
def db(config):
    return Data(config)


@pytest.fixture(scope="module")
def api(new_site, config):
    return new_site("lighttpd", config, label="admin").client


@pytest.fixture
def run(config):
    """run("user", "list") returns the result; `code` is the expected exit code."""
    def call(*args, code=OK, typed="", env=None, cwd=None, option=("--config", config)):
        result = subprocess.run([servers.ADMIN, *option, *args], input=typed, text=True, cwd=cwd,
                                capture_output=True, check=False, timeout=60,
                                env={**os.environ, **(env or {})})
        assert result.returncode == code, result
        assert "Sanitizer" not in result.stderr
        if code != OK:
            assert result.stderr.strip(), result
        return result
    return call


def printed(run, *args):
    return json.loads(run(*args, "--json").stdout)


def new_name():
    return "user-" + new_id(8)


def add(run, *options, typed="correct horse\n"):
    name = new_name()
    run("user", "add", name, *options, typed=typed)
    return name


def token(run, username, name="bot", *options):
    made = json.loads(run("token", "add", username, name, "--json", *options).stdout)
    return {"X-User-Id": made["userId"], "X-Auth-Token": made["authToken"]}


def is_logged_in(api, db, headers):
    """Returns whether the request of an agent is accepted."""
    status = api.get(f"messages/{db.room().id}", headers=headers).status
    assert status in (200, 401), status
    return status == 200


# --- the command line --------------------------------------------------------------------------

COMMANDS = ["migrate", "user add", "user list", "user password", "user disable", "user enable",
            "user delete",
            "token add", "token list", "token revoke", "setting get", "setting set",
            "setting list", "block add", "block list", "block remove", "outbox list", "outbox retry", "outbox drop", "jobs list", "jobs run", "room list", "room show"]


def test_help_describes_every_command(run):
    said = run("--help", option=()).stdout
    for command in COMMANDS:
        assert re.search(rf"^  {command}\b.* \w", said, re.M), command
        helped = run(*command.split(), "--help", option=()).stdout
        assert f"livechat-admin {command}" in helped and "--config" in helped
    assert "Exit codes" in said


@pytest.mark.parametrize("args", [
    [], ["bogus"], ["user"], ["user", "bogus"], ["user", "list", "--bogus"], ["user", "add"],
    ["user", "list", "extra"], ["user", "list", "--json=1"], ["--config"],
    ["room", "list", "--limit", "0"], ["room", "list", "--limit", "-1"],
    ["room", "list", "--limit", "1e9"], ["outbox", "retry"], ["outbox", "retry", "x", "--all"],
    ["outbox", "drop"], ["outbox", "drop", "x", "--all"],
    ["outbox", "list", "--state", "lost"],
    ["block", "add"], ["block", "remove"], ["block", "add", "--email", "nobody"],
    ["block", "add", "--visitor", "a b"], ["block", "add", "--email", "a@example.com", "--network", "::1"],
    *(["block", "add", "--network", network] for network in
      ("", "192.0.2", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/8x", "192.0.2.1:80", "[::1]",
       "2001:db8::/129", "192.0.2.0/24,::1")),
    *(["block", "add", "--network", "::1", *end] for end in
      (("--until", "soon"), ("--until", "2020-01-01"), ("--for", "1"), ("--for", "0d"), ("--for", "-1d"),
       ("--for", "9999999999999999d"), ("--for", "1d", "--until", "2999-01-01"))),
    ["block", "add", "--network", "::1", "--reason", "x" * 256], ["user", "password", "lisa", "a password"],
])
def test_wrong_usage_is_explained(run, config, args):
    option = () if "--config" in args else ("--config", config)
    assert run(*args, code=USAGE, option=option).stdout == ""


def test_the_option_file_is_found(run, config, tmp_path):
    """The option file is the one of --config, else of LIVECHAT_CONFIG, else livechat.cnf in this folder;
    without any the tool names these places."""
    nothing = {"LIVECHAT_CONFIG": ""}
    run("user", "list", option=(), env={"LIVECHAT_CONFIG": config})
    said = run("user", "list", option=(), env=nothing, cwd=tmp_path, code=DATABASE).stderr
    assert "--config" in said and "LIVECHAT_CONFIG" in said and "livechat.cnf" in said
    os.symlink(config, tmp_path / "livechat.cnf")
    run("user", "list", option=(), env=nothing, cwd=tmp_path)
    run("user", "list", env={"LIVECHAT_CONFIG": "/nowhere"})
    said = run("user", "list", option=("--config", "/nowhere"), code=DATABASE).stderr
    assert "/nowhere" in said


def test_output_that_cannot_be_written(config):
    with open("/dev/full", "w") as full:
        result = subprocess.run([servers.ADMIN, "--config", config, "user", "list"], stdout=full,
                                stderr=subprocess.PIPE, check=False)
    assert result.returncode == FAILED


# --- migrate -----------------------------------------------------------------------------------

def test_migrate_creates_the_tables(run, new_database):
    option = ("--config", new_database("admin_migrate", migrate=False))
    said = run("user", "list", option=option, code=DATABASE).stderr
    assert "livechat-admin" in said and "migrate" in said
    data = Data(option[1])
    assert "001-livechat.sql" in run("migrate", "--dry-run", option=option).stdout
    assert data.rows("SHOW TABLES") == []
    assert "001-livechat.sql" in run("migrate", option=option).stdout
    assert "up to date" in run("migrate", option=option).stdout
    assert "up to date" in run("migrate", "--dry-run", option=option).stdout
    run("user", "list", option=option)
    data.execute("INSERT INTO schema_version (version, file, applied_at) VALUES (999, '999-later.sql', 1)")
    assert "999, newer" in run("migrate", option=option).stdout


def test_migrate_after_a_failure(run, new_database):
    """When a statement in the middle fails, it is enough to remove the cause and run the command again."""
    option = ("--config", new_database("admin_half", migrate=False))
    data = Data(option[1])
    data.execute("CREATE TABLE schema_version (version INT PRIMARY KEY, file VARBINARY(64), applied_at BIGINT)")
    data.execute("CREATE VIEW messages AS SELECT 1 AS id")
    data.execute("CREATE TABLE settings (a INT)")
    said = run("migrate", option=option, code=DATABASE).stderr
    assert ".sql" in said and "error 1" in said
    run("user", "list", option=option, code=DATABASE)
    data.execute("DROP VIEW messages")
    data.execute("DROP TABLE settings")
    run("migrate", option=option)
    run("user", "list", option=option)


def test_migrate_can_run_twice_at_the_same_time(new_database):
    config = new_database("admin_twice", migrate=False)
    both = [subprocess.Popen([servers.ADMIN, "--config", config, "migrate"], text=True,
                             stdout=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[0] for process in both]
    assert all(process.returncode == OK for process in both)
    assert sum("Applied 001" in text for text in said) == 1


# --- users -------------------------------------------------------------------------------------

def test_user_add(run):
    name = add(run, "--name", "Lisa Müller", "--email", "lisa@example.com", "--role", "agent",
               "--role", "livechat-manager")
    user = next(user for user in printed(run, "user", "list") if user["username"] == name)
    assert user["roles"] == ["user", "livechat-agent", "livechat-manager"]
    assert (user["name"], user["email"]) == ("Lisa Müller", "lisa@example.com")
    assert user["active"] is True and user["password"] is True and len(user["_id"]) == 17
    assert re.search(rf"^{name} +{user['_id']} +Lisa Müller ", run("user", "list").stdout, re.M)


def test_user_add_without_password(run):
    users = [add(run, "--no-password"), add(run, typed="")]
    for user in printed(run, "user", "list"):
        if user["username"] in users:
            users.remove(user["username"])
            assert user["password"] is False and user["roles"] == ["user", "livechat-agent"]
    assert users == []


def test_user_add_twice(run):
    name = add(run, "--no-password")
    for again in (name, name.upper()):
        assert name in run("user", "add", again, "--no-password", code=FAILED).stderr
    assert sum(user["username"].lower() == name.lower() for user in printed(run, "user", "list")) == 1


@pytest.mark.parametrize("args", [
    ["a b"], [""], ["ä"], ["a/b"], ["x" * 65], ["{new}", "--email", "nobody"],
    ["{new}", "--email", "a@example.com\nBcc: b@example.com"], ["{new}", "--role", "boss"],
    ["{new}", "--name", ""], ["{new}", "--name", "a\x1b[2J"], ["{new}", "--name", "x" * 256],
])
def test_user_add_refused(run, args):
    before = printed(run, "user", "list")
    run("user", "add", *[arg.format(new=new_name()) for arg in args], "--no-password", code=USAGE)
    assert printed(run, "user", "list") == before


@pytest.mark.parametrize("typed", ["short\n", "seven 7\n", "x" * 1025 + "\n", "a\0password\n"])
def test_user_add_refuses_bad_passwords(run, typed):
    name = new_name()
    run("user", "add", name, code=FAILED, typed=typed)
    assert all(user["username"] != name for user in printed(run, "user", "list"))


def stored_hash(db, name):
    return db.value("SELECT password_hash FROM users WHERE username = %s", name)


def test_password_is_hashed(run, db):
    names = [add(run, typed="correct horse\n"), add(run, typed="correct horse\r\nmore\n")]
    hashes = [stored_hash(db, name) for name in names]
    assert hashes[0] != hashes[1] and all(h.startswith("$y$") for h in hashes)
    assert not any("correct" in h for h in hashes)


def test_user_password(run, db, api):
    """A new password ends the user's logins and personal access tokens."""
    name = add(run)
    before = stored_hash(db, name)
    bot = token(run, name)
    login = {**bot, "X-Auth-Token": "login-" + new_id()}
    add_login(db, login)
    assert is_logged_in(api, db, login) and is_logged_in(api, db, bot)
    run("user", "password", name, typed="battery staple\n")
    assert stored_hash(db, name) != before
    assert not is_logged_in(api, db, login)
    assert not is_logged_in(api, db, bot)
    for typed in ("", "\n", "short\n"):
        after = stored_hash(db, name)
        run("user", "password", name, typed=typed, code=FAILED)
        assert stored_hash(db, name) == after
    run("user", "password", "nobody-" + new_id(), typed="battery staple\n", code=FAILED)


def add_login(db, headers):
    db.insert("auth_tokens", hash=token_hash(headers["X-Auth-Token"]),
              user_id=headers["X-User-Id"], name=None, created_at=1)


def on_terminal(config, args, answers):
    """Runs the tool on a terminal and types; returns (exit code, what the terminal showed)."""
    master, slave = pty.openpty()
    process = subprocess.Popen([servers.ADMIN, "--config", config, *args], stdin=slave,
                               stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    shown = b""

    def read():
        nonlocal shown
        try:
            while chunk := os.read(master, 1000):
                shown += chunk
        except OSError:
            pass
    reader = threading.Thread(target=read)
    reader.start()
    for prompt, answer in answers:
        wait_for(lambda: prompt in shown)
        wait_for(lambda: not termios.tcgetattr(master)[3] & termios.ECHO)
        os.write(master, answer)
    code = process.wait(PATIENCE_S)
    os.close(master)
    reader.join()
    return code, shown.decode()


def test_a_password_is_not_shown_on_a_terminal(run, db, config):
    name = add(run)
    before = stored_hash(db, name)
    code, shown = on_terminal(config, ["user", "password", name], [
        (b"Password", b"battery staple\n"), (b"Once more", b"battery stable\n")])
    assert code == FAILED and "not the same" in shown and stored_hash(db, name) == before
    code, shown = on_terminal(config, ["user", "password", name], [
        (b"Password", b"battery staple\n"), (b"Once more", b"battery staple\n")])
    assert code == OK and stored_hash(db, name) != before
    assert "battery" not in shown


def test_user_disable(run, db, api):
    name = add(run)
    headers = token(run, name)
    assert is_logged_in(api, db, headers)
    run("user", "disable", name)
    assert not is_logged_in(api, db, headers)
    assert printed(run, "token", "list", name) == []
    user = next(user for user in printed(run, "user", "list") if user["username"] == name)
    assert user["active"] is False and user["available"] is False
    run("token", "add", name, "new", code=FAILED)
    # A token that is restored from a backup, for example, does not work.
    add_login(db, headers)
    assert not is_logged_in(api, db, headers)
    run("user", "enable", name)
    assert is_logged_in(api, db, headers)
    run("user", "disable", "nobody-" + new_id(), code=FAILED)


def test_user_delete(run, db, api):
    name = add(run)
    headers = token(run, name)
    room = db.room(agent=db.agent())
    db.execute("UPDATE rooms SET served_by_id = %s, served_by_username = %s WHERE id = %s",
               headers["X-User-Id"], name, room.id)
    run("user", "delete", name)
    assert not is_logged_in(api, db, headers)
    assert name not in [user["username"] for user in printed(run, "user", "list")]
    assert db.value("SELECT served_by_id FROM rooms WHERE id = %s", room.id) is None
    assert db.value("SELECT status FROM inquiries WHERE rid = %s", room.id) == "queued"
    run("user", "delete", name, code=FAILED)


# --- tokens ------------------------------------------------------------------------------------

def test_token(run, db, api):
    name = add(run)
    said = run("token", "add", name, "bot").stdout
    headers = dict(re.findall(r"^(X-[\w-]+): (\S+)$", said, re.M))
    assert len(headers) == 2 and len(headers["X-Auth-Token"]) == 43
    assert is_logged_in(api, db, headers)
    assert headers["X-Auth-Token"] not in str(db.rows("SELECT * FROM auth_tokens"))
    assert not is_logged_in(api, db, {**headers, "X-Auth-Token": headers["X-Auth-Token"][:-1] + "_"})
    assert not is_logged_in(api, db, {**headers, "X-User-Id": token(run, add(run))["X-User-Id"]})
    run("token", "add", name, "bot", code=FAILED)
    run("token", "add", name, "second")
    assert [t["name"] for t in printed(run, "token", "list", name)] == ["bot", "second"]
    run("token", "revoke", name, "bot")
    assert not is_logged_in(api, db, headers)
    run("token", "revoke", name, "bot", code=FAILED)
    assert [t["name"] for t in printed(run, "token", "list", name)] == ["second"]


def test_token_expires(run, db, api):
    name = add(run)
    headers = token(run, name, "bot", "--days", "1")
    made = printed(run, "token", "list", name)[0]
    assert made["expiresAt"] > made["createdAt"]
    assert is_logged_in(api, db, headers)
    db.execute("UPDATE auth_tokens SET expires_at = 1000 WHERE user_id = %s", headers["X-User-Id"])
    assert not is_logged_in(api, db, headers)
    for days in ("0", "-1", "x", "99999999999999999999"):
        run("token", "add", name, "other", "--days", days, code=USAGE)


@pytest.mark.parametrize("name", ["", "a\nb", "ä", "x" * 129])
def test_token_name_refused(run, name):
    run("token", "add", add(run), name, code=USAGE)


# --- settings ----------------------------------------------------------------------------------

def test_setting(run, db, api):
    """The next request after the command uses the new value."""
    for value in ("false", "true", "false", "true"):
        run("setting", "set", "Livechat_enabled", value)
        assert run("setting", "get", "Livechat_enabled").stdout == value + "\n"
        rooms = [db.room() for _ in range(4)]
        answers = {api.post("message", token=room.visitor.token, rid=room.id, msg="x").status
                   for room in rooms}
        assert answers == {200 if value == "true" else 400}, value
    assert db.rows("SELECT * FROM settings WHERE name = 'Livechat_enabled'") == []


def test_setting_list(run):
    settings = printed(run, "setting", "list")
    names = [setting["name"] for setting in settings]
    assert names == sorted(names) and len(names) > 30
    assert all(setting["help"] and setting["type"] for setting in settings)
    run("setting", "set", "API_Default_Count", "70")
    changed = printed(run, "setting", "list", "--changed")
    assert [(s["name"], s["value"], s["default"]) for s in changed] == [
        ("API_Default_Count", "70", "50")]
    run("setting", "set", "API_Default_Count", "50")
    assert printed(run, "setting", "list", "--changed") == []
    secret = "A" * 42 + "E"
    run("setting", "set", "Livechat_push_private_key", secret)
    changed = printed(run, "setting", "list", "--changed")
    assert [(s["name"], s["value"]) for s in changed] == [("Livechat_push_private_key", "(secret)")]
    assert run("setting", "get", "Livechat_push_private_key").stdout.strip() == secret
    run("setting", "set", "Livechat_push_private_key", "")


@pytest.mark.parametrize("name, value", [
    ("API_Default_Count", "0"), ("API_Default_Count", "many"), ("Livechat_enabled", "yes"),
    ("Livechat_offline_email", "nobody"), ("trusted_proxies", "10.0.0.0/99"), ("site_time_zone", "Europe/Nowhere"), ("Nothing", "1"),
    ("Livechat_guest_count", "5"),
])
def test_setting_refused(run, db, name, value):
    before = db.rows("SELECT * FROM settings")
    assert name in run("setting", "set", name, value, code=FAILED).stderr
    assert db.rows("SELECT * FROM settings") == before


def test_setting_wrong_in_the_table(run, db):
    """When somebody has written an invalid value to the table, the default is used and the log says so."""
    db.insert("settings", name="API_Default_Count", value="lots")
    result = run("setting", "get", "API_Default_Count")
    assert result.stdout == "50\n" and "API_Default_Count" in result.stderr
    db.execute("DELETE FROM settings WHERE name = 'API_Default_Count'")


# --- outbox ------------------------------------------------------------------------------------

def test_outbox(run, db):
    for state, next_try in (("queued", 1), ("queued", 2**50), ("sent", 1), ("failed", 1)):
        db.insert("outbox", id=f"{state}-{next_try}", kind="offline", recipient="a@example.com",
                  content="x", state=state, attempts=3, created_at=1, last_error="no\x1bprogram")
        if state == "queued":
            db.insert("duties", kind="mail", ref=f"{state}-{next_try}", due_at=next_try, attempts=3)
    assert len(printed(run, "outbox", "list")) == 4
    assert [m["_id"] for m in printed(run, "outbox", "list", "--state", "failed")] == ["failed-1"]
    assert len(printed(run, "outbox", "list", "--limit", "2")) == 2
    shown = run("outbox", "list").stdout
    assert "no\\x1bprogram" in shown and "\x1b" not in shown

    def states():
        return {m["_id"]: m["attempts"] for m in printed(run, "outbox", "list", "--state", "queued")}
    run("outbox", "retry", "sent-1", code=FAILED)
    run("outbox", "retry", "nothing", code=FAILED)
    run("outbox", "retry", "failed-1")
    assert states()["failed-1"] == 0 and states()[f"queued-{2**50}"] == 3
    assert "1 mail" in run("outbox", "retry", "--all").stdout
    assert states() == {"failed-1": 0, f"queued-{2**50}": 0, "queued-1": 3}
    run("outbox", "drop", "sent-1", code=FAILED)
    assert "nothing" in run("outbox", "drop", "nothing", code=FAILED).stderr
    assert "1 mail was" in run("outbox", "drop", "queued-1").stdout
    assert set(states()) == {"failed-1", f"queued-{2**50}"} and db.value(
        "SELECT COUNT(*) FROM duties WHERE kind = 'mail'") == 2
    db.execute("UPDATE outbox SET state = 'failed' WHERE id = 'failed-1'")
    for n in range(1001):
        db.insert("outbox", id=f"n{n}", kind="offline", recipient="a@example.com", content="x", state="failed", created_at=1)
    assert "1002 mails were" in run("outbox", "drop", "--all").stdout
    assert {m["_id"] for m in printed(run, "outbox", "list")} == {"sent-1", f"queued-{2**50}"}
    db.execute("DELETE FROM outbox")
    db.execute("DELETE FROM duties")


# --- rooms -------------------------------------------------------------------------------------

def test_room(run, db):
    agent = db.agent()
    room = db.room(db.visitor(name="Evil\x1b[31m \u202e"), agent=agent)
    closed = db.room(closed=True)
    for n in range(25):
        db.message(room, f"message {n}")
    db.message(room, "two\nlines \x9b31m \x07", by=agent)
    line = next(line for line in printed(run, "room", "list") if line["_id"] == room.id)
    assert line["open"] is True and line["msgs"] == 26 and line["servedBy"] == agent.username
    open_rooms = [line["_id"] for line in printed(run, "room", "list", "--open")]
    assert room.id in open_rooms and closed.id not in open_rooms
    assert len(printed(run, "room", "list", "--limit", "1")) == 1

    shown = run("room", "show", room.id).stdout
    assert "message 6\n" in shown
    assert "two\\nlines \\xc2\\x9b31m \\x07" in shown and "message 5\n" not in shown
    assert agent.username in shown and room.visitor.username in shown
    for text in (shown, run("room", "list").stdout):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    whole = json.loads(run("room", "show", room.id, "--json", "--limit", "100").stdout)
    assert [m["msg"] for m in whole["messages"]][1:4] == ["message 24", "message 23", "message 22"]
    assert whole["messages"][-1]["t"] == "livechat-started"
    run("room", "show", "nothing", code=FAILED)


# --- blocks ------------------------------------------------------------------------------------

def test_a_process_that_serves_learns_of_a_block(run, api):
    """The command returns when all processes know."""
    def register():
        return api.post("visitor", visitor={"token": new_id(), "email": "soon@example.com"})
    run("block", "add", "--email", "soon@example.com")
    blocked = register()
    run("block", "remove", "--email", "soon@example.com")
    assert result(blocked) == plain("error-contact-channel-blocked")
    assert register().status == 200
