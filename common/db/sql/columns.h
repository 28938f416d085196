/* SPDX-License-Identifier: MIT */
/*
 * columns.h: which columns a struct is read from, where more than one statement reads it. Each
 * column stands here once, as X(kind, member, column): sql.c makes a select list of it, the files
 * named row.c a function that fills the struct.
 *
 * The kinds are TEXT, NUMBER and FLAG (a number that means true unless it is 0). A list begins
 * with FIRST, a TEXT that follows no other column.
 */
#ifndef DB_SQL_COLUMNS_H
#define DB_SQL_COLUMNS_H

#include "db/sql/compare.h"
#include "db/sql/presence.h"

/* The contact of a visitor with this id. NULL: they have none yet. */
#define CONTACT_OF(visitor_id) \
	"(SELECT contact_id FROM contact_visitors WHERE visitor_id = " visitor_id ")"

/* A visitor, of whom `status_shown` is the presence. */
#define VISITOR_SHOWN_COLUMNS(X, status_shown) \
	X(FIRST, id, "v.id") \
	X(TEXT, token, "v.token") \
	X(TEXT, username, "v.username") \
	X(TEXT, name, "v.name") \
	X(TEXT, email, "v.email") \
	X(TEXT, phone, "v.phone") \
	X(TEXT, department_id, "v.department_id") \
	X(TEXT, status, status_shown) \
	X(TEXT, ip, "v.ip") \
	X(TEXT, user_agent, "v.user_agent") \
	X(TEXT, host, "v.host") \
	X(NUMBER, ts, "v.ts") \
	X(NUMBER, updated_at, "v.updated_at") \
	X(TEXT, contact_id, CONTACT_OF("v.id"))

/* As agents see them; and one who has sent their token, and so is there. */
#define VISITOR_COLUMNS(X) VISITOR_SHOWN_COLUMNS(X, VISITOR_STATUS)
#define VISITOR_SELF_COLUMNS(X) \
	VISITOR_SHOWN_COLUMNS(X, "v.status") \
	X(NUMBER, seen, SEEN_AGE("v"))

/* A user, of whom `here` and `in_hours` say whether what is stored of their presence holds. */
#define USER_SHOWN_COLUMNS(X, here, in_hours) \
	X(FIRST, id, "u.id") \
	X(TEXT, username, "u.username") \
	X(TEXT, name, "u.name") \
	X(TEXT, email, "u.email") \
	X(NUMBER, roles, "u.roles") \
	X(FLAG, active, "u.active") \
	X(FLAG, must_change_password, "u.must_change_password") \
	X(TEXT, status, STATUS_SHOWN("u", here) " AS shown_status") \
	X(FLAG, available, AVAILABLE_SHOWN("u", here, in_hours) " AS is_available")

#define USER_COLUMNS_WHILE(X, here, in_hours) \
	USER_SHOWN_COLUMNS(X, here, in_hours) \
	X(TEXT, password_hash, "u.password_hash") \
	X(NUMBER, created_at, "u.created_at") \
	X(NUMBER, updated_at, "u.updated_at") \
	X(NUMBER, seen_at, "u.seen_at") \
	X(NUMBER, login_at, "u.login_at")
#define USER_COLUMNS(X) USER_COLUMNS_WHILE(X, USER_IS_HERE("u"), AGENT_IS_IN_HOURS("u"))

/*
 * One who has sent the token t, which is known to be valid afterwards: of the columns only those that
 * each request needs.
 */
#define BEARER_COLUMNS(X) \
	USER_SHOWN_COLUMNS(X, BEARER_IS_HERE, AGENT_IS_IN_HOURS("u")) \
	X(NUMBER, seen, BEARER_SEEN)

/* The token that a user has sent. */
#define TOKEN_COLUMNS(X) \
	X(FIRST, hash, "t.hash") \
	X(TEXT, name, "t.name") \
	X(NUMBER, created_at, "t.created_at") \
	X(NUMBER, expires_at, "t.expires_at")

#define DEPARTMENT_COLUMNS(X) \
	X(FIRST, id, "d.id") \
	X(TEXT, name, "d.name") \
	X(TEXT, description, "d.description") \
	X(TEXT, email, "d.email") \
	X(FLAG, enabled, "d.enabled") \
	X(FLAG, on_registration, "d.show_on_registration") \
	X(FLAG, on_offline_form, "d.show_on_offline_form") \
	X(FLAG, archived, "d.archived") \
	X(NUMBER, updated_at, "d.updated_at") \
	X(NUMBER, agents, "(SELECT COUNT(*) FROM department_agents n WHERE n.department_id = d.id)")

