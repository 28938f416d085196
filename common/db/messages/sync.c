/* SPDX-License-Identifier: MIT */
#include "db/messages/sync.h"

#include "db/messages/row.h"

/* What a row is, in its first column; a time follows, the room's state, and a message. */
enum { KIND_ROOM, KIND_CHANGE, KIND_REMOVAL };
enum { SYNC_LEN = 2 + ROOM_STATE_LEN + MESSAGE_SHOWN_LEN };

/* More bytes than a change takes besides the texts that are stored with it. */
#define CHANGE_OVERHEAD 1024

struct sync_read {
	struct arena *mem;
	const char *rid;
	size_t bytes_left;
	bool any; /* a change was read */
	int64_t cut_ms;
	struct room_state *room;
	sync_row_fn *row;
	void *arg;
	bool found;
};

/*
 * Whether the change is left out because those before it are large enough. Then all later ones are,
 * too, and nothing of them is kept in memory.
 */
static bool
is_cut(struct sync_read *read, int64_t at_ms, const struct db_cell *message_cell)
{
	size_t bytes = CHANGE_OVERHEAD;

	for (size_t i = 0; i < MESSAGE_SHOWN_LEN; i++)
		bytes += message_cell[i].len;
	if (read->cut_ms == INT64_MAX && (!read->any || bytes <= read->bytes_left)) {
		read->any = true;
		read->bytes_left -= bytes < read->bytes_left ? bytes : read->bytes_left;
		return false;
	}
	if (at_ms < read->cut_ms)
		read->cut_ms = at_ms;
	return true;
}

static enum db_error
sync_row(const struct db_cell *row, void *arg)
{
	struct sync_read *read = arg;
	struct db_cell cells[SYNC_LEN];
	const struct db_cell *state = cells + 2;
	const struct db_cell *message_cell = state + ROOM_STATE_LEN;
	struct message message;
	int64_t kind = row[0].number;

	if (kind == KIND_CHANGE && is_cut(read, row[1].number, row + 2 + ROOM_STATE_LEN))
		return DB_OK;
	db_row_dup(read->mem, row, cells, SYNC_LEN);
	row_message_shown(message_cell, read->rid, &message);
	if (kind == KIND_ROOM) {
		read->found = true;
		read->room->id = message.id;
		row_room_state(state, read->room);
		read->room->notes_ts = cells[1].number;
		return DB_OK;
	}
	return read->row(cells[1].number, kind == KIND_REMOVAL, &message, read->arg);
}

enum db_error
db_sync(struct db *db, struct arena *mem, const struct sync_query *query, sync_row_fn *row,
    void *arg, struct room_state *room, int64_t *cut_ms)
{
	struct sync_read read = { .mem = mem,
		.rid = query->rid,
		.bytes_left = query->bytes,
		.cut_ms = INT64_MAX,
		.room = room,
		.row = row,
		.arg = arg };
	struct db_arg rid = db_text(query->rid), token = db_text(query->token);
	struct db_arg since = db_int(query->since_ms), limit = db_int(query->limit);
	enum db_error error;

	*room = (struct room_state){ .visitor_token = query->token };
	error = db_query(db, SQL_SYNC,
	    DB_ARGS(rid, token, since, db_text(query->hidden_types), rid, token, limit, since, rid,
		token, limit),
	    sync_row, &read);
	*cut_ms = read.cut_ms;
	return error || read.found ? error : DB_NO_ROW;
}
