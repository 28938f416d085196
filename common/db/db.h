/* SPDX-License-Identifier: MIT */
/*
 * db.h: the connection to the database, its transactions and its errors. The functions that read
 * and write rows are in the headers named after them. No type of the client library leaves this
 * folder, and no other folder has SQL in it.
 *
 * Strings that a function returns live in the arena it was given, unless it says otherwise.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* What callers can act on. The server's error number goes to the log, see conn_error.c. */
enum db_error {
	DB_OK = 0,
	DB_NO_ROW,    /* there is no such row */
	DB_EXISTS,    /* a unique key is taken, which callers expect: nothing is logged */
	DB_TOO_LARGE, /* the server takes no statement with values of this size; nothing was changed */
	DB_DOWN,      /* the server is out of reach, full, read-only or busy: try again later */
	DB_BUG        /* any other error; it is in the log */
};

/* Begins the declaration of a function whose error must not be ignored. */
#define DB_CHECKED __attribute__((warn_unused_result))

struct db;

/*
 * The connection is opened on first use. `option_file` is the path of a MySQL option file with a
 * group [livechat]; it is copied.
 */
struct db *db_new(const char *option_file);
void db_free(struct db *db); /* NULL is fine */

/* Uses another option file from now on, on a new connection. The same file changes nothing. */
void db_set_option_file(struct db *db, const char *option_file);

/*
 * Connects no more, and logs `why` when it is asked to, until it is given NULL. The text is copied, and a
 * connection that there is goes on.
 */
void db_refuse_option_file(struct db *db, const char *why);

/* Whether there is a connection, which may be broken. NULL is fine. */
bool db_connected(const struct db *db);

/*
 * Bars writes, or allows them again. While they are barred a statement that writes is not executed: its
 * caller gets DB_BUG, and the log says which one it was. NULL is fine.
 */
void db_bar_writes(struct db *db, bool barred);

/*
 * How many seconds the work of one request may take, all reruns included; 0, as at first: there is
 * no such limit. The time runs from the first statement until db_request_end(). When it is over,
 * nothing more is sent, and callers get DB_DOWN. A connection that is open already keeps its own
 * time-out.
 */
void db_set_patience(struct db *db, unsigned seconds);

/* The work of this request may take so many milliseconds only. To be called before the first statement. */
void db_hurry(struct db *db, int64_t ms);

/* Time that the request spent waiting for its client, or on other work than the database's, which does not count. */
void db_extend_patience(struct db *db, int64_t ms);

/* Whether the time of this request was over before its work was done. NULL is fine. */
bool db_gave_up(const struct db *db);

/* To be called after each request: rolls back a transaction that was left open. */
void db_request_end(struct db *db);

/*
 * The size in bytes that a statement with its values must stay below (max_allowed_packet of the
 * server); 0 before it is known.
 */
int64_t db_packet_max(const struct db *db);

/* How the tables are, as the last attempt to connect has found them: without those of this release nobody is served. */
enum db_tables {
	DB_TABLES_SUIT,  /* or the attempt ended before it could see them */
	DB_TABLES_OLDER, /* the database lacks some of them, or all */
	DB_TABLES_NEWER  /* than this program, see db_refuse_newer_tables() */
};

/* `db` may be NULL. */
enum db_tables db_tables(const struct db *db);

/*
 * Does not connect to tables of a later release either, and logs `remedy`, which must last as long as the connection.
 * Otherwise a program of before goes on with them, for as long as an upgrade takes.
 */
void db_refuse_newer_tables(struct db *db, const char *remedy);

/* Closes the connection of an idle process; the next use opens it again. */
void db_disconnect(struct db *db);

/*
 * Runs fn inside a transaction and commits it. When fn returns anything but DB_OK, the transaction
 * is rolled back and that is returned. After a deadlock, a lock wait timeout or a lost connection
 * fn is run again from the start, even when it is unknown whether the commit went through. So it
 * must do no harm to run fn twice: it inserts under ids that were chosen before, for example,
 * and takes DB_EXISTS as a sign that they are its own.
 */
typedef enum db_error db_tx_fn(struct db *db, void *arg);
DB_CHECKED enum db_error db_transaction(struct db *db, db_tx_fn *fn, void *arg);

#endif
