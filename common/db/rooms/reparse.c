#include "db/rooms/reparse.h"

#include <assert.h>
#include <stdio.h>

#include "db/rooms/room_clock.h"
#include "db/rooms/row.h"
#include "db/mysql/stmt.h"

/* --- The place --------------------------------------------------------------------------- */

struct place_read {
	struct reparse_place *place;
	bool found;
};

static enum db_error
place_row(const struct db_cell *row, void *arg)
{
	struct place_read *read = arg;
	struct reparse_place *place = read->place;

	snprintf(place->run, sizeof(place->run), "%s", row[0].bytes);
	snprintf(place->rid, sizeof(place->rid), "%s", row[1].bytes);
	place->ts = row[2].number;
	place->seen = row[3].number;
	place->changed = row[4].number;
	place->started_at = row[5].number;
	read->found = true;
	return DB_OK;
}

enum db_error
db_reparse_get(struct db *db, struct reparse_place *place)
{
	struct place_read read = { .place = place };
	enum db_error error = db_query(db, SQL_REPARSE_PLACE_GET, NULL, 0, place_row, &read);

	return error || read.found ? error : DB_NO_ROW;
}

enum db_error
db_reparse_take(struct db *db, struct reparse_place *place)
{
	enum db_error error;

	error = db_exec(db, SQL_REPARSE_PLACE_TAKE,
	    DB_ARGS(db_text(place->run), db_int(place->started_at)), NULL);
	return error ? error : db_reparse_get(db, place);
}

enum db_error
db_reparse_move(struct db *db, const struct reparse_place *place)
{
	struct db_outcome moved;
	enum db_error error;

	error = db_exec(db, SQL_REPARSE_PLACE_MOVE,
	    DB_ARGS(db_text(place->rid), db_int(place->ts), db_int(place->seen),
		db_int(place->changed), db_text(place->run)),
	    &moved);
	return !error && moved.matched == 0 ? DB_NO_ROW : error;
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
	enum db_error error;

	*count = -1;
	if (rid)
		error = db_query(
		    db, SQL_REPARSE_COUNT_ROOM, DB_ARGS(db_text(rid)), db_row_number, count);
	else
		error = db_query(db, SQL_REPARSE_COUNT, NULL, 0, db_row_number, count);
	return !error && *count < 0 ? DB_NO_ROW : error;
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

	row_message(row, &message);
	message.edited_by_id = row[ROW_MESSAGE_LEN].bytes;
	message.edited_by_username = row[ROW_MESSAGE_LEN + 1].bytes;
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

	error = room_clock_move(
	    db, SQL_REPARSE_ROOM_TAKE, DB_ARGS(db_int(count), db_int(now_ms), db_text(rid)), &room);
	if (!error && room.matched == 0)
		return DB_NO_ROW;
	*last_ts = error ? 0 : (int64_t)room.insert_id;
	return error;
}

enum db_error
db_reparse_write(struct db *db, const struct message *message, int64_t changed_at)
{
	const struct message *m = message;
	struct db_outcome written;
	enum db_error error;

	error = db_exec(db, SQL_REPARSE_MESSAGE_WRITE,
	    DB_ARGS(db_text(m->shown_json), db_int(changed_at), db_text(m->rid), db_int(m->ts),
		db_text(m->id), db_int(m->updated_at)),
	    &written);
	return !error && written.matched == 0 ? DB_NO_ROW : error;
}
