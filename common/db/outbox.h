/*
 * outbox.h: the outbox from the side of the admin.
 */
#ifndef DB_OUTBOX_H
#define DB_OUTBOX_H

#include "db/db.h"

struct outbox_row {
	const char *id;
	const char *kind;
	const char *recipient;
	const char *state; /* queued, sent, failed */
	int64_t attempts;
	int64_t next_try_at;
	const char *last_error; /* NULL: none */
	int64_t created_at;
	int64_t sent_at; /* 0: not yet */
};

/* Handed a row; its strings are valid only during the call. */
typedef enum db_error outbox_row_fn(const struct outbox_row *mail, void *arg);

/* Newest first: those in that state, or all (NULL). */
enum db_error db_outbox_list(
    struct db *db, const char *state, int64_t limit, outbox_row_fn *row, void *arg);

/*
 * Makes mails due now, with a fresh count of attempts, that were given up or wait for longer
 * than a few minutes: the one of that id, or all (NULL). *count says how many.
 */
enum db_error db_outbox_retry(struct db *db, const char *id, int64_t now_ms, uint64_t *count);

#endif
