/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_erase.h"

#include "base/str.h"
#include "db/files/upload.h"
#include "db/mysql/stmt.h"

struct erase_step {
	const char *rid;
	enum room_erased state;
};

static enum db_error
step_in_transaction(struct db *db, void *arg)
{
	/* Each removes at most as many rows as room.def says; the room itself goes last. */
	static const enum sql removals[] = { SQL_ROOM_ERASE_UPLOADS, SQL_ROOM_ERASE_MESSAGES,
		SQL_ROOM_ERASE_NOTES, SQL_ROOM_ERASE_VERSIONS, SQL_ROOM_ERASE_DELETIONS,
		SQL_ROOM_ERASE_FIELDS, SQL_ROOM_ERASE_MEMBERS, SQL_ROOM_ERASE_CHANNEL,
		SQL_ROOM_ERASE_INQUIRY, SQL_TRANSCRIPT_UNWANT, SQL_ROOM_ERASE_DUTIES,
		SQL_ROOM_ERASE_MAIL_DUTIES, SQL_ROOM_ERASE_MAILS, SQL_ROOM_ERASE };
	struct erase_step *step = arg;
	const struct db_arg rid = db_text(step->rid);
	struct db_cell open;
	struct db_outcome erased = { 0 };
	size_t i;
	enum db_error error = db_one(db, NULL, SQL_ROOM_ERASE_LOCK, &rid, 1, &open, 1);

	if (error)
		return error;
	step->state = open.number ? ROOM_ERASE_OPEN : ROOM_ERASE_MORE;
	if (open.number)
		return DB_OK;
	for (i = 0; i < ARRAY_LEN(removals) && erased.matched == 0 && !error; i++)
		error = db_exec(db, removals[i], &rid, 1, &erased);
	if (!error && erased.matched > 0 && removals[i - 1] == SQL_ROOM_ERASE_UPLOADS)
		error = db_upload_removal_due(db);
	if (!error && i == ARRAY_LEN(removals))
		step->state = ROOM_ERASE_DONE;
	else if (!error)
		error = db_exec(db, SQL_ROOM_ERASE_NOTE, &rid, 1, NULL);
	return error;
}

enum db_error
db_rooms_erase_begin(struct db *db, const char *departments, int64_t *count)
{
	const struct db_arg ids = db_text(departments);
	struct db_outcome marked = { 0 };
	enum db_error error = db_exec(db, SQL_ROOMS_ERASE_BEGIN, DB_ARGS(ids, ids), &marked);

	*count = (int64_t)marked.matched;
	return error;
}

enum db_error
room_erase_within(struct db *db, const char *rid)
{
	struct erase_step step = { rid, ROOM_ERASE_MORE };
	enum db_error error = DB_OK;

	while (!error && step.state == ROOM_ERASE_MORE)
		error = step_in_transaction(db, &step);
	return error;
}

enum db_error
db_room_erase_step(struct db *db, const char *rid, enum room_erased *state)
{
	struct erase_step step = { rid, ROOM_ERASE_MORE };
	enum db_error error = db_transaction(db, step_in_transaction, &step);

	*state = step.state;
	return error;
}
