/*
 * agent.h: what may be shown of the people who answer. Nothing else of them is read here.
 */
#ifndef DB_PEOPLE_AGENT_H
#define DB_PEOPLE_AGENT_H

#include "db/db.h"

struct agent {
	const char *id; /* NULL: there is no such agent */
	const char *username;
	const char *name; /* NULL: none; so is email */
	const char *email;
	const char *status;
};

/* DB_NO_ROW when there is none. */
enum db_error db_agent_get(struct db *db, struct arena *mem, const char *id, struct agent *agent);

#endif
