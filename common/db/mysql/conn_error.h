/*
 * conn_error.h: what the server's and the client library's error numbers mean for us and for
 * the admin. For the files of this folder only.
 */
#ifndef DB_MYSQL_CONN_ERROR_H
#define DB_MYSQL_CONN_ERROR_H

#include <stdbool.h>

enum conn_error {
	CONN_ERROR_NONE = 0,
	CONN_ERROR_DUPLICATE,    /* a unique key is taken */
	CONN_ERROR_LOST,         /* the connection is gone; what was last sent may have been done */
	CONN_ERROR_LOCKED,       /* a deadlock or a lock held for too long: roll back, try again */
	CONN_ERROR_STALE,        /* the statement has to be prepared again */
	CONN_ERROR_NOT_WRITABLE, /* this server takes no writes: another connection may */
	CONN_ERROR_UNAVAILABLE,  /* full, busy, out of reach, misconfigured: not now */
	CONN_ERROR_BUG
};

/* `server_info` (NULL is fine) tells numbers apart that mean one thing to MariaDB only. */
enum conn_error conn_error_of(unsigned number, const char *server_info);

/*
 * One line in the log: cause, remedy, the server's words. The same number about the same
 * `about` (an option file, or the beginning of a statement) is told once a minute.
 */
void conn_error_log(unsigned number, const char *server_text, const char *about);

/* False when `key` was told less than a minute ago; else it counts as told now. */
bool conn_error_is_new(unsigned number, const char *key);

#endif
