# SPDX-License-Identifier: MIT
"""Fills a database with millions of messages. SQL statements copy documents that the program has
written once."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

from harness.data import Data, token_hash

from . import fastcgi
from .texts import TEXTS

import servers

STEP_MS = 30_000            # between two messages
BASE_MS = int(time.time() * 1000) // 86_400_000 * 86_400_000 - 90 * 86_400_000
CHUNK = 250_000             # rows per transaction


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def room_id(room):
    return md5(f"r{room}")[:17]


def visitor_token(room):
    """Returns the token of the visitor to whom the room belongs."""
    return md5(f"t{room}")


def message_id(room, number):
    return md5(f"m{room}-{number}")[:17]


def message_ts(number):
    """Returns the time of the message with that number, counted from 1, in any room."""
    return BASE_MS + number * STEP_MS


def message_time(number):
    """Returns the same time as ISO 8601, as clients send it."""
    ms = message_ts(number)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03}Z"


def line(number):
    """Returns the SQL expression for a line of the document of a message."""
    return f"SUBSTRING_INDEX(SUBSTRING_INDEX(shown_json, '\\n', {number}), '\\n', -1)"


class Conversations:
    """A database with `rooms` rooms, numbered from 1, of `per_room` messages each, to which rooms of other
    lengths may be added. `agent` may read all of them."""

    def __init__(self, server, config, rooms, per_room):
        self.server, self.config = server, config
        self.name = os.path.basename(config).partition(".")[0]
        self.rooms, self.per_room = rooms, per_room
        self.data = Data(config)
        self.data.lift_limits()
        self.agent = self.data.manager(name="Lisa Miller")
        self.agent_hash = token_hash(self.agent.token)
        self.store_texts()
        self.add(1, rooms, per_room)

    @property
    def messages(self):
        return self.rooms * self.per_room

    def store_texts(self):
        """Creates a table with the document that the program writes for each text."""
        room = self.data.room(agent=self.agent, id="roomOfTheTexts")
        self.data.execute("DELETE FROM messages")
        self.data.execute("DELETE FROM inquiries")
        program = fastcgi.Program(os.path.join(servers.CGI_BIN, "livechat.fcgi"), self.server.folder, {
            "LIVECHAT_CONFIG": self.config, "LIVECHAT_LIMITS": self.config + ".limits"})
        try:
            for text in TEXTS:
                reply = program.ask("POST", "/api/v1/livechat/message", body={
                    "token": room.visitor.token, "rid": "roomOfTheTexts", "msg": text})
                if reply.status != 200:
                    raise OSError(f"a message was refused: {reply.body[:300]}")
        finally:
            program.stop()
        self.data.execute(f"""
CREATE TABLE bench_texts (n INT PRIMARY KEY) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 AS
	SELECT ROW_NUMBER() OVER (ORDER BY ts) - 1 AS n, msg, {line(1)} AS text, {line(4)} AS meaning,
	JSON_EXTRACT(CONCAT('{{', {line(4)}, '}}'), '$.md') AS md_json,
	NULLIF(JSON_EXTRACT(CONCAT('{{', {line(4)}, '}}'), '$.urls'), '[]') AS urls_json,
	NULLIF(JSON_EXTRACT(CONCAT('{{', {line(4)}, '}}'), '$.mentions'), '[]') AS mentions_json FROM messages""")
        for table in ("messages", "rooms", "visitors"):
            self.data.execute(f"DELETE FROM {table}")

    def add(self, first, rooms, per_room):
        """Adds rooms, numbered from `first` on."""
        self.server.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 0")
        last_ts = message_ts(per_room)
        sequence = f"seq_{first}_to_{first + rooms - 1}"
        last = "IF(@per_room % 2, 'visitor', 'agent')"
        self.sql(f"SET @per_room = {per_room}; SET @last_ts = {last_ts}; SET @ts = {BASE_MS};" + f"""
INSERT INTO visitors (id, token, username, name, ts, updated_at)
	SELECT SUBSTR(MD5(CONCAT('v', seq)), 1, 17), MD5(CONCAT('t', seq)), CONCAT('guest-', seq),
	CONCAT('Visitor ', seq), @ts, @ts FROM {sequence};
