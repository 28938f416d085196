# SPDX-License-Identifier: MIT
"""What becomes old: abandoned rooms are closed, closed ones erased, sent mails removed, as settings say."""

import pytest

from harness.data import Data, new_id, now_ms

DAY = 86_400_000


@pytest.fixture(scope="module")
def db(new_database):
    return Data(new_database("tidy"), settings_age_s=0)


@pytest.fixture(autouse=True)
def restored(db):
    yield
    db.reset_settings()


def tidy(db):
    db.make_due()
    db.do_duties("--sendmail", "/bin/true")
    duty = db.row("SELECT * FROM duties WHERE kind = 'tidy'")
    assert duty["lease"] == "" and duty["attempts"] == 0 and duty["due_at"] > now_ms()
    return duty


def is_open(db, room):
    return db.value("SELECT is_open FROM rooms WHERE id = %s", room.id)


def answered(db, age_s, waiting=0):
    agent = db.agent()
    room = db.room(agent=agent, ts=now_ms() - 10 * DAY)
    db.message(room, "Are you there?", by=agent, ts=now_ms() - age_s * 1000)
    db.execute("UPDATE rooms SET waiting = %s WHERE id = %s", waiting, room.id)
    return room


def test_rooms_that_were_abandoned_are_closed_if_a_setting_says_so(db):
    old, fresh, asks = answered(db, 100), answered(db, 50), answered(db, 100, waiting=1)
    queued = db.room(ts=now_ms() - DAY)
    db.set(Livechat_visitor_inactivity_timeout="80")
    tidy(db)
    assert is_open(db, old)
    db.set(Livechat_abandoned_rooms_action="close")
    assert tidy(db)["due_at"] < now_ms() + 61_000
    assert [is_open(db, room) for room in (old, fresh, asks, queued)] == [0, 1, 1, 1]
    row = db.row("SELECT * FROM rooms WHERE id = %s", old.id)
    assert row["closer"] == "user" and row["closed_by_id"] == row["served_by_id"]
    closing = db.rows("SELECT msg FROM messages WHERE rid = %s AND type = 'livechat-close'", old.id)
    assert [message["msg"] for message in closing] == [
        "Closed automatically: the visitor was inactive for 80 seconds"]
    assert db.value("SELECT COUNT(*) FROM inquiries WHERE rid = %s", old.id) == 0
    db.set(Livechat_abandoned_rooms_closed_custom_message="Bye")
    other = answered(db, 100)
    tidy(db)
    assert db.value("SELECT msg FROM messages WHERE rid = %s AND type = 'livechat-close'", other.id) == "Bye"


def test_many_are_closed_and_erased_in_turns(db):
    """One turn is bounded, and the next follows in a second."""
    rooms = [answered(db, 100) for _ in range(25)]
    db.set(Livechat_abandoned_rooms_action="close", Livechat_visitor_inactivity_timeout="80")
    assert tidy(db)["due_at"] < now_ms() + 5000
    tidy(db)
    assert sum(is_open(db, room) for room in rooms) == 0


def test_closed_rooms_are_erased_after_the_days_of_the_setting(db):
    def closed(days):
        room = db.room(closed=True, ts=now_ms() - 100 * DAY)
        db.execute("UPDATE rooms SET closed_at = %s WHERE id = %s", now_ms() - days * DAY, room.id)
        db.message(room, "secret")
        db.insert("outbox", id=new_id(), kind="waiting", ref_id=room.id, recipient="a@example.com", content="x",
                  state="failed", created_at=now_ms())
        return room

    def rows(room):
        return [db.value(f"SELECT COUNT(*) FROM {table} WHERE {column} = %s", room.id) for table, column in (
            ("rooms", "id"), ("messages", "rid"), ("outbox", "ref_id"))]
    old, young = closed(31), closed(29)
    other = db.room(old.visitor)
    tidy(db)
    assert rows(old) == [1, 2, 1]
    db.set(Livechat_retention_days="30")
    tidy(db)
    assert rows(old) == [0, 0, 0] and rows(young) == [1, 2, 1] and is_open(db, other)
    assert db.value("SELECT COUNT(*) FROM visitors WHERE id = %s", old.visitor.id) == 1


def test_sent_mails_are_removed_after_a_time_and_others_stay(db):
    db.execute("DELETE FROM outbox")
    for state in ("sent", "failed"):
        for days in (89, 91):
            db.insert("outbox", id=f"{state}-{days}", kind="offline", recipient="a@example.com", content="x",
                      state=state, created_at=now_ms() - days * DAY)
    db.set(Livechat_sent_mails_days="0")
    tidy(db)
    assert db.value("SELECT COUNT(*) FROM outbox") == 4
    db.set(Livechat_sent_mails_days="90")
    tidy(db)
    assert sorted(row["id"] for row in db.rows("SELECT id FROM outbox")) == ["failed-89", "failed-91", "sent-89"]


def test_deletions_of_rooms_that_ended_long_ago_are_forgotten(db):
    old, young = (db.room(closed=True), db.room(closed=True))
    for room, days in ((old, 91), (young, 89)):
        db.execute("UPDATE rooms SET closed_at = %s WHERE id = %s", now_ms() - days * DAY, room.id)
        db.insert("message_deletions", rid=room.id, deleted_at=1, id=new_id())
    tidy(db)
    assert [row["rid"] for row in db.rows("SELECT rid FROM message_deletions")] == [young.id]


