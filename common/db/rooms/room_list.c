/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_list.h"

#include "db/rooms/row.h"

struct room_listing {
	room_line_fn *row;
	void *arg;
};

static enum db_error
room_list_row(const struct db_cell *row, void *arg)
{
	struct room_listing *listing = arg;
	struct room_line room = { .id = row[0].bytes,
		.fname = row[1].bytes,
		.visitor_username = row[2].bytes,
		.open = row[3].number != 0,
		.ts = row[4].number,
		.lm = row[5].number,
		.msgs = row[6].number,
		.served_by = row[7].bytes };

	return listing->row(&room, listing->arg);
}

enum db_error
db_room_list(struct db *db, bool open_only, int64_t limit, room_line_fn *row, void *arg)
{
	struct room_listing listing = { row, arg };

	return db_query(
	    db, SQL_ROOM_LIST, DB_ARGS(db_int(open_only), db_int(limit)), room_list_row, &listing);
}

struct tail_listing {
	message_row_fn *row;
	void *arg;
};

static enum db_error
tail_row(const struct db_cell *row, void *arg)
{
	struct tail_listing *listing = arg;
	struct message message;

	row_message(row, &message);
	return listing->row(&message, listing->arg);
}

enum db_error
db_room_tail(struct db *db, const char *rid, int64_t limit, message_row_fn *row, void *arg)
{
	struct tail_listing listing = { row, arg };

	return db_query(
	    db, SQL_ROOM_TAIL, DB_ARGS(db_text(rid), db_int(limit)), tail_row, &listing);
}
