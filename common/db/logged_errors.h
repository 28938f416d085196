/* SPDX-License-Identifier: MIT */
/*
 * logged_errors.h: the last errors of the log.
 */
#ifndef DB_LOGGED_ERRORS_H
#define DB_LOGGED_ERRORS_H

#include "db/db.h"

#define LOGGED_ERRORS_MAX 50
#define LOGGED_ERROR_TEXT_MAX 1000 /* bytes */

struct db_logged_error {
	const char *text; /* 1000 characters at most */
	const char
	    *request_id; /* of the last time, 64 bytes at most; empty: none was being served */
	int64_t first_ms;
	int64_t last_ms;
	int64_t times;
};

/* Stores it, or adds its times to those of the same text. */
DB_CHECKED enum db_error db_logged_error_put(struct db *db, const struct db_logged_error *error);

/* Removes all but the LOGGED_ERRORS_MAX that were logged last. */
DB_CHECKED enum db_error db_logged_errors_trim(struct db *db);

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error db_logged_error_fn(const struct db_logged_error *error, void *arg);

/* Reads LOGGED_ERRORS_MAX of them at most, the one that was logged last first. */
DB_CHECKED enum db_error db_logged_errors(struct db *db, db_logged_error_fn *row, void *arg);

#endif
