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

#define DEPARTMENT_SORT_COLUMNS(X) \
	X("name", "LOWER(d.name)") \
	X("email", "d.email") \
	X("enabled", "d.enabled") \
	X("archived", "d.archived") \
	X("_id", "d.id") \
	X("_updatedAt", "d.updated_at") \
	X("numAgents", "LPAD((SELECT COUNT(*) FROM department_agents o " \
		       "WHERE o.department_id = d.id), 11, '0')")

#define MEMBER_SORT_COLUMNS(X) \
	X("username", "u.username") \
	X("order", "LPAD(a.chats_order, 11, '0')") \
	X("count", "LPAD(a.chats_count, 11, '0')")

enum { TEAM_SORT_NAME = 1 }; /* the number of "name" */
#define TEAM_SORT_COLUMNS(X) \
	X("name", "COALESCE(u.name, CONVERT(u.username USING utf8mb4))") \
	X("username", "CONVERT(u.username USING utf8mb4)") \
	X("_id", "CONVERT(u.id USING utf8mb4)") \
	X("status", "CONVERT(u.status USING utf8mb4)") \
	X("statusLivechat", "IF(u.available, 'available', 'not-available')")

#endif
