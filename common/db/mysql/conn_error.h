/* SPDX-License-Identifier: MIT */
/*
 * conn_error.h: classes of the errors of the server and the client library, and what is logged of
 * them for the admin. For the files of this folder only.
 */
#ifndef DB_MYSQL_CONN_ERROR_H
#define DB_MYSQL_CONN_ERROR_H

#include <stdbool.h>

enum conn_error {
	CONN_ERROR_NONE = 0,
	CONN_ERROR_DUPLICATE, /* a unique key is taken */
	CONN_ERROR_LOST,      /* the connection broke; the last statement may have been executed */
	CONN_ERROR_LOCKED,    /* a deadlock or a lock wait timeout: roll back and try again */
	CONN_ERROR_STALE,     /* the statement must be prepared again */
	CONN_ERROR_NOT_WRITABLE, /* not on this connection: another server or a new login may do */
	CONN_ERROR_TOO_LARGE,    /* the statement with its values exceeds max_allowed_packet */
	CONN_ERROR_STOPPED,     /* the statement took too long; its transaction may still be open */
	CONN_ERROR_UNAVAILABLE, /* the server is full, busy, out of reach or misconfigured */
	CONN_ERROR_BUG
};

/* `server_info` tells the servers apart that use a number differently; NULL is fine. */
enum conn_error conn_error_of(unsigned number, const char *server_info);

/*
 * Logs one line with the cause, the remedy and the server's message. The same number with the same
 * `about` (an option file, or the start of a statement) is logged once a minute; each one while the log is diverted.
 */
void conn_error_log(unsigned number, const char *server_text, const char *about);

/* Whether this was last asked about the number and key more than a minute ago, or never; true while the log is diverted. */
bool conn_error_is_new(unsigned number, const char *key);

#endif
