/* SPDX-License-Identifier: MIT */
#include "db/rooms/transcript_wish.h"

#include "db/mysql/stmt.h"

struct want {
	const char *rid;
	const struct transcript_wish *wish; /* NULL: it is removed */
	int64_t now_ms;
	bool was_wanted;
};

enum db_error
transcript_put_within(
    struct db *db, enum sql sql, const char *rid, const struct transcript_wish *wish)
{
	return db_exec(db, sql,
	    DB_ARGS(db_text(rid), db_text(wish->email), db_text(wish->subject),
		db_text(wish->by.id), db_text(wish->by.username), db_text(wish->by.name),
		db_int(wish->ts)),
	    NULL);
}

static enum db_error
want_in_transaction(struct db *db, void *arg)
{
	const struct want *want = arg;
	enum db_error error = db_change(
	    db, SQL_TRANSCRIPT_WANT_ROOM, DB_ARGS(db_int(want->now_ms), db_text(want->rid)));

	return error ? error
		     : transcript_put_within(db, SQL_TRANSCRIPT_WANT, want->rid, want->wish);
}

enum db_error
db_transcript_want(struct db *db, const char *rid, const struct transcript_wish *wish)
{
	struct want want = { .rid = rid, .wish = wish, .now_ms = wish->ts };

	return db_transaction(db, want_in_transaction, &want);
}

enum db_error
db_transcript_wanted(
    struct db *db, struct arena *mem, const char *rid, struct transcript_wish *wish)
{
	enum { LEN = 6 };
	struct db_cell row[LEN];
	enum db_error error =
	    db_one(db, mem, SQL_TRANSCRIPT_WANTED, DB_ARGS(db_text(rid)), row, LEN);

	*wish = (struct transcript_wish){ .email = row[0].bytes,
		.subject = row[1].bytes,
		.by = { row[2].bytes, row[3].bytes, row[4].bytes },
		.ts = row[5].number };
	return error;
}

static enum db_error
unwant_in_transaction(struct db *db, void *arg)
{
	struct want *want = arg;
	struct db_outcome removed = { 0 };
	enum db_error error = db_change(
	    db, SQL_TRANSCRIPT_WANT_ROOM, DB_ARGS(db_int(want->now_ms), db_text(want->rid)));

	if (!error)
		error = db_exec(db, SQL_TRANSCRIPT_UNWANT, DB_ARGS(db_text(want->rid)), &removed);
	want->was_wanted = removed.matched > 0;
	return error;
}

enum db_error
db_transcript_unwant(struct db *db, const char *rid, int64_t now_ms, bool *was_wanted)
{
	struct want want = { .rid = rid, .now_ms = now_ms };
	enum db_error error = db_transaction(db, unwant_in_transaction, &want);

	*was_wanted = want.was_wanted;
	return error;
}
