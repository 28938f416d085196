/* SPDX-License-Identifier: MIT */
/*
 * session.h: the variables of the server on which the meaning of the statements depends. A host may
 * have given any of them another value (in the server's configuration or in init_connect), so each
 * connection sets them before its first statement. README.md says what each is for. For the files
 * of this folder only.
 */
#ifndef DB_MYSQL_SESSION_H
#define DB_MYSQL_SESSION_H

#include <stdbool.h>

#include "base/buf.h"

#include "db/mysql/client.h"

/*
 * Sets them on a new connection, in one statement. `statement_s` is how many seconds one statement
 * may take, and `lock_s` how many it may wait for a lock; 0: as long as it likes. False after an
 * error of the connection or of a variable that all servers have, which mysql_errno() tells then. A
 * variable that this server turns out not to have is left out and logged.
 */
bool session_set(MYSQL *mysql, unsigned statement_s, unsigned lock_s);

/* The statement that changes these two times later. */
void session_limits_put(struct buf *set, MYSQL *mysql, unsigned statement_s, unsigned lock_s);

/*
 * How many seconds a statement may wait for a lock while the request has `left_s` for it, which is sooner than
 * that is over; 0: it has no limit.
 */
unsigned session_lock_s(unsigned left_s);

#endif
