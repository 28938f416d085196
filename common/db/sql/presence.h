/* SPDX-License-Identifier: MIT */
/*
 * presence.h: who is there. What users.status and users.available say holds only while the user is
 * logged in and somebody is at the other end. A login may end without anybody writing so: it
 * expires, or its row is deleted. A browser may end without saying so: its machine is shut, or has
 * lost its network. So presence is computed whenever it is read, by these conditions and no others.
 *
 * `u` is the alias of the table users, a string.
 */
#ifndef DB_SQL_PRESENCE_H
#define DB_SQL_PRESENCE_H

#include "db/sql/default_hour.h"

/* The server's time as the schema stores times. The session's time zone is UTC. */
#define NOW_MS "UNIX_TIMESTAMP(NOW(3)) * 1000"

/* The alias of auth_tokens is p. */
#define TOKEN_IS_LIVE "(p.expires_at IS NULL OR p.expires_at > " NOW_MS ")"

/*
 * A login that has not expired, or the personal access token of a program that has said that the
 * user is available: other programs act for users who are somewhere else.
 */
#define USER_IS_LOGGED_IN(u) \
	"(" u ".active = 1 AND EXISTS (SELECT 1 FROM auth_tokens p WHERE p.user_id = " u ".id " \
	"AND (p.name IS NULL OR " u ".by_program = 1) " \
	"AND " TOKEN_IS_LIVE "))"

/* How long ago a user has been seen, in milliseconds: by a request of theirs, not before. */
#define SEEN_WITHIN(u, ms) "(" u ".seen_at > " NOW_MS " - " ms ")"

/* Clients ask at least once a minute. Who has not asked for that long and half as long is away. */
#define SEEN_LASTS_MS "90000"

/* A time that is newer is not written again: polls are many, and a write costs more than a read. */
#define SEEN_KEEPS_MS "25000"

/* The assignment for a user who is seen now. A clock that was set back takes nobody away. */
#define USER_IS_SEEN(u) u ".seen_at = GREATEST(" u ".seen_at, " NOW_MS ")"

/*
 * How old the time is at which somebody was seen who has just sent a request: a number of enum seen
 * in db/people/seen.h.
 */
#define SEEN_AGE(u) \
	"((NOT " SEEN_WITHIN(u, SEEN_KEEPS_MS) ") + (NOT " SEEN_WITHIN(u, SEEN_LASTS_MS) "))"

#define USER_IS_HERE(u) "(" SEEN_WITHIN(u, SEEN_LASTS_MS) " AND " USER_IS_LOGGED_IN(u) ")"

/*
 * The same of the user whose valid token, of the alias t, came with the request. The request of a
 * program that only acts for the user does not say that they are here.
 */
#define BEARER_IS_PRESENT "(t.name IS NULL OR u.by_program = 1)"
#define BEARER_IS_HERE "(" BEARER_IS_PRESENT " OR " USER_IS_HERE("u") ")"

#define BEARER_SEEN "IF(" BEARER_IS_PRESENT ", " SEEN_AGE("u") ", 0)"

/* What is shown of the presence of a visitor, of the alias v: what they say, while they are seen. */
#define VISITOR_STATUS "IF(v.seen_at > " NOW_MS " - " SEEN_LASTS_MS ", v.status, 'offline')"

/*
 * Business hours, of the alias h. The default one counts for agents without a department, for
 * departments without one of their own, and for all while departments cannot have their own.
 */
#define SETTING_IS(name, value) \
	"EXISTS (SELECT 1 FROM settings o WHERE o.name = '" name "' AND o.value = '" value "')"
#define HOURS_ARE_ON SETTING_IS("Livechat_enable_business_hours", "true")
#define HOURS_ARE_OWN SETTING_IS("Livechat_business_hour_type", "Multiple")
#define HOUR_IS_OPEN "(h.opens_at <= " NOW_MS " AND h.closes_at > " NOW_MS ")"
#define DEPARTMENTS_OF(u) \
	"SELECT 1 FROM department_agents b JOIN departments e ON e.id = b.department_id " \
	"WHERE b.user_id = " u ".id"
#define HOUR_COVERS(u) \
	"IF(" HOURS_ARE_OWN " AND EXISTS (" DEPARTMENTS_OF(u) "), EXISTS (" DEPARTMENTS_OF( \
	    u) " AND COALESCE(e.business_hour_id, '" DEFAULT_HOUR \
	       "') = h.id), h.id = '" DEFAULT_HOUR "')"

/* An agent who takes chats now if they are here. Programs do at any time. */
#define AGENT_IS_IN_HOURS(u) \
	"(" u ".by_program = 1 OR NOT " HOURS_ARE_ON " OR EXISTS (SELECT 1 FROM business_hours h " \
	"WHERE " HOUR_IS_OPEN " AND " HOUR_COVERS(u) "))"

/*
 * What is shown of a user's presence. `here` is one of the conditions above, and `in_hours` the last.
 * Who has to change the password first can read no chat, so they take none.
 */
#define STATUS_SHOWN(u, here) "IF(" here ", " u ".status, 'offline')"
#define AVAILABLE_SHOWN(u, here, in_hours) \
	"(" u ".available = 1 AND " u ".must_change_password = 0 AND " here " AND " in_hours ")"
#define USER_STATUS(u) STATUS_SHOWN(u, USER_IS_HERE(u))
#define USER_IS_AVAILABLE(u) AVAILABLE_SHOWN(u, USER_IS_HERE(u), AGENT_IS_IN_HOURS(u))

/*
 * An agent who can be given rooms. The placeholder is whether they can while their status is away.
 */
#define AGENT_IS_THERE(u) \
	"(" u ".roles & 2 AND " u ".status <> 'offline' AND (? OR " u \
	".status <> 'away') AND " USER_IS_AVAILABLE(u) ")"

/*
 * An agent among those asked for: those of a department, which must be enabled and not archived, or
 * all. The placeholders are the department's id, or NULL, twice.
 */
#define AGENT_IS_OF_DEPARTMENT(u) \
	"(? IS NULL OR EXISTS (SELECT 1 FROM department_agents a JOIN departments d " \
	"ON d.id = a.department_id AND d.enabled = 1 AND d.archived = 0 " \
	"WHERE a.department_id = ? AND a.user_id = " u ".id))"

#endif
