/* SPDX-License-Identifier: MIT */
#include "db/duties/outbox.h"

#include "db/mysql/args.h"

/* A mail whose next attempt is nearer than this may be one that a process is sending. */
#define CLAIM_MAX_MS (10 * 60000)

struct outbox_listing {
	outbox_row_fn *row;
	void *arg;
};

static enum db_error
outbox_list_row(const struct db_cell *row, void *arg)
{
	struct outbox_listing *listing = arg;
	struct outbox_row mail = { .id = row[0].bytes,
		.kind = row[1].bytes,
		.recipient = row[2].bytes,
		.state = row[3].bytes,
		.attempts = row[4].number,
		.next_try_at = row[5].number,
		.last_error = row[6].bytes,
		.created_at = row[7].number,
		.sent_at = row[8].number };

	return listing->row(&mail, listing->arg);
}

enum db_error
db_outbox_list(
    struct db *db, const char *state, const struct page *page, outbox_row_fn *row, void *arg)
{
	struct outbox_listing listing = { row, arg };
	struct args args;

	args_begin(&args);
	args_add_twice(&args, db_text(state));
	args_add_page(&args, page);
	return db_query(db, SQL_OUTBOX_LIST, args.items, args.len, outbox_list_row, &listing);
}

enum db_error
db_outbox_found(struct db *db, const char *id, const char *state, int64_t *count)
{
	return db_number(db, SQL_OUTBOX_FOUND,
	    DB_ARGS(db_text(id), db_text(id), db_text(state), db_text(state)), count);
}

struct retry {
	const char *id; /* NULL: all */
	int64_t now_ms;
	uint64_t count;
};

static enum db_error
retry_in_transaction(struct db *db, void *arg)
{
	struct retry *retry = arg;
	struct db_outcome outcome = { 0 };
	enum db_error error = db_exec(db, SQL_OUTBOX_RETRY_DUTIES,
	    DB_ARGS(db_int(retry->now_ms), db_int(retry->now_ms + CLAIM_MAX_MS), db_text(retry->id),
		db_text(retry->id)),
	    NULL);

	if (!error)
		error = db_exec(db, SQL_OUTBOX_RETRY,
		    DB_ARGS(db_int(retry->now_ms), db_text(retry->id), db_text(retry->id)),
		    &outcome);
	retry->count = outcome.matched;
	return error;
}

enum db_error
db_outbox_retry(struct db *db, const char *id, int64_t now_ms, uint64_t *count)
{
	struct retry retry = { .id = id, .now_ms = now_ms };
	enum db_error error = db_transaction(db, retry_in_transaction, &retry);

	*count = retry.count;
	return error;
}

struct drop {
	const char *id; /* NULL: all that were given up */
	int64_t max;
	uint64_t count;
};

static enum db_error
drop_in_transaction(struct db *db, void *arg)
{
	struct drop *drop = arg;
	struct db_outcome outcome = { 0 };
	enum db_error error;

	if (drop->id) {
		error = db_exec(db, SQL_OUTBOX_DROP_DUTY, DB_ARGS(db_text(drop->id)), NULL);
		if (!error)
			error = db_exec(db, SQL_OUTBOX_DROP, DB_ARGS(db_text(drop->id)), &outcome);
	} else {
		error = db_exec(db, SQL_OUTBOX_DROP_FAILED, DB_ARGS(db_int(drop->max)), &outcome);
	}
	drop->count = outcome.matched;
	return error;
}

enum db_error
db_outbox_drop(struct db *db, const char *id, int64_t max, uint64_t *count)
{
	struct drop drop = { .id = id, .max = max };
	enum db_error error = db_transaction(db, drop_in_transaction, &drop);

	*count = drop.count;
	return error;
}
