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

#define VISITOR_COLUMNS(X) \
	X(FIRST, id, "v.id") \
	X(TEXT, token, "v.token") \
	X(TEXT, username, "v.username") \
	X(TEXT, name, "v.name") \
	X(TEXT, email, "v.email") \
	X(TEXT, phone, "v.phone") \
	X(TEXT, department_id, "v.department_id") \
	X(TEXT, status, "v.status") \
	X(TEXT, ip, "v.ip") \
	X(TEXT, user_agent, "v.user_agent") \
	X(TEXT, host, "v.host") \
	X(NUMBER, ts, "v.ts") \
	X(NUMBER, updated_at, "v.updated_at")

#define USER_COLUMNS(X) \
	X(FIRST, id, "u.id") \
	X(TEXT, username, "u.username") \
	X(TEXT, name, "u.name") \
	X(TEXT, email, "u.email") \
	X(TEXT, password_hash, "u.password_hash") \
	X(NUMBER, roles, "u.roles") \
	X(FLAG, active, "u.active") \
	X(TEXT, status, "u.status") \
	X(FLAG, available, "u.available") \
	X(NUMBER, created_at, "u.created_at") \
	X(NUMBER, updated_at, "u.updated_at")

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
	X(NUMBER, lm, "r.lm") \
	X(NUMBER, visitor_ts, "r.visitor_ts") \
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

/* The part of a room that tells whether it has changed: the only list that begins with a number. */
#define ROOM_STATE_COLUMNS(X) \
	X(FIRST_NUMBER, version, "r.version") \
	X(NUMBER, last_ts, "r.last_ts") \
	X(NUMBER, read_ts, "r.read_ts") \
	X(FLAG, open, "r.is_open")

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

/* A visitor who writes into a room. */
#define SENDER_COLUMNS(X) \
	X(FIRST, u.id, "v.id") \
	X(TEXT, u.username, "v.username") \
	X(TEXT, u.name, "v.name") \
	X(TEXT, rid, "r.id") \
	X(FLAG, open, "r.is_open") \
	X(NUMBER, read_ts, "r.read_ts") \
	X(NUMBER, last_ts, "r.last_ts")

#define INQUIRY_COLUMNS(X) \
	X(FIRST, id, "i.id") \
	X(TEXT, rid, "i.rid") \
	X(TEXT, name, "i.name") \
	X(TEXT, status, "i.status") \
	X(TEXT, department_id, "i.department_id") \
	X(NUMBER, ts, "i.ts") \
	X(NUMBER, updated_at, "i.updated_at")

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
	USER_LEN = 0 USER_COLUMNS(COLUMN_COUNTED),
	TOKEN_LEN = 0 TOKEN_COLUMNS(COLUMN_COUNTED),
	DEPARTMENT_LEN = 0 DEPARTMENT_COLUMNS(COLUMN_COUNTED),
	ROOM_LEN = 0 ROOM_COLUMNS(COLUMN_COUNTED),
	ROOM_STATE_LEN = 0 ROOM_STATE_COLUMNS(COLUMN_COUNTED),
	MESSAGE_FOUND_LEN = 0 MESSAGE_FOUND_COLUMNS(COLUMN_COUNTED, ""),
	MESSAGE_SHOWN_LEN = 0 MESSAGE_SHOWN_COLUMNS(COLUMN_COUNTED, ""),
	MESSAGE_LEN = 0 MESSAGE_COLUMNS(COLUMN_COUNTED),
	SENDER_LEN = 0 SENDER_COLUMNS(COLUMN_COUNTED),
	INQUIRY_LEN = 0 INQUIRY_COLUMNS(COLUMN_COUNTED),
};

#endif