INSERT INTO rooms (id, visitor_id, visitor_token, fname, ts, last_ts, version, msgs, listed, lm, last_message_id,
	visitor_ts, waiting, users_count, queued_at, served_by_id, served_by_username, served_at,
	agent_ts, response_by_id, response_by_username, responses, response_ms, first_response_ms,
	updated_at)
	SELECT SUBSTR(MD5(CONCAT('r', seq)), 1, 17), SUBSTR(MD5(CONCAT('v', seq)), 1, 17),
	MD5(CONCAT('t', seq)), CONCAT('Visitor ', seq), @ts, @last_ts, @per_room + 1, @per_room, @per_room, @last_ts,
	SUBSTR(MD5(CONCAT('m', seq, '-', @per_room)), 1, 17),
	@last_ts - IF({last} = 'visitor', 0, {STEP_MS}), {last} = 'visitor', 2, @ts, '{self.agent.id}',
	'{self.agent.username}', @ts, @last_ts - IF({last} = 'agent', 0, {STEP_MS}), '{self.agent.id}',
	'{self.agent.username}', @per_room DIV 2, @per_room DIV 2 * {STEP_MS}, {STEP_MS}, @last_ts
	FROM {sequence};""")
        u_id = f"IF(number % 2, SUBSTR(MD5(CONCAT('v', room)), 1, 17), '{self.agent.id}')"
        u_username = f"IF(number % 2, CONCAT('guest-', room), '{self.agent.username}')"
        u_name = "IF(number % 2, CONCAT('Visitor ', room), 'Lisa Miller')"

        def messages(begin):
            end = min(begin + CHUNK, rooms * per_room) - 1
            self.sql(f"""SET unique_checks = 0;
INSERT INTO messages (rid, ts, id, by_visitor, u_id, u_username, u_name, msg, updated_at, shown_json)
	SELECT SUBSTR(MD5(CONCAT('r', room)), 1, 17), {BASE_MS} + number * {STEP_MS},
	SUBSTR(MD5(CONCAT('m', room, '-', number)), 1, 17), number % 2, {u_id}, {u_username}, {u_name}, msg,
	{BASE_MS} + number * {STEP_MS}, CONCAT_WS('\n', text, IF(number % 2, CONCAT('"alias":"', {u_name}, '"'), ''),
	CONCAT('"u":{{"_id":"', {u_id}, '","username":"', {u_username}, '","name":"', {u_name}, '"}}'), meaning, '', '')
	FROM (SELECT {first} + seq DIV {per_room} AS room, seq % {per_room} + 1 AS number
		FROM seq_{begin}_to_{end}) s
	STRAIGHT_JOIN bench_texts t ON t.n = s.number % {len(TEXTS)};""")
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(messages, range(0, rooms * per_room, CHUNK)))
        self.server.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 1")

    def add_plain_messages(self):
        """Adds a table with the same messages in the usual form: one column for each property."""
        self.sql(f"""
CREATE TABLE plain_messages (
	rid VARBINARY(64) NOT NULL, ts BIGINT NOT NULL, id VARBINARY(64) NOT NULL, type VARBINARY(48) NULL,
	by_visitor TINYINT NOT NULL, u_id VARBINARY(64) NOT NULL, u_username VARCHAR(255) NOT NULL,
	u_name VARCHAR(255) NULL, msg MEDIUMTEXT NOT NULL, updated_at BIGINT NOT NULL, md_json MEDIUMTEXT NULL,
	urls_json MEDIUMTEXT NULL, mentions_json MEDIUMTEXT NULL, PRIMARY KEY (rid, ts), UNIQUE KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
SET unique_checks = 0;
INSERT INTO plain_messages SELECT m.rid, m.ts, m.id, m.type, m.by_visitor, m.u_id, m.u_username, m.u_name,
	m.msg, m.updated_at, t.md_json, t.urls_json, t.mentions_json
	FROM messages m JOIN bench_texts t ON t.msg = m.msg""")
        self.settle()

    def finish(self):
        """Updates the statistics of the tables and waits until all pages are written."""
        self.sql("ANALYZE TABLE messages, rooms, visitors")
        self.settle()

    def settle(self, seconds=60):
        """Waits until the server has written most of its dirty pages."""
        self.server.sql("SET GLOBAL innodb_max_dirty_pages_pct_lwm = 0.001;"
                        "SET GLOBAL innodb_max_dirty_pages_pct = 0")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            dirty = self.server.sql("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")
            if int(dirty.split()[1]) < 1000:
                break
            time.sleep(0.2)
        self.server.sql("SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT;"
                        "SET GLOBAL innodb_max_dirty_pages_pct_lwm = DEFAULT")

    def sql(self, text):
        return self.server.sql(text, self.name)
