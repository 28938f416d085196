/*
 * conn.h: the one connection of a process, for the files of this folder only.
 */
#ifndef DB_MYSQL_CONN_H
#define DB_MYSQL_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "db/mysql/client.h"
#include "db/mysql/conn_error.h"
#include "db/db.h"
#include "db/sql/sql.h"

/* After a failed attempt to connect none is made for this long: DB_DOWN at once. */
#define CONN_RETRY_AFTER_MS 1000

struct prepared;

struct db {
	char *option_file;
	MYSQL *mysql; /* NULL: not connected */
	char *hosts;  /* hosts in the order to try them; NULL: as the option file says */
	int64_t connect_after_ms; /* monotonic */
	bool takes_blocks;        /* see conn_takes_blocks() */
	bool in_transaction;
	enum conn_error
	    tx_error;        /* ended the transaction at hand: nothing more may be sent in it */
	int64_t tx_early_ms; /* how long its room's clock has to wait; 0: not at all */
	struct prepared *prepared[SQL__MAX]; /* NULL: not now, on this connection */
	uint64_t used[SQL__MAX];             /* when each was last; the larger, the later */
	uint64_t uses;
};

/* Makes sure that there is a connection and that its schema is recent enough. */
enum db_error conn_ready(struct db *db);

/*
 * Whether the server takes several statements as one, BEGIN NOT ATOMIC ... END, in a prepared
 * statement; false also while there is no connection. MariaDB does from 10.6.2 on, MySQL does not.
 */
bool conn_takes_blocks(struct db *db);

/* Closes the connection and forgets what was prepared on it. */
void conn_drop(struct db *db);

/* The same; the next connection begins with the next of several hosts. */
void conn_drop_host(struct db *db);

enum conn_purpose {
	CONN_SERVE,
	CONN_MIGRATE /* several statements at once, and patience */
};

/*
 * A connection as the option file says, `hosts` (NULL is fine) instead of its own. NULL after a
 * line in the log; *number is then the error's, or 0.
 */
MYSQL *conn_open(
    const char *option_file, const char *hosts, enum conn_purpose purpose, unsigned *number);

/* The number of the newest schema file applied, 0: none. False after a line in the log. */
bool conn_schema_version(MYSQL *mysql, const char *option_file, int *version);

/* Runs text without results, such as COMMIT. */
enum conn_error conn_command(struct db *db, const char *sql);

/*
 * Whether work begun then may be tried once more though its connection broke often enough: it is
 * cheap while that happens at once, as when connections are cut, and not after time-outs.
 */
bool conn_is_patient(int64_t begin_ms);

/* Waits a little while, differently long each time, so that two who collided do not again. */
void conn_pause(void);

#endif
