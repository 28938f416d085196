# SPDX-License-Identifier: MIT
"""livechat-admin reparse: it parses stored messages again with the current rules while the chat is running,
and continues where it was interrupted."""

import contextlib
import itertools
import json
import re
import signal
import subprocess
import threading
import time

import pytest

import servers
from harness.checks import PATIENCE_S, to_ms, wait_for
from harness.data import Data, new_id, now_ms, shown_members
from harness.messages import edit, sent

OK, FAILED, USAGE, DATABASE = range(4)
CLOCK_AHEAD_MAX_MS = 1000  # how far a room's clock may be ahead
RUBBISH = {"shown_json": '"md":[{"type":"RUBBISH"}]'}
SPOILT = '"md":[]'
numbers = itertools.count()


@pytest.fixture
def own(new_database):
    """A database for this test only."""
    data = Data(new_database(f"reparse_{next(numbers)}"))
    yield data
    data.connection.close()


def start(config, *options):
    """In the background SIGINT may be ignored, which child processes inherit."""
    return subprocess.Popen(
        ["/usr/bin/env", "--default-signal=INT", servers.ADMIN, "--config", config, "reparse", *options],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def reparse(config, *options, code=OK):
    """Runs the command to its end; returns (messages read, messages changed) and its output."""
    with start(config, *options) as process:
        out, err = process.communicate(timeout=5 * PATIENCE_S)
    assert process.returncode == code, (out, err)
    assert "Sanitizer" not in err and "runtime error" not in err, err
    counts = re.match(r"(\d+) messages read, (\d+) (?:would )?change", out)
    return counts and (int(counts[1]), int(counts[2])), out + err


def stored(db, room):
    return db.rows("SELECT * FROM messages WHERE rid = %s ORDER BY ts", room.id)


def spoil(db, room):
    db.execute("UPDATE messages SET shown_json = %s WHERE rid = %s AND type IS NULL AND msg <> ''",
               RUBBISH["shown_json"], room.id)


def fill(db, count, room_size, msg="*hello* http://example.com"):
    """Stores many messages with wrong documents, in rooms of that size; returns the ids of the rooms in the
    order of the command."""
    rooms = [f"{i:04}{new_id(13)}" for i in range(count // room_size)]
    visitor, base = db.visitor(), int(time.time() * 1000) - 86_400_000
    with db.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO rooms (id, visitor_id, visitor_token, fname, ts, last_ts, version, msgs, updated_at)"
            " VALUES (%s, %s, %s, 'x', %s, %s, 1, %s, %s)",
            [(rid, visitor.id, visitor.token, base, base + room_size, room_size, base) for rid in rooms])
        cursor.executemany(
            "INSERT INTO messages (rid, ts, id, by_visitor, u_id, u_username, msg, updated_at,"
            " shown_json) VALUES (%s, %s, %s, 1, %s, %s, %s, %s, %s)",
            [(rid, base + i, new_id(), visitor.id, visitor.username, msg, base + i, SPOILT)
             for rid in rooms for i in range(1, room_size + 1)])
    return rooms


def spoilt(db):
    return db.value("SELECT COUNT(*) FROM messages WHERE shown_json = %s", SPOILT)


def seen(db):
    return db.value("SELECT seen FROM reparse") or 0


# --- what it does to messages ------------------------------------------------------------------

TEXTS = ["hello", "*bold* _it_ http://example.com/a?b=c :smile:", "> quote\n- item\n```js\ncode\n```",
         "#channel é 日本 😀", "<b>&\"'\\</b>", "x" * 4000, "|a|b|\n|-|-|\n|1|2|"]


def test_messages_become_as_if_written_today(api, db, config):
    """Whatever document was stored, it is replaced by the one that the API stores for such a message."""
    agent, colleague = db.manager(), db.agent(name="Müller")
    room = db.room(agent=agent)
    for text in [*TEXTS, f"@{colleague.username} @nobody"]:
        assert api.post("message", token=room.visitor.token, rid=room.id, msg=text).status == 200
        answer = api.post("/api/v1/chat.sendMessage", user=agent,
                          message={"rid": room.id, "msg": text + " @all"})
        assert answer.status == 200, answer
    db.message(room, "read *me*, I am a note", type="livechat-close")
    right, before = stored(db, room), db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    spoil(db, room)
    assert [m["shown_json"] for m in stored(db, room)] != [m["shown_json"] for m in right]

    count = 2 * (len(TEXTS) + 1)
    assert reparse(config, "--room", room.id)[0] == (count, count)
    now, after = stored(db, room), db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert [{**m, "updated_at": 0} for m in now] == [{**m, "updated_at": 0} for m in right]

    # Clients that poll notice it by the room's version, and by _updatedAt, which is never repeated.
    assert after["version"] == before["version"] + 1
    moved = [m["updated_at"] for m in now if m["type"] is None]
    assert moved == sorted(set(moved)) and moved[0] > before["last_ts"]
    assert after["last_ts"] == moved[-1] <= time.time() * 1000
    assert {name for name in before if before[name] != after[name]} == {"version", "last_ts"}

    listed = api.get(f"messages.history/{room.id}", token=room.visitor.token, limit=100)
    seen_now = {m["_id"]: m.get("md") for m in listed.json["messages"]}
    assert all(seen_now[m["id"]] == shown_members(m).get("md") for m in right)


def test_unchanged_messages_are_not_written(own):
    room = own.room()
    for text in TEXTS:
        own.message(room, text, **RUBBISH)
    own.message(room, "", extra_json='"file":{}', **RUBBISH)
    own.message(room, "a note", type="livechat-close", **RUBBISH)
    assert reparse(own.config)[0] == (len(TEXTS), len(TEXTS))
    before = stored(own, room), own.rows("SELECT * FROM rooms")
    assert reparse(own.config)[0] == (len(TEXTS), 0)
    assert (stored(own, room), own.rows("SELECT * FROM rooms")) == before
    untouched = [m for m in before[0] if m["shown_json"] == RUBBISH["shown_json"]]
    assert [m["type"] for m in untouched] == [None, "livechat-close"]

    own.execute("UPDATE messages SET shown_json = %s WHERE msg = 'hello'", SPOILT)
    assert reparse(own.config)[0] == (len(TEXTS), 1)
    assert stored(own, room)[1]["shown_json"] == before[0][1]["shown_json"]


def test_a_visitors_mention_of_all_mentions_nobody(own):
    """A text that would be refused today is parsed, but mentions nobody."""
    agent = own.agent()
    room = own.room(agent=agent)
    old = own.message(room, f"@all @here @{agent.username}", **RUBBISH)
    ours = own.message(room, "@all", by=agent)
    assert reparse(own.config)[0] == (2, 2)
    rows = {m["id"]: m for m in stored(own, room)}
    assert [m["_id"] for m in shown_members(rows[old])["mentions"]] == [agent.id]
    assert "MENTION_USER" in rows[old]["shown_json"]
    assert [m["_id"] for m in shown_members(rows[ours])["mentions"]] == ["all"]


def derived(members):
    """The bytes that are made of the text of a message, as they are stored."""
    return sum(len(json.dumps(members.get(name, []), separators=(",", ":"), ensure_ascii=False).encode())
               for name in ("md", "urls", "mentions"))


def test_what_is_made_of_one_text_is_bounded(api, db, config):
    """The same when it is sent, edited and parsed again: links, mentions of long names, and markup."""
    names = " ".join("@" + db.agent(name="\x01" * 255).username for _ in range(20))
    links = "".join(f"http://a{n:06}.com " for n in range(6000))
    room = db.room()
    for text in (links, names + " " + links[:14000], names + " " + "@a " * 20000, "x" * 53000, "x" * 100000):
        message = sent(api, room, text)
        assert derived(message) <= 65536
        assert message["msg"] == text
        edited = edit(api, room, sent(api, room, "short")["_id"], text).json["message"]
        assert [edited.get(name) for name in ("md", "urls", "mentions")] == \
            [message.get(name) for name in ("md", "urls", "mentions")]
    right = [m["shown_json"] for m in stored(db, room)]
    spoil(db, room)
    assert reparse(config, "--room", room.id)[0] == (10, 10)
    assert [m["shown_json"] for m in stored(db, room)] == right


def test_one_room(own):
    rooms = fill(own, 30, 10)
    assert reparse(own.config, "--room", rooms[1])[0] == (10, 10)
    assert own.rows("SELECT DISTINCT rid FROM messages WHERE shown_json <> %s", SPOILT) == [{"rid": rooms[1]}]
    assert own.rows("SELECT * FROM reparse") == []
    assert "room list" in reparse(own.config, "--room", "nowhere", code=FAILED)[1]
    reparse(own.config, "--room", rooms[1], "--restart", code=USAGE)
    reparse(own.config, "everything", code=USAGE)


def test_dry_run(own):
    fill(own, 500, 250)
    before = own.rows("SELECT * FROM messages"), own.rows("SELECT * FROM rooms")
    counts, said = reparse(own.config, "--dry-run")
    assert counts == (500, 500) and "would change" in said
    assert (own.rows("SELECT * FROM messages"), own.rows("SELECT * FROM rooms")) == before
    assert own.rows("SELECT * FROM reparse") == []


def test_room_with_many_messages(own):
    """Each change takes a millisecond of the room's clock, but the clock does not run ahead: otherwise the
    next message would be dated in the future."""
    fill(own, 1000, 1000)
    assert reparse(own.config)[0] == (1000, 1000)
    room = own.row("SELECT last_ts, version FROM rooms")
    assert room["last_ts"] <= time.time() * 1000
    assert own.value("SELECT COUNT(DISTINCT updated_at) FROM messages") == 1000
    assert 1 < room["version"] <= 1 + 1000 / 50, "a version for each message?"


def test_help(own):
    _, said = reparse(own.config, "--help")
    assert all(word in said for word in ("--room", "--restart", "--dry-run", "interrupted"))


def test_an_empty_database(own):
    assert reparse(own.config)[0] == (0, 0)


# --- interruptions -----------------------------------------------------------------------------

class Held:
    """A reparse that waits for the row of a room, which another transaction locks until release()."""

    def __init__(self, own, mariadb, rid):
        self.own, self.mariadb = own, mariadb
        self.holder = own.connect(autocommit=False)
        self.cursor = self.holder.cursor()
        self.cursor.execute("SELECT * FROM rooms WHERE id = %s FOR UPDATE", rid)

    def waits(self):
        return self.mariadb.sql(
            "SELECT trx_query FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")

    def connections(self):
        """Returns the ids of the reparse's connections."""
        return self.mariadb.sql(
            f"SELECT id FROM information_schema.processlist WHERE user = '{self.own.options['user']}'"
            f" AND id NOT IN ({self.own.connection.thread_id()}, {self.holder.thread_id()})").split()

    def release(self):
        self.holder.commit()


@contextlib.contextmanager
def held_at(own, mariadb, rid):
    """(process, Held) of a running reparse that has read the messages of that room and waits to write. It is
    held until release() or the end."""
    held = Held(own, mariadb, rid)
    with contextlib.closing(held.holder), start(own.config) as process:
        try:
            # When it is asked more often, the server repeats its last answer.
            wait_for(lambda: process.poll() is not None or held.waits(), pause=0.2)
            assert process.poll() is None, process.communicate()
            yield process, held
        finally:
            held.release()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_continues(own, mariadb, number):
    """Whatever signal interrupts it, the next run continues where it was; with --restart it begins again."""
    first, second = fill(own, 1600, 800)
    with held_at(own, mariadb, second) as (process, held):
        process.send_signal(number)
        if number == signal.SIGKILL:
            process.wait()
        held.release()
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == -number and out == ""
    done = seen(own)
    assert 800 <= done < 1600 and spoilt(own) == 1600 - done
    assert number == signal.SIGKILL or f"Stopped after {done} messages" in err, err

    own.execute("UPDATE messages SET shown_json = %s WHERE rid = %s ORDER BY ts LIMIT 1", SPOILT, first)
    assert reparse(own.config, "--dry-run")[0] == (1600, 1600)
    counts, said = reparse(own.config)
    assert counts == (1600, 1600) and f"interrupted after {done}" in said
    assert spoilt(own) == 1, "it did not go on where it was"
    assert own.rows("SELECT * FROM reparse") == []
    assert reparse(own.config)[0] == (1600, 1)


def test_restart(own):
    rooms = fill(own, 300, 100)
    own.insert("reparse", id=1, run="gone", rid=rooms[1], ts=2**50, seen=200, changed=7, started_at=1)
    counts, said = reparse(own.config, "--restart")
    assert counts == (300, 300) and "Continuing" not in said
    assert spoilt(own) == 0 and own.rows("SELECT * FROM reparse") == []


def test_lost_connection(own, mariadb):
    """When one connection is lost, the command opens another and continues."""
    _, second = fill(own, 1600, 800)
    with held_at(own, mariadb, second) as (process, held):
        for connection in held.connections():
            mariadb.sql(f"KILL {connection}")
        held.release()
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == OK and spoilt(own) == 0


def test_database_away(own, mariadb):
    """A longer failure ends the command, which says how to continue."""
    _, second = fill(own, 1600, 800)
    account = f"'{own.options['user']}'@'localhost'"
    with held_at(own, mariadb, second) as (process, held):
        mariadb.sql(f"ALTER USER {account} ACCOUNT LOCK")
        try:
            for connection in held.connections():
                mariadb.sql(f"KILL {connection}")
            _, err = process.communicate(timeout=PATIENCE_S)
        finally:
            mariadb.sql(f"ALTER USER {account} ACCOUNT UNLOCK")
    assert process.returncode == DATABASE and "continues there" in err, err
    done = seen(own)
    assert done == 800 and spoilt(own) == 1600 - done
    counts, said = reparse(own.config)
    assert counts == (1600, 1600) and f"interrupted after {done}" in said
    assert spoilt(own) == 0


def test_two_at_the_same_time(own, mariadb):
    """The second takes over, and the first says so."""
    _, second = fill(own, 1600, 800)
    with held_at(own, mariadb, second) as (process, held), start(own.config) as other:
        first_run = own.value("SELECT run FROM reparse")
        wait_for(lambda: own.value("SELECT run FROM reparse") != first_run)
        held.release()
        _, err = process.communicate(timeout=PATIENCE_S)
        out, said = other.communicate(timeout=PATIENCE_S)
    assert process.returncode == FAILED and "taken over" in err, err
    assert other.returncode == OK and "Continuing" in said, said
    assert out.startswith("1600 messages read, 1600 changed"), out
    assert spoilt(own) == 0


# --- beside a running chat ---------------------------------------------------------------------

@contextlib.contextmanager
def stopped_before_writing(own, mariadb, room):
    """A reparse that has read the room's messages; changes by the transaction that is passed to the test come
    between reading and writing."""
    with held_at(own, mariadb, room.id) as (process, held):
        yield held.cursor, process
        held.release()
        process.result = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == OK, process.result


def test_a_message_is_edited_meanwhile(own, mariadb):
    """An edit between reading and writing is not overwritten; other messages are changed."""
    room = own.room()
    edited, other = own.message(room, "*old*", **RUBBISH), own.message(room, "other", **RUBBISH)
    with stopped_before_writing(own, mariadb, room) as (cursor, process):
        cursor.execute("UPDATE rooms SET last_ts = last_ts + 1, version = version + 1 WHERE id = %s",
                       room.id)
        cursor.execute("UPDATE messages SET msg = 'new', shown_json = '\"md\":[\"new\"]', edited_at = 5,"
                       " updated_at = updated_at + 10 WHERE id = %s", edited)
    rows = {m["id"]: m for m in stored(own, room)}
    assert shown_members(rows[edited]) == {"md": ["new"]} and rows[edited]["edited_at"] == 5
    assert "RUBBISH" not in rows[other]["shown_json"]
    assert process.result[0].startswith("2 messages read, 1 changed, 1 left")


def test_a_message_is_deleted_meanwhile(own, mariadb):
    room = own.room()
    gone, blank = own.message(room, "gone", **RUBBISH), own.message(room, "blank", **RUBBISH)
    with stopped_before_writing(own, mariadb, room) as (cursor, _):
        cursor.execute("DELETE FROM messages WHERE id = %s", gone)
        cursor.execute("UPDATE messages SET type = 'rm', msg = '', shown_json = '\"t\":\"rm\"',"
                       " updated_at = updated_at + 10 WHERE id = %s", blank)
    rows = {m["id"]: m for m in stored(own, room)}
    assert gone not in rows and shown_members(rows[blank]) == {"t": "rm"}


def test_the_chat_continues_meanwhile(api, db, config):
    """Messages that are sent and edited meanwhile stay as their authors wrote them, no request fails, and no
    message is dated in the future."""
    room = db.room(agent=db.agent())
    who = {"token": room.visitor.token, "rid": room.id}
    for _ in range(300):
        db.message(room, "*stale*", **RUBBISH)
    ids = [db.message(room, "*before*", **RUBBISH) for _ in range(10)]
    failed, stop = [], threading.Event()

    def chat():
        """Edits until each of the messages was edited, and not faster than a room's clock allows."""
        client = api.clone()
        for i in itertools.count():
            if stop.is_set() and i >= len(ids):
                break
            sent = client.post("message", **who, msg=f"sent {i}")
            edit = client.put(f"message/{ids[i % len(ids)]}", **who, msg=f"_after {i}_")
            if (sent.status != 200 or edit.status != 200
                    or to_ms(sent.json["message"]["ts"]) > now_ms() + CLOCK_AHEAD_MAX_MS):
                failed.append((sent, edit))
            time.sleep(0.01)

    threads = [threading.Thread(target=chat) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            spoil_old = "UPDATE messages SET shown_json = %s WHERE rid = %s AND msg = '*stale*'"
            db.execute(spoil_old, SPOILT, room.id)
            reparse(config, "--room", room.id)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed, failed[:3]
    rows = stored(db, room)
    assert len({m["updated_at"] for m in rows}) == len(rows)
    for row in rows:
        if row["id"] in ids:
            assert row["msg"].startswith("_after") and "ITALIC" in row["shown_json"], row
        elif row["msg"] == "*stale*":
            assert "BOLD" in row["shown_json"], row


# --- size --------------------------------------------------------------------------------------

def peak_kib(own, mariadb):
    """Runs the command to its end; returns its maximum memory by the time it came to the last room, and its
    output."""
    last = own.value("SELECT MAX(id) FROM rooms")
    with held_at(own, mariadb, last) as (process, held):
        with open(f"/proc/{process.pid}/status") as file:
            peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
        held.release()
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == OK, err
    return peak, out, err


def is_sanitized():
    with open(servers.ADMIN, "rb") as file:
        return b"__asan_init" in file.read()


def test_many_messages(own, mariadb):
    """20,000 messages in ordinary rooms are reported, and need no more memory than 1,000."""
    fill(own, 1000, 50)
    few, *_ = peak_kib(own, mariadb)
    own.execute("DELETE FROM messages")
    own.execute("DELETE FROM rooms")
    fill(own, 20_000, 50)
    began = time.monotonic()
    many, out, err = peak_kib(own, mariadb)
    took = time.monotonic() - began
    assert out.startswith("20000 messages read, 20000 changed ("), out
    assert spoilt(own) == 0
    lines = err.splitlines()
    assert len(lines) <= took + 1
    for line in lines:
        assert re.fullmatch(r"\d+ of about 20000 messages read \(\d+%\), \d+ changed, \d+ a second",
                            line), line
    print(f"20000 messages: {took:.1f} s, {many} KiB")
    assert is_sanitized() or many - few < 1024, (few, many)


def test_large_messages(own, mariadb):
    """Texts of the maximum length are read a few at a time."""
    fill(own, 100, 50, msg="[a](b) " * 14_000)
    peak, out, _ = peak_kib(own, mariadb)
    assert out.startswith("100 messages read, 100 changed"), out
    print(f"100 messages of 98 KB: {peak} KiB")
    assert is_sanitized() or peak < 40_000, peak