#define BUSINESS_HOUR_COLUMNS(X) \
	X(FIRST, id, "h.id") \
	X(TEXT, type, "h.type") \
	X(TEXT, name, "h.name") \
	X(FLAG, active, "h.active") \
	X(TEXT, timezone, "h.timezone") \
	X(TEXT, work_hours, "h.work_hours") \
	X(TEXT, days_off, "h.days_off") \
	X(NUMBER, ts, "h.ts") \
	X(NUMBER, updated_at, "h.updated_at") \
	X(NUMBER, opens_at, "h.opens_at") \
	X(NUMBER, closes_at, "h.closes_at") \
	X(NUMBER, next_check_at, "h.next_check_at")

#define ROOM_COLUMNS(X) \
	X(FIRST, id, "r.id") \
	X(TEXT, fname, "r.fname") \
	X(TEXT, source, "r.source") \
	X(FLAG, open, "r.is_open") \
	X(FLAG, waiting, "r.waiting") \
	X(NUMBER, ts, "r.ts") \
	X(NUMBER, last_ts, "r.last_ts") \
	X(NUMBER, updated_at, "r.updated_at") \
	X(NUMBER, version, "r.version") \
	X(NUMBER, msgs, "r.msgs") \
	X(NUMBER, listed, "r.listed") \
	X(NUMBER, users_count, "r.users_count") \
	X(NUMBER, read_ts, "r.read_ts") \
	X(NUMBER, visitor_read_ts, "r.visitor_read_ts") \
	X(NUMBER, lm, "r.lm") \
	X(NUMBER, visitor_ts, "r.visitor_ts") \
	X(NUMBER, question_ts, "COALESCE(r.question_ts, r.visitor_ts)") \
	X(NUMBER, queued_at, "r.queued_at") \
	X(NUMBER, served_at, "r.served_at") \
	X(NUMBER, closed_at, "r.closed_at") \
	X(TEXT, department_id, "r.department_id") \
	X(TEXT, served_by_id, "r.served_by_id") \
	X(TEXT, served_by_username, "r.served_by_username") \
	X(TEXT, closer, "r.closer") \
	X(TEXT, closed_by_id, "r.closed_by_id") \
	X(TEXT, closed_by_username, "r.closed_by_username") \
	X(NUMBER, agent_ts, "r.agent_ts") \
	X(TEXT, response_by_id, "r.response_by_id") \
	X(TEXT, response_by_username, "r.response_by_username") \
	X(NUMBER, responses, "r.responses") \
	X(NUMBER, response_ms, "r.response_ms") \
	X(NUMBER, first_response_ms, "r.first_response_ms") \
	X(TEXT, topic, "r.topic") \
	X(TEXT, tags_json, "r.tags_json")

/* Up to when the visitor has seen the room: by fetching it, or by writing into it. */
#define VISITOR_SEEN "GREATEST(r.visitor_seen_ts, COALESCE(r.visitor_ts, 0))"

/* Whether something was said since the visitor fetched the room or wrote into it. */
#define VISITOR_MISSES "(COALESCE(r.lm, 0) > " VISITOR_SEEN ")"

/* Whether the room is open and served, and whether its visitor misses something: see room_state.h. */
#define ROOM_STAGE "r.is_open + (r.is_open = 1 AND r.served_by_id IS NULL) + 4 * " VISITOR_MISSES

/* The part of a room that tells whether it has changed: the only list that begins with a number. */
#define ROOM_STATE_COLUMNS_AT(X, room_stage) \
	X(FIRST_NUMBER, version, "r.version") \
	X(NUMBER, last_ts, "r.last_ts") \
	X(NUMBER, read_ts, "r.read_ts") \
	X(NUMBER, stage, room_stage)
#define ROOM_STATE_COLUMNS(X) ROOM_STATE_COLUMNS_AT(X, ROOM_STAGE)

/* The same for the visitor, whose row is v. */
#define ROOM_STATE_SEEN_COLUMNS(X) ROOM_STATE_COLUMNS_AT(X, ROOM_STAGE " + 8 * " SEEN_AGE("v"))

/*
 * What is shown of a message, of which the first list leaves out what is known before; and all
 * that is known of it. `m` is the table's alias, a string. Each column costs time in every row.
 */
