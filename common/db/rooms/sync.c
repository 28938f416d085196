/* SPDX-License-Identifier: MIT */
#include "db/rooms/sync.h"

#include "db/rooms/row.h"

/* What a row is, in its first column; a time follows, the room's state, and a message. */
enum { KIND_ROOM, KIND_CHANGE, KIND_REMOVAL };
enum { SYNC_LEN = 2 + ROOM_STATE_LEN + MESSAGE_SHOWN_LEN };

struct sync_read {
	struct arena *mem;
	const char *rid;
	struct room_state *room;
	sync_row_fn *row;
	void *arg;
	bool found;
};

static enum db_error
sync_row(const struct db_cell *row, void *arg)
{
	struct sync_read *read = arg;
	struct db_cell cells[SYNC_LEN];
	const struct db_cell *state = cells + 2;
	const struct db_cell *message_cell = state + ROOM_STATE_LEN;
	struct message message;
	int64_t kind = row[0].number;

	db_row_dup(read->mem, row, cells, SYNC_LEN);
	row_message_shown(message_cell, read->rid, &message);
	if (kind == KIND_ROOM) {
		read->found = true;
		read->room->id = message.id;
		row_room_state(state, read->room);
		return DB_OK;
	}
	return read->row(cells[1].number, kind == KIND_REMOVAL, &message, read->arg);
}

enum db_error
db_sync(struct db *db, struct arena *mem, const struct sync_query *query, sync_row_fn *row,
    void *arg, struct room_state *room)
{
	struct sync_read read = {
		.mem = mem, .rid = query->rid, .room = room, .row = row, .arg = arg
	};
	struct db_arg rid = db_text(query->rid), token = db_text(query->token);
	struct db_arg since = db_int(query->since_ms), limit = db_int(query->limit);
	enum db_error error;

	*room = (struct room_state){ .visitor_token = query->token };
	error = db_query(db, SQL_SYNC,
	    DB_ARGS(rid, token, since, db_text(query->hidden_types), rid, token, limit, since, rid,
		token, limit),
	    sync_row, &read);
	return error || read.found ? error : DB_NO_ROW;
}
