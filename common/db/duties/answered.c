/* SPDX-License-Identifier: MIT */
#include "db/duties/answered.h"

#include "db/mysql/stmt.h"

enum db_error
db_answered_room(struct db *db, struct arena *mem, const char *rid, struct answered_room *room)
{
	enum { LEN = 5 };
	struct db_cell row[LEN];
	enum db_error error = db_one(db, mem, SQL_ANSWERED_ROOM, DB_ARGS(db_text(rid)), row, LEN);

	*room = (struct answered_room){ .email = row[0].bytes,
		.told = row[1].number != 0,
		.closed_by_visitor = row[2].number != 0,
		.first_ts = row[3].number,
		.last_ts = row[4].number };
	return error;
}

enum db_error
db_answered_seen(struct db *db, const char *rid, int64_t seen_ts)
{
	return db_exec(
	    db, SQL_ANSWERED_SEEN, DB_ARGS(db_int(seen_ts), db_text(rid), db_int(seen_ts)), NULL);
}

enum db_error
db_mail_stop_key(struct db *db, struct arena *mem, const char *address, const char *new_key,
    const char **key, bool *stopped)
{
	enum { LEN = 2 };
	struct db_cell row[LEN];
	enum db_error error =
	    db_exec(db, SQL_MAIL_STOP_ADD, DB_ARGS(db_text(address), db_text(new_key)), NULL);

	if (error)
		return error;
	error = db_one(db, mem, SQL_MAIL_STOP_GET, DB_ARGS(db_text(address)), row, LEN);
	*key = row[0].bytes;
	*stopped = row[1].number != 0;
	return error;
}

enum db_error
db_mail_is_stopped(struct db *db, const char *key, bool *stopped)
{
	struct db_cell row;
	enum db_error error = db_one(db, NULL, SQL_MAIL_STOP_FIND, DB_ARGS(db_text(key)), &row, 1);

	*stopped = row.number != 0;
	return error;
}

enum db_error
db_mail_stop(struct db *db, const char *key, int64_t now_ms)
{
	return db_change(db, SQL_MAIL_STOP, DB_ARGS(db_int(now_ms), db_text(key)));
}
