/* SPDX-License-Identifier: MIT */
#include "db/duties/duty.h"

#include "db/mysql/stmt.h"

#define CLAIM_TRIES 32

enum db_error
db_duty_put(struct db *db, const char *kind, const char *ref, int64_t due_at)
{
	return db_exec(
	    db, SQL_DUTY_PUT, DB_ARGS(db_text(kind), db_text(ref), db_int(due_at)), NULL);
}

enum db_error
db_duty_renew(struct db *db, const char *kind, const char *ref, int64_t due_at)
{
	return db_exec(
	    db, SQL_DUTY_RENEW, DB_ARGS(db_text(kind), db_text(ref), db_int(due_at)), NULL);
}

enum db_error
db_duty_claim(struct db *db, struct arena *mem, const char *lease, int64_t now_ms,
    int64_t claim_until, struct duty *duty)
{
	enum { LEN = 5 };
	struct db_cell row[LEN];
	enum db_error error = DB_NO_ROW;

	/* One that another process claims meanwhile is passed over. */
	for (int i = 0; i < CLAIM_TRIES && error == DB_NO_ROW; i++) {
		error = db_one(db, mem, SQL_DUTY_FIRST, DB_ARGS(db_int(now_ms)), row, LEN);
		if (error)
			break;
		*duty = (struct duty){ .id = row[0].number,
			.lease = lease,
			.kind = row[1].bytes,
			.ref = row[2].bytes,
			.attempts = row[3].number + 1 };
		error = db_change(db, SQL_DUTY_CLAIM,
		    DB_ARGS(db_text(lease), db_int(claim_until), db_int(duty->attempts),
			db_int(duty->id), db_int(row[4].number), db_text(lease)));
	}
	return error;
}

enum db_error
db_duty_next(struct db *db, int64_t *due_at)
{
	struct db_cell first;
	enum db_error error = db_one(db, NULL, SQL_DUTY_NEXT, NULL, 0, &first, 1);

	*due_at = first.is_null ? INT64_MAX : first.number;
	return error;
}

enum db_error
db_duty_done(struct db *db, const struct duty *duty)
{
	int64_t held;
	enum db_error error =
	    db_number(db, SQL_DUTY_HELD, DB_ARGS(db_int(duty->id), db_text(duty->lease)), &held);

	if (error || !held)
		return error ? error : DB_NO_ROW;
	return db_change(db, SQL_DUTY_DONE,
	    DB_ARGS(db_text(duty->kind), db_text(duty->ref), db_text(duty->lease)));
}

enum db_error
db_duty_postpone(struct db *db, const struct duty *duty, int64_t due_at, const char *reason)
{
	return db_change(db, SQL_DUTY_POSTPONE,
	    DB_ARGS(db_int(due_at), db_text(reason), db_int(reason ? 0 : 1), db_int(duty->id),
		db_text(duty->lease)));
}

struct duty_listing {
	duty_row_fn *row;
	void *arg;
};

static enum db_error
duty_list_row(const struct db_cell *row, void *arg)
{
	struct duty_listing *listing = arg;
	struct duty_row duty = { .id = row[0].number,
		.kind = row[1].bytes,
		.ref = row[2].bytes,
		.due_at = row[3].number,
		.claimed = row[4].number != 0,
		.attempts = row[5].number,
		.last_error = row[6].bytes };

	return listing->row(&duty, listing->arg);
}

enum db_error
db_duty_list(struct db *db, const char *kind, int64_t limit, duty_row_fn *row, void *arg)
{
	struct duty_listing listing = { row, arg };

	return db_query(db, SQL_DUTY_LIST, DB_ARGS(db_text(kind), db_text(kind), db_int(limit)),
	    duty_list_row, &listing);
}
