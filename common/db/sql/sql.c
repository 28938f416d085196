#include "db/sql/sql.h"

/* Column lists; row.c turns each into a struct, in this order. */
#define VISITOR \
	"v.id, v.token, v.username, v.name, v.email, v.phone, v.department_id, v.status, " \
	"v.ip, v.user_agent, v.host, v.ts, v.updated_at"
#define ROOM \
	"r.id, r.fname, r.source, r.is_open, r.waiting, r.ts, r.last_ts, r.updated_at, " \
	"r.version, r.msgs, r.listed, r.users_count, r.read_ts, r.lm, r.visitor_ts, " \
	"r.queued_at, r.served_at, r.closed_at, r.department_id, r.served_by_id, " \
	"r.served_by_username, r.closer, r.closed_by_id, r.closed_by_username, r.agent_ts, " \
	"r.response_by_id, r.response_by_username, r.responses, r.response_ms, " \
	"r.first_response_ms, r.topic, r.tags_json, r.survey_json"
#define ROOM_STATE "r.version, r.last_ts, r.read_ts, r.is_open"
/*
 * What is shown of a message found by its id in a room that is known; by its room; and what else is
 * known of it. Each column has its price.
 */
#define MESSAGE_FOUND_OF(m) \
	m ".shown_json, " m ".ts, " m ".type, " m ".by_visitor, " m ".updated_at, " m \
	  ".edited_at, " m ".file_upload_json"
#define MESSAGE_SHOWN_OF(m) MESSAGE_FOUND_OF(m) ", " m ".id"
#define MESSAGE_FOUND MESSAGE_FOUND_OF("m")
#define MESSAGE_SHOWN MESSAGE_SHOWN_OF("m")
#define NO_MESSAGE_BUT_ID(id) "NULL, NULL, NULL, NULL, NULL, NULL, NULL, " id
#define MESSAGE \
	MESSAGE_SHOWN \
	", m.rid, m.id_by_client, m.u_id, m.u_username, m.u_name, m.msg, m.extra_json"
#define USER \
	"u.id, u.username, u.name, u.email, u.password_hash, u.roles, u.active, u.status, " \
	"u.available, u.created_at, u.updated_at"

/* Which messages a history shows: not the types an admin hides. */
#define NOT_HIDDEN "(m.type IS NULL OR NOT FIND_IN_SET(m.type, ?))"

/* Which messages an agent's list has; the marks are the same pattern twice. */
#define LISTED \
	"m.rid = ? AND (m.type IS NULL OR m.type = 'livechat-close') AND (? IS NULL OR " \
	"LOWER(m.msg) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|')"

/*
 * A page far into an agent's list: the rows in front of it are only counted, from the end it is
 * nearer to, and none but the page's own is read as a whole.
 */
#define MESSAGE_LIST_DEEP(counted, shown) \
	"SELECT " MESSAGE_SHOWN " FROM (SELECT m.ts FROM messages m WHERE m.rid = ? AND " \
	"(m.type IS NULL OR m.type = 'livechat-close') ORDER BY m.ts " counted \
	" LIMIT ? OFFSET ?) k JOIN messages m ON m.rid = ? AND m.ts = k.ts ORDER BY m.ts " shown

/*
 * Which people a list has. The marks: a role; an id to leave out; only who takes chats; only who
 * is here; a pattern.
 */
#define PEOPLE \
	"(u.roles & ?) <> 0 AND u.id <> ? AND (? = 0 OR u.available = 1) AND " \
	"(? = 0 OR u.status <> 'offline') AND LOWER(CONCAT_WS(' ', " \
	"CONVERT(u.username USING utf8mb4), u.name, u.email)) COLLATE utf8mb4_bin " \
	"LIKE LOWER(?) ESCAPE '|'"

