# SPDX-License-Identifier: MIT
"""Erasing a closed room."""

from harness.checks import coded, invalid, refused
from harness.data import new_id, now_ms

TABLES = ("messages", "message_versions", "message_deletions", "room_fields", "room_members", "inquiries")


def filled(db, count=3):
    """A closed room with rows of every kind."""
    room = db.room(closed=True)
    message = db.message(room, "erase me")
    now = now_ms()
    for n in range(count):
        db.message(room, f"text {n}")
    db.execute("INSERT INTO message_versions SELECT %s, id, rid, ts, type, by_visitor, u_id, u_username, u_name,"
               " msg, updated_at, edited_at, edited_by_id, edited_by_username, extra_json, file_upload_json,"
               " shown_json FROM messages WHERE id = %s", new_id(), message)
    db.insert("message_deletions", rid=room.id, deleted_at=now, id=new_id())
    db.insert("room_fields", rid=room.id, name="note", value="x")
    db.insert("room_members", rid=room.id, user_id=new_id(), joined_at=now)
    for kind in ("transcript", "waiting"):
        db.insert("outbox", id=new_id(), kind=kind, ref_id=room.id, recipient="x@example.com",
                  content="erase me", state="sent", created_at=now)
    return room


def left(db, room):
    rows = sum(db.value(f"SELECT COUNT(*) FROM {table} WHERE rid = %s", room.id) for table in TABLES)
    return rows + db.value("SELECT COUNT(*) FROM rooms WHERE id = %s", room.id) + db.value(
        "SELECT COUNT(*) FROM outbox WHERE ref_id = %s", room.id)


def test_all_of_a_room_is_erased_but_its_visitor(api, db):
    room, other = filled(db), filled(db)
    before = left(db, other)
    answer = api.post("rooms.delete", user=db.manager(), roomId=room.id)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert left(db, room) == 0 and left(db, other) == before
    assert db.value("SELECT COUNT(*) FROM visitors WHERE id = %s", room.visitor.id) == 1
    refused(api.get(f"messages.history/{room.id}", token=room.visitor.token), "invalid-room")
    refused(api.post("rooms.delete", user=db.manager(), roomId=room.id), "Invalid room")


def test_a_large_room_is_erased_in_steps(api, db):
    room = filled(db)
    db.execute_many("INSERT INTO messages (rid, ts, id, by_visitor, u_id, u_username, msg, updated_at, shown_json)"
                    " VALUES (%s, %s, %s, 1, 'u', 'u', 'm', 1, '')", [(room.id, 1000 + n, new_id()) for n in range(1700)])
    before = db.row("SHOW GLOBAL STATUS LIKE 'Com_commit'")
    assert api.post("rooms.delete", user=db.manager(), roomId=room.id).status == 200
    after = db.row("SHOW GLOBAL STATUS LIKE 'Com_commit'")
    assert left(db, room) == 0 and int(after["Value"]) - int(before["Value"]) >= 4


def test_what_was_cut_off_is_finished_by_a_repetition(api, db):
    room = filled(db)
    db.execute("DELETE FROM messages WHERE rid = %s", room.id)
    assert api.post("rooms.delete", user=db.manager(), roomId=room.id).status == 200
    assert left(db, room) == 0


def test_an_open_room_stays(api, db):
    room = db.room()
    before = left(db, room)
    refused(api.post("rooms.delete", user=db.manager(), roomId=room.id),
            coded("Room is not closed", "error-room-is-not-closed"))
    assert left(db, room) == before


def test_what_is_refused(api, db):
    manager = db.manager()
    refused(api.post("rooms.delete", user=manager, roomId="no room"), "Invalid room")
    refused(api.post("rooms.delete", user=manager), invalid("must have required property 'roomId'"))
    refused(api.post("rooms.delete", user=manager, roomId="x", more=1),
            invalid("must NOT have additional properties"))
    assert api.post("rooms.delete", user=db.agent(), roomId=filled(db).id).status == 403


def test_all_closed_rooms_are_erased(api, db):
    manager, department = db.manager(), db.department("sales")
    db.execute("UPDATE rooms SET is_open = 1")
    closed = [filled(db) for _ in range(23)]
    ours = db.room(closed=True, department_id=department)
    waiting = db.room()

    def remove(**body):
        answer = api.post("rooms.removeAllClosedRooms", user=manager, json=body)
        assert answer.status == 200, answer
        return answer.json["removedRooms"]

    assert remove(departmentIds=[new_id()]) == 0
    assert remove(departmentIds=[department, new_id()]) == 1
    assert db.value("SELECT COUNT(*) FROM rooms WHERE id = %s", ours.id) == 0
    assert sum(left(db, room) > 0 for room in closed) == 23
    assert remove(departmentIds=[]) == 23
    assert not any(left(db, room) for room in closed)
    assert remove(departmentIds=None) == remove() == 0
    assert db.value("SELECT is_open FROM rooms WHERE id = %s", waiting.id) == 1
    refused(api.post("rooms.removeAllClosedRooms", user=manager, json={"departmentIds": "x"}), invalid("must be array"))
    assert api.post("rooms.removeAllClosedRooms", user=db.agent(), json={}).status == 403


def test_what_takes_too_long_is_left_to_tidying_up(api, db):
    room = filled(db)
    db.execute("UPDATE rooms SET erase_at = 0 WHERE id = %s", room.id)
    db.execute("UPDATE duties SET due_at = 1 WHERE kind = 'tidy'")
    db.do_duties()
    assert left(db, room) == 0
