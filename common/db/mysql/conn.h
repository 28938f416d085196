/* SPDX-License-Identifier: MIT */
/*
 * conn.h: the one connection of a process. For the files of folder db only.
 */
#ifndef DB_MYSQL_CONN_H
#define DB_MYSQL_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "db/mysql/client.h"
#include "db/mysql/conn_error.h"
#include "db/db.h"
#include "db/sql/sql.h"

/* After a failed attempt to connect, calls return DB_DOWN at once for this long. */
#define CONN_RETRY_AFTER_MS 1000

struct prepared;

struct db {
	char *option_file;
	MYSQL *mysql; /* NULL: not connected */
	char *hosts;  /* in the order in which they are tried; NULL: as in the option file */
	int64_t connect_after_ms; /* of the monotonic clock */
	bool takes_blocks;        /* see conn_takes_blocks() */
	bool in_transaction;
	bool writes_barred;       /* see db_bar_writes() */
	enum conn_error tx_error; /* unless 0, nothing more may be sent in the transaction */
	int64_t tx_early_ms;      /* how long its room's clock has to wait; 0: not at all */
	struct prepared *prepared[SQL__MAX]; /* NULL: not prepared on this connection */
	uint64_t used[SQL__MAX];             /* the value of `uses` when each was used last */
	uint64_t uses;                       /* counts executions */
};

/* Connects unless it is connected. DB_DOWN also when the schema is too old. */
DB_CHECKED enum db_error conn_ready(struct db *db);

/*
 * Whether the server takes a compound statement, BEGIN NOT ATOMIC ... END, as a prepared
 * statement. MariaDB does from 10.6.2 on, MySQL does not. False also without a connection.
 */
bool conn_takes_blocks(struct db *db);

/* Closes the connection and frees the statements that were prepared on it. */
void conn_drop(struct db *db);

/* The same; where there are several hosts, the next one is tried first from then on. */
void conn_drop_host(struct db *db);

enum conn_purpose {
	CONN_SERVE,
	CONN_MIGRATE /* takes several statements in one text, which may run for hours */
};

/*
 * Connects as the option file says, to `hosts` instead of its own unless NULL. Returns NULL after
 * an error, which is in the log; its number is in *number then, or 0 if it has none.
 */
MYSQL *conn_open(
    const char *option_file, const char *hosts, enum conn_purpose purpose, unsigned *number);

/*
 * The number of the newest schema file that was applied; 0: none. False: see the log. That is also
 * the answer to tables made before 0.9.0, whose numbers mean other files.
 */
bool conn_schema_version(MYSQL *mysql, const char *option_file, int *version);

/* Executes a statement without a result, such as COMMIT. */
enum conn_error conn_command(struct db *db, const char *sql);

/*
 * Whether work that began then may be tried again although its connection has broken as often as is
 * allowed: that costs little while connections break at once, and much after timeouts.
 */
bool conn_may_retry(int64_t begin_ms);

/* Sleeps for a short random time, so that two transactions do not block each other again. */
void conn_pause(void);

#endif