#define MESSAGE_FOUND_COLUMNS(X, m) \
	X(FIRST, shown_json, m ".shown_json") \
	X(NUMBER, ts, m ".ts") \
	X(TEXT, type, m ".type") \
	X(FLAG, by_visitor, m ".by_visitor") \
	X(NUMBER, updated_at, m ".updated_at") \
	X(NUMBER, edited_at, m ".edited_at") \
	X(TEXT, file_upload_json, m ".file_upload_json")
#define MESSAGE_SHOWN_COLUMNS(X, m) \
	MESSAGE_FOUND_COLUMNS(X, m) \
	X(TEXT, id, m ".id")
#define MESSAGE_COLUMNS(X) \
	MESSAGE_SHOWN_COLUMNS(X, "m") \
	X(TEXT, rid, "m.rid") \
	X(FLAG, id_by_client, "m.id_by_client") \
	X(TEXT, u.id, "m.u_id") \
	X(TEXT, u.username, "m.u_username") \
	X(TEXT, u.name, "m.u_name") \
	X(TEXT, msg, "m.msg") \
	X(TEXT, extra_json, "m.extra_json")

/* A visitor who writes into a room. The stage is 1 in an open room, and twice a number of enum seen more. */
#define SENDER_COLUMNS(X) \
	X(FIRST, u.id, "v.id") \
	X(TEXT, u.username, "v.username") \
	X(TEXT, u.name, "v.name") \
	X(TEXT, rid, "r.id") \
	X(NUMBER, stage, "r.is_open + 2 * " SEEN_AGE("v")) \
	X(NUMBER, read_ts, "r.read_ts") \
	X(NUMBER, last_ts, "r.last_ts")

/*
 * What an agent's page shows of a room. Its numbers, none of which is negative, are read as one text
 * (NUMBERS_JOINED), because each column costs more than reading ten numbers.
 */
#define INBOX_ROOM_COLUMNS(X) \
	X(FIRST, room.id, "r.id") \
	X(TEXT, room.fname, "r.fname") \
	X(TEXT, room.department_id, "r.department_id") \
	X(TEXT, room.served_by_id, "r.served_by_id") \
	X(TEXT, room.served_by_username, "r.served_by_username") \
	X(TEXT, room.topic, "r.topic") \
	X(TEXT, room.tags_json, "r.tags_json") \
	X(TEXT, visitor.id, "v.id") \
	X(TEXT, visitor.username, "v.username") \
	X(TEXT, visitor.name, "v.name") \
	X(TEXT, visitor.status, VISITOR_STATUS) \
	X(TEXT, last.id, "m.id") \
	X(TEXT, last.type, "m.type") \
	X(TEXT, last.shown_json, "m.shown_json")
#define INBOX_ROOM_NUMBERS(X) \
	X(room.ts, "r.ts") \
	X(room.lm, "r.lm") \
	X(room.msgs, "r.msgs") \
	X(room.users_count, "r.users_count") \
	X(room.read_ts, "r.read_ts") \
	X(room.visitor_read_ts, "r.visitor_read_ts") \
	X(room.waiting, "r.waiting") \
	X(room.served_at, "r.served_at") \
	X(room.updated_at, "r.updated_at") \
	X(room.visitor_ts, "r.visitor_ts") \
	X(inbox_version, "r.inbox_version") \
	X(last.ts, "m.ts") \
	X(last.by_visitor, "m.by_visitor") \
	X(last.updated_at, "m.updated_at") \
	X(last.edited_at, "m.edited_at") \
	X(unread, "(SELECT COUNT(*) FROM messages x WHERE x.rid = r.id AND x.ts > r.read_ts " \
		  "AND x.type IS NULL AND x.by_visitor = 1)")

/* A list of numbers as one column, joined by dots; NULL is 0. */
#define NUMBER_JOINED(member, column) ", COALESCE(" column ", 0)"
#define NUMBERS_JOINED(list) "CONCAT_WS('.'" list(NUMBER_JOINED) ")"

/* Reads the next of such numbers into `to` and moves `at` behind it. */
#define NUMBER_READ(member, column) to->member = number_next(&at);

#define INQUIRY_COLUMNS(X) \
	X(FIRST, id, "i.id") \
	X(TEXT, rid, "i.rid") \
	X(TEXT, name, "i.name") \
	X(TEXT, status, "i.status") \
	X(TEXT, department_id, "i.department_id") \
	X(NUMBER, ts, "i.ts") \
	X(NUMBER, updated_at, "i.updated_at")

