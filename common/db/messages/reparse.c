/* SPDX-License-Identifier: MIT */
#include "db/messages/reparse.h"

#include <assert.h>
#include <stdio.h>

#include "db/messages/room_clock.h"
#include "db/messages/row.h"

/* --- The place --------------------------------------------------------------------------- */

enum db_error
db_reparse_get(struct db *db, struct arena *mem, struct reparse_place *place)
{
	struct db_cell row[6];
	enum db_error error = db_one(db, mem, SQL_REPARSE_PLACE_GET, NULL, 0, row, 6);

	if (error)
		return error;
	snprintf(place->run, sizeof(place->run), "%s", row[0].bytes);
	snprintf(place->rid, sizeof(place->rid), "%s", row[1].bytes);
	place->ts = row[2].number;
	place->seen = row[3].number;
	place->changed = row[4].number;
	place->started_at = row[5].number;
	return DB_OK;
}

enum db_error
db_reparse_take(struct db *db, struct arena *mem, struct reparse_place *place)
{
	enum db_error error;

	error = db_exec(db, SQL_REPARSE_PLACE_TAKE,
	    DB_ARGS(db_text(place->run), db_int(place->started_at)), NULL);
	return error ? error : db_reparse_get(db, mem, place);
}

enum db_error
db_reparse_move(struct db *db, const struct reparse_place *place)
{
	return db_change(db, SQL_REPARSE_PLACE_MOVE,
	    DB_ARGS(db_text(place->rid), db_int(place->ts), db_int(place->seen),
		db_int(place->changed), db_text(place->run)));
}

enum db_error
db_reparse_forget(struct db *db, const char *run)
{
	return db_exec(db, SQL_REPARSE_PLACE_FORGET, DB_ARGS(db_text(run), db_text(run)), NULL);
}

/* --- Messages ---------------------------------------------------------------------------- */

enum db_error
db_reparse_count(struct db *db, const char *rid, int64_t *count)
{
	struct db_cell sum;
	enum db_error error;

	if (rid)
		error = db_one(db, NULL, SQL_REPARSE_COUNT_ROOM, DB_ARGS(db_text(rid)), &sum, 1);
	else
		error = db_one(db, NULL, SQL_REPARSE_COUNT, NULL, 0, &sum, 1);
	*count = sum.number;
	return error;
}

struct page_read {
	message_row_fn *row;
	void *arg;
};

static enum db_error
page_row(const struct db_cell *row, void *arg)
{
	struct page_read *read = arg;
	struct message message;

	row = row_message(row, &message);
	message.edited_by_id = row[0].bytes;
	message.edited_by_username = row[1].bytes;
	return read->row(&message, read->arg);
}

enum db_error
db_reparse_page(struct db *db, const struct reparse_place *place, bool room, int64_t limit,
    message_row_fn *row, void *arg)
{
	struct page_read read = { row, arg };
	enum db_error error;

	assert(limit > 0);
	if (room)
		error = db_query(db, SQL_REPARSE_PAGE_ROOM,
		    DB_ARGS(db_text(place->rid), db_int(place->ts), db_int(limit)), page_row,
		    &read);
	else
		error = db_query(db, SQL_REPARSE_PAGE,
		    DB_ARGS(
			db_text(place->rid), db_text(place->rid), db_int(place->ts), db_int(limit)),
		    page_row, &read);
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_reparse_room_take(
    struct db *db, const char *rid, int64_t count, int64_t now_ms, int64_t *last_ts)
{
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, rid, SQL_REPARSE_ROOM_TAKE,
	    DB_ARGS(db_int(count), db_int(now_ms), db_text(rid)), &room);
	if (!error && room.matched == 0)
		return DB_NO_ROW;
	*last_ts = error ? 0 : (int64_t)room.insert_id;
	return error;
}

enum db_error
db_reparse_write(struct db *db, const struct message *message, int64_t changed_at)
{
	const struct message *m = message;

	return db_change(db, SQL_REPARSE_MESSAGE_WRITE,
	    DB_ARGS(db_text(m->shown_json), db_int(changed_at), db_text(m->rid), db_int(m->ts),
		db_text(m->id), db_int(m->updated_at)));
}
