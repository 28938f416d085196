/*
 * db.h: the door to the database. One file per noun beside this one has the functions; no
 * type of the client library crosses it, and nothing above it writes SQL.
 *
 * Strings handed out live in the arena that was given, unless a function says otherwise.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* What a caller can act on. The server's own number goes to the log, in conn.c. */
enum db_error {
	DB_OK = 0,
	DB_NO_ROW, /* no such row */
	DB_EXISTS, /* a unique key is taken (1062): an answer, not a failure */
	DB_DOWN,   /* unreachable, full, read-only, too busy: nothing was written; try again */
	DB_BUG     /* the rest; logged */
};

struct db;

/*
 * Nothing is connected yet: that happens on first use. `option_file` is a MySQL option file
 * with a group [livechat]; the path is copied.
 */
struct db *db_new(const char *option_file);
void db_free(struct db *db); /* NULL is fine */

/* Uses another option file from now on; nothing happens when it is the same. */
void db_set_option_file(struct db *db, const char *option_file);

/* After each request: rolls back what was left open. */
void db_request_end(struct db *db);

/* Closes the connection; the next use opens one again. For a process that has gone idle. */
void db_disconnect(struct db *db);

/*
 * Runs fn inside a transaction and commits. fn's result other than DB_OK rolls back and is
 * returned. After a deadlock, a lock time-out or a lost connection fn is run again from the
 * top, even when it is not known whether the commit went through: fn must do nothing that
 * may not be done twice, for example because it inserts under an id chosen beforehand and
 * takes DB_EXISTS for an answer.
 */
typedef enum db_error db_tx_fn(struct db *db, void *arg);
enum db_error db_transaction(struct db *db, db_tx_fn *fn, void *arg);

#endif
