/*
 * conn_error.h: what the server's and the client library's error numbers mean for us and for
 * the admin. For the files of this folder only.
 */
#ifndef DB_MYSQL_CONN_ERROR_H
#define DB_MYSQL_CONN_ERROR_H

#include <stdbool.h>

enum trouble {
	TROUBLE_NONE = 0,
	TROUBLE_DUPLICATE, /* a unique key is taken */
	TROUBLE_LOST,      /* the connection is gone; what was last sent may have been done */
	TROUBLE_BLOCKED,   /* a deadlock or a lock held for too long: roll back, try again */
	TROUBLE_STALE,     /* the statement has to be prepared again */
	TROUBLE_MOVED,     /* this server takes no writes: another connection may */
	TROUBLE_REFUSED,   /* full, busy, out of reach, misconfigured: not now */
	TROUBLE_BUG
};

/* `server_info` (NULL is fine) tells numbers apart that mean one thing to MariaDB only. */
enum trouble trouble_of(unsigned number, const char *server_info);

/*
 * One line in the log: cause, remedy, the server's words. The same number about the same
 * `about` (an option file, or the beginning of a statement) is told once a minute.
 */
void trouble_log(unsigned number, const char *server_text, const char *about);

/* False when `key` was told less than a minute ago; else it counts as told now. */
bool trouble_is_news(unsigned number, const char *key);

#endif
