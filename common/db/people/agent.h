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

/* How many agents take chats right now. */
DB_CHECKED enum db_error db_agent_count_available(struct db *db, int64_t *count);

/*
 * The available agent with the fewest open rooms, of that department unless NULL, and other than
 * `except_id`. DB_NO_ROW: nobody is available.
 */
DB_CHECKED enum db_error db_agent_least_busy(struct db *db, struct arena *mem,
    const char *department_id, const char *except_id, struct author *agent);

/*
 * In a transaction: whoever else wants to give a room to this agent waits until it has ended.
 * DB_OK also when there is no such user.
 */
DB_CHECKED enum db_error db_agent_lock(struct db *db, const char *id);

/* A user who can be mentioned by that name. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_mention_get(
    struct db *db, struct arena *mem, const char *username, struct author *user);

#endif