def test_deletions_stay_while_a_room_is_open_and_go_whenever_it_ended_long_ago(db):
    """However long nobody has tidied up."""
    db.execute("DELETE FROM message_deletions")
    rooms = {"open": db.room(), "ended": db.room(closed=True), "changed": db.room(closed=True)}
    for room in rooms.values():
        db.insert("message_deletions", rid=room.id, deleted_at=now_ms() - 500 * DAY, id=new_id())
        db.execute("UPDATE rooms SET closed_at = IF(is_open, NULL, %s) WHERE id = %s", now_ms() - 400 * DAY, room.id)
    db.execute("UPDATE message_deletions SET deleted_at = %s WHERE rid = %s", now_ms() - 89 * DAY, rooms["changed"].id)
    tidy(db)
    left = {row["rid"] for row in db.rows("SELECT rid FROM message_deletions")}
    assert left == {rooms["open"].id, rooms["changed"].id}


def test_departures_are_forgotten_after_a_month(db):
    for days in (29, 32):
        db.insert("room_departures", user_id="x", rid=f"left-{days}", left_at=now_ms() - days * DAY)
    tidy(db)
    assert [row["rid"] for row in db.rows("SELECT rid FROM room_departures WHERE user_id = 'x'")] == ["left-29"]


def test_failed_mails_are_removed_after_a_time_of_their_own(db):
    db.execute("DELETE FROM outbox")
    for state in ("queued", "failed"):
        for days in (364, 366):
            db.insert("outbox", id=f"{state}-{days}", kind="offline", recipient="a@example.com", content="x",
                      state=state, created_at=now_ms() - days * DAY)
    db.set(Livechat_failed_mails_days="0")
    tidy(db)
    assert db.value("SELECT COUNT(*) FROM outbox") == 4
    db.set(Livechat_failed_mails_days="365")
    tidy(db)
    assert sorted(row["id"] for row in db.rows("SELECT id FROM outbox")) == ["failed-364", "queued-364", "queued-366"]


# --- rooms that cannot be erased ---

def old(db, count, days=40):
    rooms = [db.room(closed=True, ts=now_ms() - 100 * DAY) for _ in range(count)]
    for n, room in enumerate(rooms):
        db.message(room, "secret")
        db.execute("UPDATE rooms SET closed_at = %s WHERE id = %s", now_ms() - days * DAY + n, room.id)
    return rooms


def left(db, rooms):
    return [room.id for room in rooms if db.value("SELECT COUNT(*) FROM rooms WHERE id = %s", room.id)]


@pytest.fixture
def stuck(db):
    """Returns a function that makes rooms impossible to erase. They can be erased after the test."""
    def make(rooms):
        ids = ", ".join(f"'{room.id}'" for room in rooms)
        db.execute(f"CREATE TRIGGER stuck BEFORE DELETE ON rooms FOR EACH ROW BEGIN IF OLD.id IN ({ids}) THEN"
                   " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this room stays'; END IF; END")
    yield make
    db.execute("DROP TRIGGER IF EXISTS stuck")


def jobs(db):
    db.make_due()
    return db.do_duties("--sendmail", "/bin/true")


@pytest.mark.parametrize("count", [1, 25])
def test_rooms_that_cannot_be_erased_do_not_keep_others(db, stuck, count):
    db.set(Livechat_retention_days="30")
    rooms = old(db, count + 3)
    stuck(rooms[:count])
    log = jobs(db)
    assert left(db, rooms) == [room.id for room in rooms[:count]]
    assert log.count(f"room {rooms[0].id} could not be tidied up") >= 1
    duty = db.row("SELECT * FROM duties WHERE kind = 'tidy'")
    assert duty["lease"] == "" and duty["due_at"] > now_ms() + 5000
    db.execute("DROP TRIGGER stuck")
    db.execute("UPDATE rooms SET erase_at = erase_at - 3600000 WHERE erase_at IS NOT NULL")
    jobs(db)
    jobs(db)
    assert left(db, rooms) == []


def test_a_room_that_somebody_holds_is_erased_later(db):
    db.set(Livechat_retention_days="30")
    held, other = old(db, 2)
    with db.held(held):
        log = jobs(db)
        assert left(db, [held, other]) == [held.id] and held.id in log
    jobs(db)
    assert left(db, [held]) == []


def test_a_room_that_is_erased_in_part_is_finished_whatever_the_settings_say(db, stuck):
    """Whoever began it was interrupted."""
    begun, other = old(db, 2, days=1)
    stuck([begun])
    db.set(Livechat_retention_days="30")
    db.execute("UPDATE rooms SET closed_at = %s WHERE id = %s", now_ms() - 40 * DAY, begun.id)
    jobs(db)
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", begun.id) == 0
    db.execute("DROP TRIGGER stuck")
    db.set(Livechat_retention_days="0")
    jobs(db)
    assert left(db, [begun, other]) == [begun.id, other.id]
    db.execute("UPDATE rooms SET erase_at = erase_at - 60000 WHERE id = %s", begun.id)
    jobs(db)
    assert left(db, [begun, other]) == [other.id]


def test_a_large_room_is_erased_in_steps(db):
    db.set(Livechat_retention_days="30")
    room, = old(db, 1)
    db.execute_many("INSERT INTO messages (rid, ts, id, by_visitor, u_id, u_username, msg, updated_at, shown_json)"
                    " VALUES (%s, %s, %s, 1, 'u', 'u', 'm', 1, '')", [(room.id, 1000 + n, new_id()) for n in range(1700)])
    jobs(db)
    assert left(db, [room]) == [] and db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", room.id) == 0