/* Sorts by the column of that number (enum team_order), ascending by the first mark. */
#define PEOPLE_COLUMN \
	"CASE ? WHEN 1 THEN COALESCE(u.name, CONVERT(u.username USING utf8mb4)) " \
	"WHEN 2 THEN CONVERT(u.username USING utf8mb4) WHEN 3 THEN CONVERT(u.id USING utf8mb4) " \
	"WHEN 4 THEN CONVERT(u.status USING utf8mb4) " \
	"WHEN 5 THEN IF(u.available, 'available', 'not-available') END"
#define PEOPLE_ORDER PEOPLE_COLUMN " ASC, " PEOPLE_COLUMN " DESC, u.id"

#define INQUIRY "i.id, i.rid, i.name, i.status, i.department_id, i.ts, i.updated_at"

/* Who waits: in one department (twice the same mark), for one agent (likewise). */
#define INQUIRY_QUEUED \
	"i.status = 'queued' AND (? IS NULL OR i.department_id = ?) AND (? IS NULL OR " \
	"i.department_id IS NULL OR EXISTS (SELECT 1 FROM department_agents a " \
	"WHERE a.department_id = i.department_id AND a.user_id = ?))"

/*
 * Moves the room's clock by one point, or by as many as the second mark says; what is assigned
 * after it sees the new last_ts.
 */
#define ROOM_CLOCK \
	"last_ts = LAST_INSERT_ID(GREATEST(last_ts + 1, ?) + ?), version = version + 1, " \
	"updated_at = last_ts"

/*
 * New messages in the figures of their room, once its clock has moved: of the visitor, and of an
 * agent, whose answer ends the visitor's waiting. Marks: how many, twice; the last one's id.
 */
#define ROOM_TAKES_MESSAGES \
	"msgs = msgs + ?, listed = listed + ?, lm = last_ts, last_message_id = ?, " \
	"waiting = 1, visitor_ts = last_ts"
#define ROOM_TAKES_ANSWERS \
	"msgs = msgs + ?, listed = listed + ?, lm = last_ts, last_message_id = ?, " \
	"first_response_ms = " \
	"COALESCE(first_response_ms, last_ts - COALESCE(served_at, ts)), " \
	"responses = responses + waiting, response_ms = response_ms + " \
	"IF(waiting, last_ts - COALESCE(visitor_ts, ts), 0), waiting = 0, agent_ts = last_ts, " \
	"response_by_id = ?, response_by_username = ?"

#define MESSAGE_ROW "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define MESSAGE_ROWS_2 MESSAGE_ROW ", " MESSAGE_ROW
#define MESSAGE_ROWS_3 MESSAGE_ROWS_2 ", " MESSAGE_ROW
#define MESSAGE_ROWS_4 MESSAGE_ROWS_3 ", " MESSAGE_ROW
#define MESSAGE_ROWS_5 MESSAGE_ROWS_4 ", " MESSAGE_ROW
#define MESSAGE_ROWS_6 MESSAGE_ROWS_5 ", " MESSAGE_ROW
#define MESSAGE_ROWS_7 MESSAGE_ROWS_6 ", " MESSAGE_ROW
#define MESSAGE_ROWS_8 MESSAGE_ROWS_7 ", " MESSAGE_ROW
#define MESSAGE_ROWS_9 MESSAGE_ROWS_8 ", " MESSAGE_ROW
#define MESSAGE_ROWS_10 MESSAGE_ROWS_9 ", " MESSAGE_ROW
#define MESSAGES_INSERTED(rows) \
	"INSERT INTO messages (rid, ts, id, id_by_client, type, by_visitor, u_id, u_username, " \
	"u_name, msg, updated_at, extra_json, shown_json) VALUES " rows

/*
 * A whole transaction as one statement, which takes MariaDB 10.6. The sender says which times
 * the messages get; nothing is stored when the room's clock is past the first of them already, or
 * when the room is closed. Marks: the time of the last, those of `room`, the room, the time of the
 * first, the rows.
 */
