/* SPDX-License-Identifier: MIT */
#include "db/inbox_touch.h"

#include "db/mysql/stmt.h"

enum db_error
inbox_touch_room(struct db *db, const char *rid)
{
	struct db_outcome counted;
	enum db_error error = db_exec(db, SQL_INBOX_COUNT_ROOM, DB_ARGS(db_text(rid)), &counted);

	return error || counted.matched == 0
		   ? error
		   : db_exec(db, SQL_INBOX_NOTE_ROOM, DB_ARGS(db_text(rid)), NULL);
}

enum db_error
inbox_room_comes(struct db *db, const char *rid)
{
	return db_exec(db, SQL_INBOX_MOVE_ROOM, DB_ARGS(db_text(rid)), NULL);
}

enum db_error
queue_touch_room(struct db *db, const char *rid)
{
	return db_exec(db, SQL_QUEUE_TOUCH_ROOM, DB_ARGS(db_text(rid), db_text(rid)), NULL);
}

/* The version of the rooms of the agent who serves it also counts those that leave. */
static enum db_error
room_goes(struct db *db, const char *rid, int64_t now_ms)
{
	enum db_error error = inbox_room_comes(db, rid);

	return error ? error
		     : db_exec(db, SQL_INBOX_DEPART, DB_ARGS(db_int(now_ms), db_text(rid)), NULL);
}

enum db_error
inbox_room_leaves(struct db *db, const char *rid, const char *to_agent, int64_t now_ms)
{
	const struct db_arg to = db_text(to_agent);
	int64_t locked;
	enum db_error error = db_number(db, SQL_ROOM_LOCK, DB_ARGS(db_text(rid)), &locked);

	if (!error && to_agent)
		error = db_number(db, SQL_INBOX_LOCK_FIRST, DB_ARGS(to, to, db_text(rid)), &locked);
	return error ? error : room_goes(db, rid, now_ms);
}

enum db_error
inbox_room_ends(struct db *db, const char *rid, int64_t now_ms)
{
	enum db_error error = db_exec(db, SQL_INBOX_DEPART_MEMBERS, DB_ARGS(db_text(rid)), NULL);

	if (!error)
		error = db_exec(db, SQL_ROOM_MEMBERS_CLOSE, DB_ARGS(db_text(rid)), NULL);
	if (!error)
		error = room_goes(db, rid, now_ms);
	return error ? error : queue_touch_room(db, rid);
}
