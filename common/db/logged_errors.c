/* SPDX-License-Identifier: MIT */
#include "db/logged_errors.h"

#include <stdio.h>

#include "db/mysql/stmt.h"

enum db_error
db_logged_error_put(struct db *db, const struct db_logged_error *error)
{
	return db_exec(db, SQL_LOGGED_ERROR_PUT,
	    DB_ARGS(db_text(error->text), db_text(error->text), db_text(error->request_id),
		db_int(error->first_ms), db_int(error->last_ms), db_int(error->times)),
	    NULL);
}

/* LIMIT of LOGGED_ERRORS_OLD, and the length of a hash in hexadecimal digits. */
#define OLD_MAX 20
#define HASH_LEN 64

struct old_errors {
	char hashes[OLD_MAX][HASH_LEN + 1];
	size_t len;
};

static enum db_error
old_error_row(const struct db_cell *row, void *arg)
{
	struct old_errors *old = arg;

	snprintf(old->hashes[old->len++], HASH_LEN + 1, "%s", row[0].bytes);
	return DB_OK;
}

/*
 * They are found without locks and removed one by one: a statement that does both would lock what it reads, and wait
 * for others who do the same.
 */
enum db_error
db_logged_errors_trim(struct db *db)
{
	struct old_errors old = { .len = 0 };
	enum db_error error = db_query(
	    db, SQL_LOGGED_ERRORS_OLD, DB_ARGS(db_int(LOGGED_ERRORS_MAX)), old_error_row, &old);

	for (size_t i = 0; i < old.len && !error; i++)
		error = db_exec(db, SQL_LOGGED_ERROR_REMOVE, DB_ARGS(db_text(old.hashes[i])), NULL);
	return error;
}

struct reading {
	db_logged_error_fn *row;
	void *arg;
};

static enum db_error
logged_error_row(const struct db_cell *row, void *arg)
{
	struct reading *reading = arg;
	const struct db_logged_error error = { .text = row[0].bytes,
		.request_id = row[1].bytes,
		.first_ms = row[2].number,
		.last_ms = row[3].number,
		.times = row[4].number };

	return reading->row(&error, reading->arg);
}

enum db_error
db_logged_errors(struct db *db, db_logged_error_fn *row, void *arg)
{
	struct reading reading = { row, arg };

	return db_query(
	    db, SQL_LOGGED_ERRORS, DB_ARGS(db_int(LOGGED_ERRORS_MAX)), logged_error_row, &reading);
}
