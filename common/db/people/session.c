/* SPDX-License-Identifier: MIT */
#include "db/people/session.h"

#include "db/mysql/stmt.h"
#include "db/people/token.h"

#define SESSION_LEN 7

static struct session_row
session_of(const struct db_cell *row)
{
	return (struct session_row){ .id = row[0].bytes,
		.hash = row[1].bytes,
		.created_at = row[2].number,
		.used_at = row[3].number,
		.expires_at = row[4].number,
		.ip = row[5].bytes,
		.user_agent = row[6].bytes };
}

struct session_listing {
	session_row_fn *row;
	void *arg;
};

static enum db_error
session_list_row(const struct db_cell *row, void *arg)
{
	struct session_listing *listing = arg;
	struct session_row session = session_of(row);

	return listing->row(&session, listing->arg);
}

enum db_error
db_session_page(struct db *db, const char *user_id, int64_t now_ms, const struct page *page,
    session_row_fn *row, void *arg, int64_t *total)
{
	struct session_listing listing = { row, arg };
	struct db_arg user = db_text(user_id), now = db_int(now_ms), none = db_text(NULL);
	enum db_error error = db_number(db, SQL_SESSION_COUNT, DB_ARGS(user, now), total);

	if (error)
		return error;
	return db_query(db, SQL_SESSION_LIST,
	    DB_ARGS(user, now, none, none, db_int(page->limit), db_int(page->offset)),
	    session_list_row, &listing);
}

enum db_error
db_session_get(struct db *db, struct arena *mem, const char *user_id, int64_t now_ms,
    const char *id, struct session_row *session)
{
	struct db_cell row[SESSION_LEN];
	enum db_error error = db_one(db, mem, SQL_SESSION_LIST,
	    DB_ARGS(
		db_text(user_id), db_int(now_ms), db_text(id), db_text(id), db_int(1), db_int(0)),
	    row, SESSION_LEN);

	*session = session_of(row);
	return error;
}

struct others {
	const char *user_id;
	const char *hash;
	int64_t now_ms;
};

static enum db_error
end_in_transaction(struct db *db, void *arg)
{
	const struct others *others = arg;
	struct db_outcome ended = { 0 };
	enum db_error error = db_user_lock(db, others->user_id);

	if (!error)
		error = db_exec(db, SQL_TOKEN_DELETE_LOGINS,
		    DB_ARGS(db_text(others->user_id), db_text(others->hash)), &ended);
	if (!error && ended.matched > 0)
		error = db_user_leave(db, others->user_id, others->now_ms);
	return error;
}

enum db_error
db_sessions_end_others(struct db *db, const char *user_id, const char *hash, int64_t now_ms)
{
	struct others others = { user_id, hash, now_ms };

	return db_transaction(db, end_in_transaction, &others);
}