#define MESSAGES_SENT(room, rows) \
	"BEGIN NOT ATOMIC " \
	"DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END; " \
	"START TRANSACTION; " \
	"UPDATE rooms SET last_ts = ?, version = version + 1, updated_at = last_ts, " room \
	" WHERE id = ? AND is_open = 1 AND last_ts < ?; " \
	"IF ROW_COUNT() > 0 THEN " MESSAGES_INSERTED(rows) "; COMMIT; " \
							   "ELSE ROLLBACK; END IF; END"

/*
 * Sorts by the column of that number (enum message_order); by nothing for 0. The items of one
 * ORDER BY must differ in their text: MariaDB compares them when the statement is executed and
 * drops what then looks the same for good, though a later execution may set other marks.
 */
#define ORDER_COLUMN(item) \
	"CASE ? WHEN -" #item " THEN NULL WHEN 1 THEN m.ts WHEN 2 THEN m.id WHEN 3 THEN m.msg " \
	"WHEN 4 THEN m.updated_at WHEN 5 THEN m.u_username END"
#define ORDER_KEY(ascending, descending) \
	ORDER_COLUMN(ascending) " ASC, " ORDER_COLUMN(descending) " DESC, "

/* As many marks as a list of a search has items at most (SEARCH_LIST_MAX). */
#define MARKS_16 "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?"
#define HAS_TAG "JSON_CONTAINS(r.tags_json, ?)"
#define HAS_TAG_4 HAS_TAG " OR " HAS_TAG " OR " HAS_TAG " OR " HAS_TAG

/* Marks: the name, the same, a pattern. */
#define HAS_FIELD \
	"(? IS NULL OR EXISTS (SELECT 1 FROM room_fields f WHERE f.rid = r.id AND f.name = ? " \
	"AND LOWER(f.value) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|'))"

/*
 * Which rooms are looked for, in the order of room_search_args() in room_search.c. A mark that is
 * asked for being NULL switches what follows it off.
 */
#define ROOM_SOUGHT \
	"(? IS NULL OR r.served_by_id IN (" MARKS_16 ") OR r.served_by_username IN (" MARKS_16 \
	")) AND " \
	"(? IS NULL OR r.department_id IN (" MARKS_16 ")) AND " \
	"(? IS NULL OR " HAS_TAG_4 " OR " HAS_TAG_4 " OR " HAS_TAG_4 " OR " HAS_TAG_4 \
	") AND " HAS_FIELD " AND " HAS_FIELD " AND " HAS_FIELD " AND " HAS_FIELD " AND " \
	"(? IS NULL OR r.visitor_id = ?) AND " \
	"(? IS NULL OR LOWER(r.fname) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|') AND " \
	"(? IS NULL OR CAST(r.fname AS BINARY) = CAST(? AS BINARY)) AND " \
	"(? IS NULL OR EXISTS (SELECT 1 FROM messages x WHERE x.rid = r.id AND " \
	"LOWER(x.msg) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|')) AND " \
	"(? IS NULL OR r.is_open = ?) AND " \
	"(? IS NULL OR (r.served_by_id IS NOT NULL) = ?) AND " \
	"r.ts >= ? AND r.ts <= ? AND (? IS NULL OR r.closed_at BETWEEN ? AND ?)"

/*
 * A room with all an agent sees of it. The join is straight so that the rooms are read first,
 * in the order of their index, and no further than the page.
 */
#define ROOM_FOUND \
	VISITOR ", " ROOM ", " MESSAGE_SHOWN ", " MESSAGE_SHOWN_OF( \
	    "c") ", d.name FROM rooms r " \
		 "STRAIGHT_JOIN visitors v ON v.id = r.visitor_id " \
		 "LEFT JOIN messages m ON m.id = r.last_message_id " \
		 "LEFT JOIN departments d ON d.id = r.department_id " \
		 "LEFT JOIN messages c ON c.rid = r.id AND c.ts = r.closed_at AND c.type = " \
		 "'livechat-close'"

/*
 * As ORDER_COLUMN, for one of many columns; 0 is none of them. What they have in common is
 * text, so all numbers are of one length.
 */
