/* SPDX-License-Identifier: MIT */
/*
 * agent.h: the users who answer visitors: what may be shown of them, and who of them takes chats.
 */
#ifndef DB_PEOPLE_AGENT_H
#define DB_PEOPLE_AGENT_H

#include "db/db.h"
#include "db/people/author.h"

struct agent {
	const char *id; /* NULL: there is no such agent */
	const char *username;
	const char *name; /* NULL: none; so is email */
	const char *email;
	const char *status;
};

/* DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_agent_get(
    struct db *db, struct arena *mem, const char *id, struct agent *agent);

/*
 * Who is there can be given rooms: an agent who is available, logged in, and has been seen lately.
 * db/sql/presence.h says when that is so. `idle_too`: also while their status is away. Nobody is
 * there in a department that is disabled, archived or unknown.
 */

/* The user with this id, and whether they are there. DB_NO_ROW: there is no such user. */
DB_CHECKED enum db_error db_agent_find(struct db *db, struct arena *mem, const char *id,
    bool idle_too, struct author *agent, bool *is_there);

/*
 * Whether any agent is there, of that department unless NULL. people_too false: only those count for
 * whom a program answers.
 */
DB_CHECKED enum db_error db_agents_are_there(
    struct db *db, const char *department_id, bool idle_too, bool people_too, bool *are_there);

/* Whether the department has agents who could be there: whether its queue is anybody's. */
DB_CHECKED enum db_error db_agents_exist(struct db *db, const char *department_id, bool *exist);

/*
 * Of the agents who are there, the one with the fewest open rooms, of that department unless NULL,
 * and other than `except_id`. DB_NO_ROW: nobody is there.
 */
DB_CHECKED enum db_error db_agent_least_busy(struct db *db, struct arena *mem,
    const char *department_id, const char *except_id, bool idle_too, struct author *agent);

/*
 * In a transaction: whoever else wants to give a room to this agent, or to deactivate them, waits
 * until it has ended. DB_NO_ROW: they are deactivated or deleted.
 */
DB_CHECKED enum db_error db_agent_lock(struct db *db, const char *id);

/* A user who can be mentioned by that name. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_mention_get(
    struct db *db, struct arena *mem, const char *username, struct author *user);

#endif
