# SPDX-License-Identifier: MIT
"""Whatever belongs to a room goes with it, by each way in which a room is erased. The tables are those of the
database, so that a new one cannot be forgotten."""

import pytest

from harness.data import Data, new_id, now_ms

DAY = 86_400_000

# Tables that name a room and are not erased with it.
STAYS = {
    "room_departures": "clients learn of it what has left the agent; it goes after a month",
    "reparse": "how far livechat-admin reparse has come",
}
DUTIES = ("waiting", "alert", "unread", "answered")


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("erasure"), settings_age_s=0)
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def api(new_site, db):
    return new_site("lighttpd-cgi", db.config, label="erasure").client


def columns(db):
    """The tables with a column that names a room, and what a row of each needs."""
    rows = db.rows("SELECT table_name AS t, column_name AS name, data_type AS type, column_default AS standard,"
                   " is_nullable AS nullable, extra AS extra FROM information_schema.columns WHERE table_schema = DATABASE()")
    tables = {}
    for row in rows:
        tables.setdefault(row["t"], []).append(row)
    return {table: of for table, of in tables.items()
            if any(row["name"] in ("rid", "room_id") or "room" in row["name"] and row["name"].endswith("id") for row in of)}


def furnish(db, room):
    """Stores a row of the room in each table that has such."""
    for table, of in columns(db).items():
        if table in STAYS or table == "inquiries" and db.row("SELECT 1 FROM inquiries WHERE rid = %s", room.id):
            continue
        values = {}
        for column in of:
            if column["name"] in ("rid", "room_id"):
                values[column["name"]] = room.id
            elif column["nullable"] == "NO" and column["standard"] is None and "auto_increment" not in column["extra"]:
                values[column["name"]] = 7 if "int" in column["type"] else new_id(8)
        db.insert(table, **values)
    for kind in ("transcript", "waiting", "answered"):
        mail = new_id()
        db.insert("outbox", id=mail, kind=kind, ref_id=room.id, recipient="a@example.com", content="x", state="queued",
                  created_at=now_ms())
        db.insert("duties", kind="mail", ref=mail, due_at=9_000_000_000_000)
    for kind in DUTIES:
        db.insert("duties", kind=kind, ref=room.id, due_at=9_000_000_000_000)


def rows_of(db, room):
    counts = {}
    for table, of in columns(db).items():
        column = next(row["name"] for row in of if row["name"] in ("rid", "room_id"))
        counts[table] = db.value(f"SELECT COUNT(*) FROM {table} WHERE {column} = %s", room.id)
    counts["rooms"] = db.value("SELECT COUNT(*) FROM rooms WHERE id = %s", room.id)
    counts["outbox"] = db.value("SELECT COUNT(*) FROM outbox WHERE ref_id = %s", room.id)
    counts["duties"] = db.value("SELECT COUNT(*) FROM duties WHERE ref = %s", room.id)
    return {table: count for table, count in counts.items() if table not in STAYS}


def erase(api, db, way, room):
    if way == "rooms.delete":
        assert api.post("rooms.delete", user=db.manager(), roomId=room.id).status == 200
    elif way == "visitor":
        assert api.delete(f"visitor/{room.visitor.token}").status == 200
    else:
        db.set(Livechat_retention_days="30")
        db.execute("UPDATE rooms SET closed_at = %s WHERE id = %s", now_ms() - 31 * DAY, room.id)
        db.make_due("tidy")
    db.do_duties("--sendmail", "/bin/true")


@pytest.mark.parametrize("way", ["rooms.delete", "visitor", "retention"])
def test_all_of_a_room_is_erased_and_nothing_of_another(api, db, way):
    room, other = db.room(closed=True), db.room(closed=True)
    for each in (room, other):
        furnish(db, each)
    kept = rows_of(db, other)
    assert all(kept.values()) and rows_of(db, room) == kept
    mails = {row["id"] for row in db.rows("SELECT id FROM outbox WHERE ref_id = %s", room.id)}
    erase(api, db, way, room)
    db.reset_settings()
    assert not any(rows_of(db, room).values()), rows_of(db, room)
    assert not mails & {row["ref"] for row in db.rows("SELECT ref FROM duties WHERE kind = 'mail'")}
    assert rows_of(db, other) == kept


def test_what_stays_is_known(db):
    assert set(STAYS) <= set(columns(db))
