#include "db/sql.h"

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
#define MESSAGE_WITH(id_by_client) \
	"m.id, m.rid, m.ts, m.type, m.by_visitor, " id_by_client ", m.u_id, m.u_username, " \
	"m.u_name, m.msg, m.updated_at, m.edited_at, m.edited_by_id, m.edited_by_username, " \
	"m.md_json, m.urls_json, m.mentions_json, m.channels_json, m.extra_json, " \
	"m.file_upload_json"
#define MESSAGE MESSAGE_WITH("m.id_by_client")
#define USER \
	"u.id, u.username, u.name, u.email, u.password_hash, u.roles, u.active, u.status, " \
	"u.available, u.created_at, u.updated_at"

/* Which messages a history shows: not the types an admin hides. */
#define NOT_HIDDEN "(m.type IS NULL OR NOT FIND_IN_SET(m.type, ?))"

/* Which messages an agent's list has; the marks are the same pattern twice. */
#define LISTED \
	"m.rid = ? AND (m.type IS NULL OR m.type = 'livechat-close') AND (? IS NULL OR " \
	"LOWER(m.msg) COLLATE utf8mb4_bin LIKE LOWER(?) ESCAPE '|')"

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

/* Sorts by the column of that number (enum message_order); by nothing for 0. */
#define ORDER_COLUMN \
	"CASE ? WHEN 1 THEN m.ts WHEN 2 THEN m.id WHEN 3 THEN m.msg WHEN 4 THEN m.updated_at " \
	"WHEN 5 THEN m.u_username END"
#define ORDER_KEY ORDER_COLUMN " ASC, " ORDER_COLUMN " DESC, "

