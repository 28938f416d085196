/* SPDX-License-Identifier: MIT */
/*
 * sort_columns.h: what lists can be sorted by. Each column stands here once, as
 * X(name, expression): the name that clients use, and what it is in SQL. sort_column.c takes the
 * names, sql.c the expressions. A column's number is its place in the list, from 1 on.
 *
 * What the columns of a list have in common is text: numbers are of one length, or padded to it.
 */
#ifndef DB_SQL_SORT_COLUMNS_H
#define DB_SQL_SORT_COLUMNS_H

#include "db/sql/presence.h"

enum { MESSAGE_SORT_TS = 1 }; /* the number of "ts" */
#define MESSAGE_SORT_COLUMNS(X) \
	X("ts", "m.ts") \
	X("_id", "m.id") \
	X("msg", "m.msg") \
	X("_updatedAt", "m.updated_at") \
	X("u.username", "m.u_username")

#define ROOM_SORT_COLUMNS(X) \
	X("ts", "r.ts") \
	X("_id", "r.id") \
	X("fname", "LOWER(r.fname)") \
	X("closedAt", "r.closed_at") \
	X("lm", "r.lm") \
	X("msgs", "LPAD(r.msgs, 11, '0')") \
	X("open", "r.is_open") \
	X("servedBy", "r.served_by_username") \
	X("servedBy.username", "r.served_by_username") \
	X("department.name", "LOWER(d.name)") \
	X("queuedAt", "r.queued_at") \
	X("_updatedAt", "r.updated_at")

/*
 * The last room's time is not taken from a join: the server would read the index over the times
 * of all rooms from its end until one of the visitor's turns up.
 */
#define LAST_CHAT_TS "(SELECT MAX(r.ts) FROM rooms r WHERE r.visitor_id = v.id)"
#define VISITOR_SORT_COLUMNS(X) \
	X("ts", "v.ts") \
	X("_id", "v.id") \
	X("username", "LOWER(v.username)") \
	X("name", "LOWER(v.name)") \
	X("phone", "v.phone") \
	X("phone.phoneNumber", "v.phone") \
	X("visitorEmails.address", "v.email") \
	X("lastChat.ts", LAST_CHAT_TS)

#define CONTACT_SORT_COLUMNS(X) \
	X("name", "LOWER(c.name)") \
	X("createdAt", "c.created_at") \
	X("_updatedAt", "c.updated_at") \
	X("lastChat.ts", \
	    "(SELECT MAX(ch.last_ts) FROM contact_channels ch WHERE ch.contact_id = c.id)")

#define PAST_ROOM_SORT_COLUMNS(X) \
	X("closedAt", "r.closed_at") \
	X("ts", "r.ts")

#define DEPARTMENT_SORT_COLUMNS(X) \
	X("name", "LOWER(d.name)") \
	X("email", "d.email") \
	X("enabled", "d.enabled") \
	X("archived", "d.archived") \
	X("_id", "d.id") \
	X("_updatedAt", "d.updated_at") \
	X("numAgents", "LPAD((SELECT COUNT(*) FROM department_agents o " \
		       "WHERE o.department_id = d.id), 11, '0')")

#define BUSINESS_HOUR_SORT_COLUMNS(X) \
	X("name", "LOWER(h.name)") \
	X("_id", "h.id") \
	X("type", "h.type") \
	X("active", "h.active") \
	X("ts", "h.ts") \
	X("_updatedAt", "h.updated_at")

#define MEMBER_SORT_COLUMNS(X) \
	X("username", "u.username") \
	X("order", "LPAD(a.chats_order, 11, '0')") \
	X("count", "LPAD(a.chats_count, 11, '0')")

#define USER_SORT_COLUMNS(X) \
	X("username", "CONVERT(u.username USING utf8mb4)") \
	X("name", "LOWER(u.name)") \
	X("_id", "CONVERT(u.id USING utf8mb4)") \
	X("createdAt", "LPAD(u.created_at, 14, '0')") \
	X("active", "u.active") \
	X("emails.address", "LOWER(u.email)")

enum { TEAM_SORT_NAME = 1 }; /* the number of "name" */
#define TEAM_SORT_COLUMNS(X) \
	X("name", "COALESCE(u.name, CONVERT(u.username USING utf8mb4))") \
	X("username", "CONVERT(u.username USING utf8mb4)") \
	X("_id", "CONVERT(u.id USING utf8mb4)") \
	X("status", "CONVERT(" STATUS_SHOWN("u", "u.here") " USING utf8mb4)") \
	X("statusLivechat", "IF(" AVAILABLE_SHOWN("u", "u.here", "u.in_hours") ", 'available', " \
									       "'not-available')")

#define BLOCK_SORT_COLUMNS(X) \
	X("ts", "b.created_at") \
	X("_id", "CONVERT(b.id USING utf8mb4)") \
	X("type", "CONVERT(b.kind USING utf8mb4)") \
	X("value", "CONVERT(b.value USING utf8mb4)") \
	X("reason", "LOWER(b.reason)") \
	X("blockedBy", "CONVERT(b.blocked_by USING utf8mb4)") \
	X("until", "b.ends_at")

#define TRIGGER_SORT_COLUMNS(X) \
	X("name", "LOWER(t.name)") \
	X("_id", "CONVERT(t.id USING utf8mb4)") \
	X("description", "LOWER(t.description)") \
	X("enabled", "t.enabled") \
	X("_updatedAt", "t.updated_at")

#define SERVED_SORT_COLUMNS(X) \
	X("chats", "LPAD(COUNT(*), 11, '0')") \
	X("user.username", "CONVERT(u.username USING utf8mb4)") \
	X("department.name", "LOWER(d.name)")

#define OUTBOX_SORT_COLUMNS(X) \
	X("createdAt", "o.created_at") \
	X("_id", "CONVERT(o.id USING utf8mb4)") \
	X("kind", "CONVERT(o.kind USING utf8mb4)") \
	X("recipient", "LOWER(o.recipient)") \
	X("state", "CONVERT(o.state USING utf8mb4)") \
	X("attempts", "LPAD(COALESCE(d.attempts, o.attempts), 11, '0')") \
	X("nextTryAt", "LPAD(d.due_at, 14, '0')") \
	X("sentAt", "o.sent_at")

#define FIELD_DEFINITION_SORT_COLUMNS(X) \
	X("label", "LOWER(f.label)") \
	X("_id", "CONVERT(f.id USING utf8mb4)") \
	X("scope", "CONVERT(f.scope USING utf8mb4)") \
	X("visibility", "f.visibility") \
	X("type", "f.type") \
	X("required", "f.required") \
	X("_updatedAt", "f.updated_at")

#define CANNED_SORT_COLUMNS(X) \
	X("shortcut", "c.shortcut") \
	X("_id", "CONVERT(c.id USING utf8mb4)") \
	X("text", "LOWER(c.text)") \
	X("scope", "CONVERT(c.scope USING utf8mb4)") \
	X("_createdAt", "c.created_at") \
	X("_updatedAt", "c.updated_at") \
	X("createdBy.username", "CONVERT(c.created_by_username USING utf8mb4)")

#endif
