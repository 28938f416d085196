/* SPDX-License-Identifier: MIT */
#include "db/tidy.h"

#include "db/mysql/stmt.h"

#define ROWS_MAX 500 /* TIDIED_AT_ONCE */

static enum db_error
rows_remove(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len, bool *more)
{
	struct db_outcome outcome = { 0 };
	enum db_error error = db_exec(db, sql, args, args_len, &outcome);

	*more = *more || outcome.matched == ROWS_MAX;
	return error;
}

enum db_error
db_tidy_mails(struct db *db, const char *state, int64_t before_ms, bool *more)
{
	return rows_remove(db, SQL_TIDY_MAILS, DB_ARGS(db_text(state), db_int(before_ms)), more);
}

enum db_error
db_tidy_departures(struct db *db, int64_t before_ms, bool *more)
{
	return rows_remove(db, SQL_TIDY_DEPARTURES, DB_ARGS(db_int(before_ms)), more);
}

enum db_error
db_tidy_deletions(struct db *db, int64_t before_ms, bool *more)
{
	return rows_remove(
	    db, SQL_TIDY_DELETIONS, DB_ARGS(db_int(before_ms), db_int(before_ms)), more);
}

enum db_error
db_tidy_signed_logins(struct db *db, int64_t before_ms, bool *more)
{
	return rows_remove(db, SQL_TIDY_SIGNED_LOGINS, DB_ARGS(db_int(before_ms)), more);
}

struct rooms_read {
	struct arena *mem;
	struct tidy_rooms *rooms;
};

static enum db_error
room_row(const struct db_cell *row, void *arg)
{
	struct rooms_read *read = arg;
	size_t i = read->rooms->len++;

	read->rooms->rooms[i].id = arena_strdup(read->mem, row[0].bytes);
	read->rooms->rooms[i].at_ms = row[1].number;
	return DB_OK;
}

enum db_error
db_tidy_rooms(struct db *db, struct arena *mem, enum tidy_rooms_kind kind, int64_t before_ms,
    struct tidy_rooms *rooms)
{
	static const enum sql statements[] = { SQL_TIDY_HALF_ERASED, SQL_TIDY_CLOSED,
		SQL_TIDY_ABANDONED };
	struct rooms_read read = { mem, rooms };
	const size_t len = rooms->len;
	const struct db_arg at = db_int(len > 0 ? rooms->rooms[len - 1].at_ms : -1);
	const struct db_arg id = db_text(len > 0 ? rooms->rooms[len - 1].id : "");

	rooms->len = 0;
	return db_query(db, statements[kind],
	    DB_ARGS(db_int(before_ms), at, at, id, db_int(TIDY_ROOMS_MAX)), room_row, &read);
}
