/* SPDX-License-Identifier: MIT */
#include "db/logged_errors.h"

#include "db/mysql/stmt.h"

enum db_error
db_logged_error_put(struct db *db, const struct db_logged_error *error)
{
	return db_exec(db, SQL_LOGGED_ERROR_PUT,
	    DB_ARGS(db_text(error->text), db_text(error->text), db_text(error->request_id),
		db_int(error->first_ms), db_int(error->last_ms), db_int(error->times)),
	    NULL);
}

enum db_error
db_logged_errors_trim(struct db *db)
{
	return db_exec(db, SQL_LOGGED_ERRORS_TRIM, DB_ARGS(db_int(LOGGED_ERRORS_MAX)), NULL);
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