#define ROOM_ORDER_COLUMN(item) \
	"ELT(? + " #item " - " #item ", r.ts, r.id, LOWER(r.fname), r.closed_at, r.lm, " \
	"LPAD(r.msgs, 11, '0'), r.is_open, r.served_by_username, LOWER(d.name), " \
	"r.queued_at, r.updated_at)"
#define ROOM_ORDER_KEY(ascending, descending) \
	ROOM_ORDER_COLUMN(ascending) " ASC, " ROOM_ORDER_COLUMN(descending) " DESC, "

/* Marks: a pattern twice, the text itself twice. */
#define VISITOR_SOUGHT \
	"(LOWER(v.name) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|' OR " \
	"LOWER(v.username) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|' OR " \
	"CAST(v.phone AS BINARY) = CAST(? AS BINARY) OR " \
	"LOWER(v.email) COLLATE utf8mb4_bin = LOWER(?))"

/*
 * A visitor with his last room. Its time is not sorted by as it is, because there is an index
 * over the times of all rooms, which would be read from its end until one of his turns up.
 */
#define LAST_CHAT_TS "(SELECT MAX(r.ts) FROM rooms r WHERE r.visitor_id = v.id)"
#define VISITOR_FOUND \
	VISITOR ", (SELECT r.id FROM rooms r WHERE r.visitor_id = v.id " \
		"ORDER BY r.ts + 0 DESC LIMIT 1), " LAST_CHAT_TS " FROM visitors v"

#define VISITOR_ORDER_COLUMN(item) \
	"ELT(? + " #item " - " #item ", v.ts, v.id, LOWER(v.username), LOWER(v.name), v.phone, " \
	"v.email, " LAST_CHAT_TS ")"
#define VISITOR_ORDER_KEY(ascending, descending) \
	VISITOR_ORDER_COLUMN(ascending) " ASC, " VISITOR_ORDER_COLUMN(descending) " DESC, "

#define DEPARTMENT \
	"d.id, d.name, d.description, d.email, d.enabled, d.show_on_registration, " \
	"d.show_on_offline_form, d.archived, d.updated_at, (SELECT COUNT(*) FROM " \
	"department_agents n WHERE n.department_id = d.id)"

/*
 * Marks: a pattern twice; only those enabled; archived ones too; an id to leave out; the user
 * whose departments are wanted, twice.
 */
#define DEPARTMENT_SOUGHT \
	"(? IS NULL OR LOWER(d.name) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|') AND " \
	"(? = 0 OR d.enabled = 1) AND (? = 1 OR d.archived = 0) AND d.id <> ? AND " \
	"(? IS NULL OR EXISTS (SELECT 1 FROM department_agents a " \
	"WHERE a.department_id = d.id AND a.user_id = ?))"

#define DEPARTMENT_ORDER_COLUMN(item) \
	"ELT(? + " #item " - " #item ", LOWER(d.name), d.email, d.enabled, d.archived, d.id, " \
	"d.updated_at, LPAD((SELECT COUNT(*) FROM department_agents o " \
	"WHERE o.department_id = d.id), 11, '0'))"
#define DEPARTMENT_ORDER_KEY(ascending, descending) \
	DEPARTMENT_ORDER_COLUMN(ascending) " ASC, " DEPARTMENT_ORDER_COLUMN(descending) " DESC, "

#define MEMBER_ORDER_COLUMN(item) \
	"ELT(? + " #item " - " #item ", u.username, LPAD(a.chats_order, 11, '0'), " \
	"LPAD(a.chats_count, 11, '0'))"
#define MEMBER_ORDER_KEY(ascending, descending) \
	MEMBER_ORDER_COLUMN(ascending) " ASC, " MEMBER_ORDER_COLUMN(descending) " DESC, "

const char *const sql_text[SQL__MAX] = {
#define SQL(name, text) [SQL_##name] = (text),
#include "db/sql/all.def"
#undef SQL
};
