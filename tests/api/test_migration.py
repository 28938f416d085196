"""A database of the first release becomes one of today: what was said is then shown as it would be
had it been said now."""

import json
import os

import pymysql
import pytest

import servers
from harness.data import Data, shown_members

TEXTS = ["from before", "*bold* \"quoted\" \\ back/slash http://example.com/a?b=c", "two\nlines\tand a tab é 日本 😀"]
FOLDER = os.path.join(servers.ROOT, "schema")
SCRIPTS = sorted(os.listdir(FOLDER))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def without(row, *names):
    return {name: value for name, value in row.items() if name not in names}


def message_of_old(row):
    """A row of messages as the first release wrote it."""
    parts = shown_members(row)
    lists = {f"{name}_json": compact(parts[name]) if parts[name] else None
             for name in ("urls", "mentions", "channels")}
    return {**without(row, "shown_json"), **lists, "md_json": compact(parts["md"]) if "md" in parts else None}


def conversation(db, api):
    """The rows of a conversation held now, by table."""
    token = db.visitor().token
    rid = api.get("room", token=token).json["room"]["_id"]
    for text in TEXTS:
        sent = api.post("message", token=token, rid=rid, msg=text)
        assert api.put(f"message/{sent.json['message']['_id']}", token=token, rid=rid, msg=text).status == 200
    return {"visitors": db.rows("SELECT * FROM visitors WHERE token = %s", token),
            "rooms": db.rows("SELECT * FROM rooms WHERE id = %s", rid),
            "messages": db.rows("SELECT * FROM messages WHERE rid = %s ORDER BY ts", rid)}


def fill(data, tables):
    """The same in a database of the first release; each message has a version, too."""
    for row in tables["visitors"]:
        data.insert("visitors", **row)
    for row in tables["rooms"]:
        data.insert("rooms", **without(row, "visitor_token"))
    for row in map(message_of_old, tables["messages"]):
        data.insert("messages", **row)
        data.insert("message_versions", parent_id=row["id"], **without(row, "id_by_client"))


def check(data, db, tables):
    for table, rows in tables.items():
        order = "ts" if table == "messages" else "id"
        assert data.rows(f"SELECT * FROM {table} ORDER BY {order}") == rows
    versions = data.rows("SELECT * FROM message_versions ORDER BY ts")
    assert [row["shown_json"] for row in versions] == [row["shown_json"] for row in tables["messages"]]
    for table in (*tables, "message_versions"):
        assert data.rows(f"DESCRIBE {table}") == db.rows(f"DESCRIBE {table}")
    columns = [row["Column_name"] for row in data.rows(
        "SHOW INDEX FROM messages WHERE Key_name = 'messages_changed'")]
    assert columns == ["rid", "updated_at"]
    assert data.value("SELECT MAX(version) FROM schema_version") == len(SCRIPTS)


def test_from_the_first_schema(new_database, admin, db, api):
    """By the tool and by any client; harmless twice."""
    tables = conversation(db, api)
    for label, by_tool in (("old_tool", True), ("old_import", False)):
        config = new_database(label, migrate=False)
        data = Data(config)
        run_script(data, SCRIPTS[0])
        fill(data, tables)
        for _ in range(2):
            if by_tool:
                servers.admin(config, "migrate")
            else:
                for script in SCRIPTS[1:]:
                    run_script(data, script)
            check(data, db, tables)
        assert "up to date" in servers.admin(config, "migrate").stdout


def test_interrupted_while_the_old_program_serves(new_database, admin, db, api):
    """Wherever the change of the messages breaks off, what the old program would write from then on is
    refused or kept, and the next try ends as it should."""
    tables = conversation(db, api)
    script = statements("003-shown.sql")
    for cut in [n for n, statement in enumerate(script, 1) if statement.startswith("EXECUTE")]:
        config = new_database(f"cut_{cut}", migrate=False)
        data = Data(config)
        for name in SCRIPTS[:2]:
            run_script(data, name)
        fill(data, tables)
        run(data, script[:cut])
        with pytest.raises(pymysql.err.OperationalError, match="md_json"):
            data.execute("UPDATE messages SET type = 'rm', msg = '', md_json = NULL")
        servers.admin(config, "migrate")
        check(data, db, tables)


def statements(name):
    """Of a file, as phpMyAdmin takes them: one after the other."""
    with open(os.path.join(FOLDER, name)) as file:
        lines = [line for line in file if not line.startswith("--")]
    return [statement.strip() for statement in "".join(lines).split(";\n") if statement.strip()]


def run(data, script):
    for statement in script:
        with data.connection.cursor() as cursor:
            cursor.execute(statement)


def run_script(data, name):
    run(data, statements(name))
