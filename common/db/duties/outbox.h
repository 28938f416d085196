/* SPDX-License-Identifier: MIT */
/*
 * outbox.h: the outbox as the admin sees it.
 */
#ifndef DB_DUTIES_OUTBOX_H
#define DB_DUTIES_OUTBOX_H

#include "db/db.h"
#include "db/page.h"

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

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error outbox_row_fn(const struct outbox_row *mail, void *arg);

/* Reads the mails in that state (NULL: in any), without another order the newest first. */
DB_CHECKED enum db_error db_outbox_list(
    struct db *db, const char *state, const struct page *page, outbox_row_fn *row, void *arg);

/* Counts the mails with that id (NULL: any) in that state (NULL: any). */
DB_CHECKED enum db_error db_outbox_found(
    struct db *db, const char *id, const char *state, int64_t *count);

/*
 * Makes mails due now, and counts their attempts from 0 again: the one with that id, or all (NULL)
 * that were given up or have to wait for more than a few minutes. *count is how many they were.
 */
DB_CHECKED enum db_error db_outbox_retry(
    struct db *db, const char *id, int64_t now_ms, uint64_t *count);

/*
 * Removes the mail with that id unless it was sent, or up to `max` of those that were given up
 * (NULL). *count is how many they were.
 */
DB_CHECKED enum db_error db_outbox_drop(
    struct db *db, const char *id, int64_t max, uint64_t *count);

#endif
