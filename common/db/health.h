/* SPDX-License-Identifier: MIT */
/*
 * health.h: what the server says of itself, its tables and the account, for those who look for the
 * cause of a failure.
 */
#ifndef DB_HEALTH_H
#define DB_HEALTH_H

#include "db/db.h"

struct db_health {
	const char *server;  /* its version, such as "10.11.6-MariaDB" */
	const char *account; /* as the server knows it: user@host */
	int64_t clock_ms;
	int64_t packet_max;              /* max_allowed_packet, in bytes */
	int64_t connections_max;         /* of the server */
	int64_t account_connections_max; /* of the account; 0: as many as the server's */
	int64_t account_connections;     /* that are open now, this one included */
	bool session_holds; /* the variables that a connection sets first have these values */
	/*
	 * What the account may do with the database, as words between commas such as
	 * ",INSERT,SELECT,"; "": the server does not tell, for instance when a role may do it.
	 */
	const char *privileges;
};

/* The texts live in the arena. */
DB_CHECKED enum db_error db_health(struct db *db, struct arena *mem, struct db_health *health);

enum table_fault {
	TABLE_MISSING,
	TABLE_ENGINE, /* it is not InnoDB's, so that nothing can be undone in it */
	TABLE_CHARSET /* it is not utf8mb4 */
};

/* Called for each table that is not as the schema has made it. The name is valid during the call only. */
typedef enum db_error table_fault_fn(const char *table, enum table_fault fault, void *arg);

DB_CHECKED enum db_error db_health_tables(
    struct db *db, struct arena *mem, table_fault_fn *found, void *arg);

struct db_work {
	int64_t admins; /* who may log in; so are the agents */
	int64_t agents;
	int64_t mails_failed; /* that were given up */
	int64_t
	    first_due_at; /* when the duty was due that has waited longest; INT64_MAX: there is none */
};

DB_CHECKED enum db_error db_health_work(struct db *db, struct db_work *work);

#endif
