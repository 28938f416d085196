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
	char *refusal; /* why the option file must not be used; NULL: it may */
	MYSQL *mysql;  /* NULL: not connected */
	char *hosts;   /* in the order in which they are tried; NULL: as in the option file */
	int64_t connect_after_ms; /* of the monotonic clock */
	int64_t packet_max;       /* see db_packet_max() */
	bool takes_blocks;        /* see conn_takes_blocks() */
	enum db_tables tables;    /* see db_tables() */
	const char *newer_remedy; /* see db_refuse_newer_tables(); NULL: newer tables are used */
	unsigned patience_s;      /* see db_set_patience() */
	bool hurried;             /* see db_hurry() */
	int64_t until_ms;         /* when the request's time is over; 0: it has not begun */
	bool gave_up;             /* its time was over */
	unsigned session_s;       /* the time that the session's variables leave to a statement */
	unsigned socket_s;        /* the time-out of the connection's socket */
	bool in_transaction;
	bool writes_barred;       /* see db_bar_writes() */
	enum conn_error tx_error; /* unless 0, nothing more may be sent in the transaction */
	int64_t tx_early_ms;      /* how long its room's clock has to wait; 0: not at all */
	struct prepared *prepared[SQL__MAX]; /* NULL: not prepared on this connection */
	uint64_t used[SQL__MAX];             /* the value of `uses` when each was used last */
	uint64_t uses;                       /* counts executions */
};

/*
 * Connects unless it is connected, and sees to it that the next statement gets what is left of the
 * request's time. DB_DOWN also when that is over, and when the schema is too old.
 */
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
 * an error, which is in the log; its number is in *number then, or 0 if it has none. `answer_s` is
 * how many seconds a statement may take, and the server may be silent; 0: as usual for the purpose.
 */
MYSQL *conn_open(const char *option_file, const char *hosts, enum conn_purpose purpose,
    unsigned answer_s, unsigned *number);

/*
 * The number of the newest schema file that was applied, 0: none; and db_packet_max(), 0 if there
 * are no tables yet. False: see the log. That is also the answer to tables made before 0.9.0, whose
 * numbers mean other files.
 */
bool conn_schema_version(MYSQL *mysql, const char *option_file, int *version, int64_t *packet_max);

/*
 * To be called around what waits for the server: when the request's time is over, the connection
 * breaks. While the socket's own time-out does for this, it costs nothing.
 */
void conn_watch(const struct db *db);
void conn_watch_end(const struct db *db);

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