/* The same with its room and its visitor, as agents see them. */
#define INQUIRY_SHOWN_COLUMNS(X) \
	INQUIRY_COLUMNS(X) \
	X(TEXT, source, "r.source") \
	X(TEXT, visitor.id, "v.id") \
	X(TEXT, visitor.username, "v.username") \
	X(TEXT, visitor.name, "v.name") \
	X(TEXT, visitor_status, VISITOR_STATUS) \
	X(NUMBER, visitor_ts, "r.visitor_ts") \
	X(TEXT, contact_id, CONTACT_OF("v.id"))

/* A file that somebody has sent. */
#define UPLOAD_COLUMNS(X) \
	X(FIRST, id, "f.id") \
	X(TEXT, rid, "f.rid") \
	X(TEXT, message_id, "f.message_id") \
	X(TEXT, original_id, "f.original_id") \
	X(FLAG, by_visitor, "f.by_visitor") \
	X(TEXT, user_id, "f.user_id") \
	X(TEXT, name, "f.name") \
	X(TEXT, media_type, "f.media_type") \
	X(NUMBER, size, "f.size") \
	X(TEXT, sha256, "f.sha256") \
	X(NUMBER, width, "f.width") \
	X(NUMBER, height, "f.height") \
	X(TEXT, preview, "f.preview") \
	X(TEXT, path, "f.path") \
	X(NUMBER, uploaded_at, "f.uploaded_at") \
	X(NUMBER, expires_at, "f.expires_at") \
	X(FLAG, hidden, "f.hidden")

/* What a list of columns is turned into by its X: a select list. */
#define COLUMN_SELECTED(kind, member, column) COLUMN_COMMA_##kind column
#define COLUMN_COMMA_FIRST
#define COLUMN_COMMA_FIRST_NUMBER
#define COLUMN_COMMA_TEXT ", "
#define COLUMN_COMMA_NUMBER ", "
#define COLUMN_COMMA_FLAG ", "

/* How many columns there are. */
#define COLUMN_COUNTED(kind, member, column) +1

/* Statements that fill the struct `to` points to, and move `cell` behind what they have read. */
#define COLUMN_READ(kind, member, column) \
	to->member = CELL_##kind(cell); \
	cell++;
#define CELL_FIRST(cell) (cell)->bytes
#define CELL_FIRST_NUMBER(cell) (cell)->number
#define CELL_TEXT(cell) (cell)->bytes
#define CELL_NUMBER(cell) (cell)->number
#define CELL_FLAG(cell) ((cell)->number != 0)

enum {
	VISITOR_LEN = 0 VISITOR_COLUMNS(COLUMN_COUNTED),
	VISITOR_SELF_LEN = 0 VISITOR_SELF_COLUMNS(COLUMN_COUNTED),
	USER_LEN = 0 USER_COLUMNS(COLUMN_COUNTED),
	BEARER_LEN = 0 BEARER_COLUMNS(COLUMN_COUNTED),
	TOKEN_LEN = 0 TOKEN_COLUMNS(COLUMN_COUNTED),
	DEPARTMENT_LEN = 0 DEPARTMENT_COLUMNS(COLUMN_COUNTED),
	BUSINESS_HOUR_LEN = 0 BUSINESS_HOUR_COLUMNS(COLUMN_COUNTED),
	ROOM_LEN = 0 ROOM_COLUMNS(COLUMN_COUNTED),
	ROOM_STATE_LEN = 0 ROOM_STATE_COLUMNS(COLUMN_COUNTED),
	MESSAGE_FOUND_LEN = 0 MESSAGE_FOUND_COLUMNS(COLUMN_COUNTED, ""),
	MESSAGE_SHOWN_LEN = 0 MESSAGE_SHOWN_COLUMNS(COLUMN_COUNTED, ""),
	MESSAGE_LEN = 0 MESSAGE_COLUMNS(COLUMN_COUNTED),
	SENDER_LEN = 0 SENDER_COLUMNS(COLUMN_COUNTED),
	UPLOAD_LEN = 0 UPLOAD_COLUMNS(COLUMN_COUNTED),
	INQUIRY_LEN = 0 INQUIRY_COLUMNS(COLUMN_COUNTED),
	INQUIRY_SHOWN_LEN = 0 INQUIRY_SHOWN_COLUMNS(COLUMN_COUNTED),
	INBOX_ROOM_LEN = 0 INBOX_ROOM_COLUMNS(COLUMN_COUNTED),
};

#endif
