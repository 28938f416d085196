/* SPDX-License-Identifier: MIT */
#include "db/outbox.h"

#include "db/mysql/stmt.h"

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
db_outbox_list(struct db *db, const char *state, int64_t limit, outbox_row_fn *row, void *arg)
{
	struct outbox_listing listing = { row, arg };

	return db_query(db, SQL_OUTBOX_LIST, DB_ARGS(db_text(state), db_text(state), db_int(limit)),
	    outbox_list_row, &listing);
}

enum db_error
db_outbox_retry(struct db *db, const char *id, int64_t now_ms, uint64_t *count)
{
	struct db_outcome outcome = { 0 };
	enum db_error error;

	error = db_exec(db, SQL_OUTBOX_RETRY,
	    DB_ARGS(db_int(now_ms), db_int(now_ms + CLAIM_MAX_MS), db_text(id), db_text(id)),
	    &outcome);
	*count = outcome.matched;
	return error;
}
