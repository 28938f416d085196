/* SPDX-License-Identifier: MIT */
/*
 * tidy.h: rows that have become old: what nobody needs any more, and rooms that are to be erased or closed.
 */
#ifndef DB_TIDY_H
#define DB_TIDY_H

#include <stddef.h>

#include "db/db.h"

/* The kind of the duty to do all this. There is one; its ref is empty. */
#define DUTY_TIDY "tidy"

#define TIDY_ROOMS_MAX 20 /* rooms that one call returns */

struct tidy_rooms {
	struct {
		const char *id;
		int64_t at_ms; /* by which they are sorted */
	} rooms[TIDY_ROOMS_MAX];
	size_t len;
};

/* Removes up to 500 mails of that state ("sent", "failed") that are older. *more: there may be others. */
DB_CHECKED enum db_error db_tidy_mails(
    struct db *db, const char *state, int64_t before_ms, bool *more);

/* Removes up to 500 departures of rooms that are older. */
DB_CHECKED enum db_error db_tidy_departures(struct db *db, int64_t before_ms, bool *more);

/* Removes up to 500 ids of messages that were deleted, and whose rooms were closed, before that time. */
DB_CHECKED enum db_error db_tidy_deletions(struct db *db, int64_t before_ms, bool *more);

/* Removes up to 500 signed logins that were used, and that expired before that time. */
DB_CHECKED enum db_error db_tidy_signed_logins(struct db *db, int64_t before_ms, bool *more);

enum tidy_rooms_kind {
	TIDY_HALF_ERASED, /* somebody began to erase them before that time */
	TIDY_CLOSED,      /* they were closed before that time */
	TIDY_ABANDONED,   /* they are open, and their last message is an agent's and older */
};

/*
 * Finds such rooms. *rooms is what the call before has found, after whose last it goes on; its length is
 * 0 for the first. Those that are oldest come first.
 */
DB_CHECKED enum db_error db_tidy_rooms(struct db *db, struct arena *mem, enum tidy_rooms_kind kind,
    int64_t before_ms, struct tidy_rooms *rooms);

#endif
