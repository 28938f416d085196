/* SPDX-License-Identifier: MIT */
#include "db/inbox/inbox.h"

#include <stdlib.h>

#include "db/rooms/row.h"

struct rooms_read {
	inbox_room_fn *row;
	void *arg;
};

static int64_t
number_next(const char **at)
{
	char *end;
	int64_t number = strtoll(*at, &end, 10);

	*at = *end ? end + 1 : end;
	return number;
}

static enum db_error
inbox_room_row(const struct db_cell *cell, void *arg)
{
	struct rooms_read *read = arg;
	struct inbox_room room = { .room.open = true }, *to = &room;
	const char *at;

	INBOX_ROOM_COLUMNS(COLUMN_READ)
	at = cell->bytes;
	INBOX_ROOM_NUMBERS(NUMBER_READ)
	room.last.rid = room.room.id;
	room.last.read_ts = room.room.read_ts;
	return read->row(&room, read->arg);
}

enum db_error
db_inbox_served(
    struct db *db, const char *user_id, int64_t since_served, inbox_room_fn *row, void *arg)
{
	struct rooms_read read = { row, arg };

	return db_query(db, SQL_INBOX_SERVED, DB_ARGS(db_text(user_id), db_int(since_served)),
	    inbox_room_row, &read);
}

enum db_error
db_inbox_joined(struct db *db, const char *user_id, inbox_room_fn *row, void *arg)
{
	struct rooms_read read = { row, arg };

	return db_query(db, SQL_INBOX_JOINED, DB_ARGS(db_text(user_id)), inbox_room_row, &read);
}

enum db_error
db_inbox_open(struct db *db, struct arena *mem, const char *user_id, const char **ids)
{
	struct db_cell row[1];
	enum db_error error =
	    db_one(db, mem, SQL_INBOX_OPEN, DB_ARGS(db_text(user_id), db_text(user_id)), row, 1);

	*ids = row[0].bytes;
	return error;
}

struct departed_read {
	inbox_departed_fn *row;
	void *arg;
};

static enum db_error
departed_row(const struct db_cell *cell, void *arg)
{
	struct departed_read *read = arg;

	return read->row(cell[0].bytes, cell[1].number, read->arg);
}

enum db_error
db_inbox_departed(
    struct db *db, const char *user_id, int64_t since_ms, inbox_departed_fn *row, void *arg)
{
	struct departed_read read = { row, arg };

	return db_query(db, SQL_INBOX_DEPARTED, DB_ARGS(db_text(user_id), db_int(since_ms)),
	    departed_row, &read);
}