const char *const sql_text[SQL__MAX] = {
	[SQL_SCHEMA_VERSION] = "SELECT MAX(version) FROM schema_version",

	[SQL_VISITOR_GET] = "SELECT " VISITOR " FROM visitors v WHERE v.token = ?",
	[SQL_VISITOR_INSERT] =
	    "INSERT INTO visitors (id, token, username, name, email, phone, department_id, "
	    "status, ip, user_agent, host, ts, updated_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_VISITOR_UPDATE] =
	    "UPDATE visitors SET username = COALESCE(?, username), name = COALESCE(?, name), "
	    "email = COALESCE(?, email), phone = COALESCE(?, phone), "
	    "department_id = COALESCE(?, department_id), status = COALESCE(?, status), "
	    "updated_at = ? WHERE id = ?",
	[SQL_VISITOR_LOCK] = "SELECT 1 FROM visitors WHERE id = ? FOR UPDATE",
	[SQL_GUEST_COUNT_NEXT] =
	    "UPDATE settings SET value = LAST_INSERT_ID(CAST(value AS UNSIGNED) + 1) "
	    "WHERE name = 'Livechat_guest_count'",
	[SQL_GUEST_COUNT_CREATE] =
	    "INSERT IGNORE INTO settings (name, value) VALUES ('Livechat_guest_count', '1')",
	[SQL_VISITOR_FIELDS] =
	    "SELECT name, value FROM visitor_fields WHERE visitor_id = ? ORDER BY name",
	[SQL_VISITOR_FIELD_SET] =
	    "INSERT INTO visitor_fields (visitor_id, name, value) VALUES (?, ?, ?) "
	    "ON DUPLICATE KEY UPDATE value = VALUES(value)",
	[SQL_VISITOR_FIELD_ADD] =
	    "INSERT IGNORE INTO visitor_fields (visitor_id, name, value) VALUES (?, ?, ?)",
	[SQL_VISITOR_FIELD_COUNT] = "SELECT COUNT(*) FROM visitor_fields WHERE visitor_id = ?",
	[SQL_DEPARTMENT_GET] =
	    "SELECT id, name, email FROM departments WHERE (id = ? OR name = ?) AND enabled = 1",

	[SQL_ROOM_OF_VISITOR] =
	    "SELECT " VISITOR ", " ROOM " FROM visitors v "
	    "LEFT JOIN rooms r ON r.id = ? AND r.visitor_id = v.id WHERE v.token = ?",
	[SQL_ROOM_OPEN_OF_VISITOR] = "SELECT " VISITOR ", " ROOM ", " MESSAGE " FROM visitors v "
				     "LEFT JOIN rooms r ON r.visitor_id = v.id AND r.is_open = 1 "
				     "AND (? IS NULL OR r.id = ?) "
				     "LEFT JOIN messages m ON m.id = r.last_message_id "
				     "WHERE v.token = ? ORDER BY r.ts LIMIT 1",
	[SQL_ROOM_GET] = "SELECT " VISITOR ", " ROOM " FROM rooms r "
			 "JOIN visitors v ON v.id = r.visitor_id WHERE r.id = ?",
	[SQL_ROOM_COUNT_OPEN] = "SELECT COUNT(*) FROM rooms WHERE visitor_id = ? AND is_open = 1",
	[SQL_ROOM_INSERT] =
	    "INSERT INTO rooms (id, visitor_id, fname, ts, last_ts, lm, queued_at, updated_at, "
	    "version, department_id, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
	[SQL_ROOM_RENAME] = "UPDATE rooms SET fname = ? WHERE visitor_id = ? AND is_open = 1",
	[SQL_ROOM_MARK_READ] = "UPDATE rooms SET read_ts = last_ts, version = version + 1 "
			       "WHERE id = ? AND read_ts < last_ts",
	/* Assignments are made from left to right: what follows last_ts sees its new value. */
	[SQL_ROOM_TAKE_MESSAGES] =
	    "UPDATE rooms SET last_ts = LAST_INSERT_ID(GREATEST(last_ts + 1, ?) + ?), "
	    "version = version + 1, msgs = msgs + ?, listed = listed + ?, lm = last_ts, "
	    "last_message_id = ?, waiting = ?, visitor_ts = IF(?, last_ts, visitor_ts), "
	    "updated_at = last_ts WHERE id = ? AND is_open = 1",
	[SQL_ROOM_TICK] = "UPDATE rooms SET last_ts = LAST_INSERT_ID(GREATEST(last_ts + 1, ?)), "
			  "version = version + 1, updated_at = last_ts WHERE id = ?",
	[SQL_ROOM_DROP_MESSAGE] =
	    "UPDATE rooms SET msgs = msgs - ?, listed = listed - ?, last_message_id = "
	    "(SELECT m.id FROM messages m WHERE m.rid = ? AND m.type IS NULL "
	    "ORDER BY m.ts DESC LIMIT 1) WHERE id = ?",
	[SQL_INQUIRY_INSERT] =
	    "INSERT INTO inquiries (id, rid, name, status, department_id, ts, updated_at) "
	    "VALUES (?, ?, ?, 'queued', ?, ?, ?)",

	[SQL_AGENT_COUNT_AVAILABLE] =
	    "SELECT COUNT(*) FROM users WHERE roles & 2 AND active = 1 AND available = 1 "
	    "AND status <> 'offline'",

	/* A change of the room that writes notices: the marks are now and the further notices. */
	[SQL_ROOM_TAKE] =
	    "UPDATE rooms SET " ROOM_CLOCK ", served_by_id = ?, served_by_username = ?, "
	    "served_at = last_ts, users_count = users_count + 1 "
	    "WHERE id = ? AND is_open = 1 AND served_by_id IS NULL",
	[SQL_ROOM_TRANSFER] =
	    "UPDATE rooms SET " ROOM_CLOCK ", served_at = IF(? IS NULL, NULL, last_ts), "
	    "queued_at = IF(? IS NULL, last_ts, queued_at), served_by_id = ?, "
	    "served_by_username = ?, department_id = COALESCE(?, department_id) "
	    "WHERE id = ? AND is_open = 1",
	[SQL_ROOM_CLOSE] =
	    "UPDATE rooms SET " ROOM_CLOCK ", is_open = 0, waiting = 0, listed = listed + 1, "
	    "closed_at = last_ts, closer = ?, closed_by_id = ?, closed_by_username = ? "
	    "WHERE id = ? AND is_open = 1",
	[SQL_ROOM_NOTIFY] = "UPDATE rooms SET " ROOM_CLOCK " WHERE id = ?",
	[SQL_ROOM_MEMBER_ADD] =
	    "INSERT IGNORE INTO room_members (rid, user_id, joined_at) VALUES (?, ?, ?)",
	[SQL_ROOM_MEMBER_COUNT] = "SELECT COUNT(*) FROM room_members WHERE rid = ? AND user_id = ?",
	[SQL_INQUIRY_TAKE] = "UPDATE inquiries SET status = 'taken', updated_at = ? "
			     "WHERE rid = ? AND status = 'queued'",
	/* What the queue says of a room follows the room. */
	[SQL_INQUIRY_PUT] =
	    "INSERT INTO inquiries (id, rid, name, status, department_id, ts, updated_at) "
	    "SELECT ?, r.id, r.fname, ?, r.department_id, ?, ? FROM rooms r WHERE r.id = ? "
	    "ON DUPLICATE KEY UPDATE status = VALUES(status), "
	    "department_id = VALUES(department_id), updated_at = VALUES(updated_at)",
	[SQL_INQUIRY_DELETE] = "DELETE FROM inquiries WHERE rid = ?",
	[SQL_INQUIRY_GET] = "SELECT " INQUIRY " FROM inquiries i WHERE i.id = ?",
	[SQL_INQUIRY_OF_ROOM] = "SELECT " INQUIRY " FROM inquiries i WHERE i.rid = ?",
	[SQL_INQUIRY_LIST] = "SELECT " INQUIRY " FROM inquiries i WHERE " INQUIRY_QUEUED
			     " ORDER BY i.ts, i.id LIMIT ? OFFSET ?",
	[SQL_INQUIRY_COUNT] = "SELECT COUNT(*) FROM inquiries i WHERE " INQUIRY_QUEUED,
	[SQL_AGENT_LEAST_BUSY] =
	    "SELECT u.id, u.username, u.name FROM users u "
	    "LEFT JOIN department_agents a ON a.user_id = u.id AND a.department_id = ? "
	    "WHERE u.roles & 2 AND u.active = 1 AND u.available = 1 AND u.status <> 'offline' "
	    "AND u.id <> ? AND (? IS NULL OR a.user_id IS NOT NULL) "
	    "ORDER BY (SELECT COUNT(*) FROM rooms r WHERE r.served_by_id = u.id AND r.is_open = "
	    "1), "
	    "a.chats_order, u.id LIMIT 1",

	[SQL_MESSAGE_OF_VISITOR] =
	    "SELECT v.id, v.username, r.id, r.read_ts, " MESSAGE " FROM visitors v "
	    "LEFT JOIN rooms r ON r.id = ? AND r.visitor_id = v.id "
	    "LEFT JOIN messages m ON m.id = ? AND m.rid = r.id WHERE v.token = ?",
	[SQL_MESSAGE_BY_ID] =
	    "SELECT v.id, v.username, r.id, r.read_ts, " MESSAGE ", v.token FROM messages m "
	    "JOIN rooms r ON r.id = m.rid JOIN visitors v ON v.id = r.visitor_id WHERE m.id = ?",
	[SQL_MESSAGE_VERSION_GET] = "SELECT m.parent_id, v.token, " MESSAGE_WITH(
	    "0") " FROM message_versions m "
		 "JOIN rooms r ON r.id = m.rid JOIN visitors v ON v.id = r.visitor_id "
		 "WHERE m.id = ? AND m.rid = ?",
	[SQL_MESSAGE_VERSION_KEEP] =
	    "INSERT IGNORE INTO message_versions (id, parent_id, rid, ts, type, by_visitor, u_id, "
	    "u_username, u_name, msg, updated_at, edited_at, edited_by_id, edited_by_username, "
	    "md_json, urls_json, mentions_json, channels_json, extra_json, file_upload_json) "
	    "SELECT ?, id, rid, ts, type, by_visitor, u_id, u_username, u_name, msg, updated_at, "
	    "edited_at, edited_by_id, edited_by_username, md_json, urls_json, mentions_json, "
	    "channels_json, extra_json, file_upload_json "
	    "FROM messages WHERE rid = ? AND ts = ? AND id = ?",
	[SQL_MESSAGE_INSERT] =
	    "INSERT INTO messages (rid, ts, id, id_by_client, type, by_visitor, u_id, u_username, "
	    "u_name, msg, updated_at, md_json, urls_json, mentions_json, channels_json, "
	    "extra_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_MESSAGE_EDIT] =
	    "UPDATE messages SET msg = ?, md_json = ?, urls_json = ?, mentions_json = ?, "
	    "channels_json = ?, edited_at = ?, updated_at = ?, edited_by_id = ?, "
	    "edited_by_username = ? WHERE rid = ? AND ts = ? AND id = ?",
	[SQL_MESSAGE_BLANK] =
	    "UPDATE messages SET type = 'rm', msg = '', md_json = NULL, urls_json = NULL, "
	    "mentions_json = NULL, file_upload_json = NULL, "
	    "extra_json = '\"attachments\":[],\"reactions\":{}', edited_at = ?, updated_at = ?, "
	    "edited_by_id = ?, edited_by_username = ? WHERE rid = ? AND ts = ? AND id = ?",
	[SQL_MESSAGE_DELETE] = "DELETE FROM messages WHERE rid = ? AND ts = ? AND id = ?",
	[SQL_MESSAGE_DELETION_INSERT] =
	    "INSERT INTO message_deletions (rid, deleted_at, id) VALUES (?, ?, ?)",
	/*
	 * Visitor and room are found by unique keys, so the room's rows are read in the order of
	 * their key and no further than the page. Outer joins would have them all sorted.
	 */
	[SQL_MESSAGE_HISTORY] =
	    "SELECT r.read_ts, " MESSAGE " FROM visitors v "
	    "JOIN rooms r ON r.id = ? AND r.visitor_id = v.id "
	    "JOIN messages m ON m.rid = r.id AND m.ts >= ? AND m.ts < ? AND " NOT_HIDDEN
	    " WHERE v.token = ? ORDER BY m.ts DESC LIMIT ? OFFSET ?",
	[SQL_MESSAGE_COUNT_BETWEEN] =
	    "SELECT COUNT(*) FROM messages m WHERE m.rid = ? AND m.ts > ? AND m.ts < ? "
	    "AND " NOT_HIDDEN,
	[SQL_MESSAGE_LIST_NEWEST] = "SELECT " MESSAGE " FROM messages m WHERE " LISTED
				    " ORDER BY m.ts DESC LIMIT ? OFFSET ?",
	[SQL_MESSAGE_LIST_OLDEST] =
	    "SELECT " MESSAGE " FROM messages m WHERE " LISTED " ORDER BY m.ts LIMIT ? OFFSET ?",
	[SQL_MESSAGE_LIST_SORTED] =
	    "SELECT " MESSAGE " FROM messages m WHERE " LISTED
	    " ORDER BY " ORDER_KEY ORDER_KEY ORDER_KEY "m.ts DESC LIMIT ? OFFSET ?",
	[SQL_MESSAGE_SEARCH_COUNT] = "SELECT COUNT(*) FROM messages m WHERE " LISTED,
	[SQL_MENTION_GET] =
	    "SELECT id, username, name FROM users WHERE username = ? AND active = 1",

	[SQL_OFFLINE_MESSAGE_INSERT] =
	    "INSERT INTO offline_messages (id, name, email, message, department, host, ip, ts) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_OUTBOX_INSERT] =
	    "INSERT INTO outbox (id, kind, ref_id, recipient, content, state, next_try_at, "
	    "created_at) VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)",
	[SQL_OUTBOX_DUE] =
	    "SELECT id, recipient, content, attempts FROM outbox "
	    "WHERE state = 'queued' AND next_try_at <= ? ORDER BY next_try_at LIMIT 1",
	[SQL_OUTBOX_CLAIM] = "UPDATE outbox SET next_try_at = ?, attempts = attempts + 1 "
			     "WHERE id = ? AND state = 'queued' AND next_try_at <= ?",
	[SQL_OUTBOX_SENT] =
	    "UPDATE outbox SET state = 'sent', sent_at = ?, last_error = NULL WHERE id = ?",
	[SQL_OUTBOX_FAILED] =
	    "UPDATE outbox SET state = ?, last_error = ?, next_try_at = ? WHERE id = ?",
	[SQL_OUTBOX_LIST] =
	    "SELECT id, kind, recipient, state, attempts, next_try_at, last_error, created_at, "
	    "sent_at FROM outbox WHERE ? IS NULL OR state = ? ORDER BY created_at DESC LIMIT ?",
	[SQL_OUTBOX_RETRY] = "UPDATE outbox SET state = 'queued', attempts = 0, next_try_at = ? "
			     "WHERE (state = 'failed' OR (state = 'queued' AND next_try_at > ?)) "
			     "AND (? IS NULL OR id = ?)",

	[SQL_ROOM_LIST] =
	    "SELECT r.id, r.fname, v.username, r.is_open, r.ts, r.lm, r.msgs, "
	    "r.served_by_username FROM rooms r LEFT JOIN visitors v ON v.id = r.visitor_id "
	    "WHERE r.is_open >= ? ORDER BY r.ts DESC LIMIT ?",
	[SQL_ROOM_TAIL] =
	    "SELECT " MESSAGE " FROM messages m WHERE m.rid = ? ORDER BY m.ts DESC LIMIT ?",

	[SQL_SETTING_LIST] = "SELECT name, value FROM settings",
	[SQL_SETTING_PUT] = "INSERT INTO settings (name, value) VALUES (?, ?) "
			    "ON DUPLICATE KEY UPDATE value = VALUES(value)",
	[SQL_SETTING_REMOVE] = "DELETE FROM settings WHERE name = ?",

	[SQL_TOKEN_INSERT] =
	    "INSERT INTO auth_tokens (hash, user_id, name, created_at, expires_at) "
	    "VALUES (?, ?, ?, ?, ?)",
	[SQL_TOKEN_DELETE] = "DELETE FROM auth_tokens WHERE hash = ?",
	[SQL_TOKEN_DELETE_NAMED] = "DELETE FROM auth_tokens WHERE user_id = ? AND name = ?",
	[SQL_TOKEN_DELETE_LOGINS] = "DELETE FROM auth_tokens WHERE user_id = ? AND name IS NULL",
	[SQL_TOKEN_DELETE_ALL] = "DELETE FROM auth_tokens WHERE user_id = ?",
	[SQL_TOKEN_LIST] =
	    "SELECT t.hash, t.user_id, t.name, t.created_at, t.expires_at, u.username "
	    "FROM auth_tokens t JOIN users u ON u.id = t.user_id "
	    "WHERE t.name IS NOT NULL AND (? IS NULL OR t.user_id = ?) ORDER BY u.username, t.name",

	[SQL_USER_LIST] = "SELECT " USER " FROM users u ORDER BY u.username",
	[SQL_USER_BY_USERNAME] = "SELECT " USER " FROM users u WHERE u.username = ?",
	[SQL_USER_BY_EMAIL] = "SELECT " USER " FROM users u WHERE u.email = ? LIMIT 1",
	[SQL_USER_BY_TOKEN] =
	    "SELECT " USER ", t.hash, t.name, t.created_at, t.expires_at FROM auth_tokens t "
	    "JOIN users u ON u.id = t.user_id WHERE t.hash = ?",
	[SQL_USER_ALIKE] = "SELECT username FROM users "
			   "WHERE LOWER(CONVERT(username USING utf8mb4)) = LOWER(?) LIMIT 1",
	[SQL_USER_INSERT] =
	    "INSERT INTO users (id, username, name, email, password_hash, roles, active, "
	    "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_USER_DISABLE] =
	    "UPDATE users SET active = 0, available = 0, status = 'offline', updated_at = ? "
	    "WHERE id = ?",
	[SQL_USER_ENABLE] = "UPDATE users SET active = 1, updated_at = ? WHERE id = ?",
	[SQL_USER_SET_PASSWORD] = "UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?",
};
