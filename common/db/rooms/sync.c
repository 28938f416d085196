#include "db/rooms/sync.h"

#include "db/rooms/row.h"
#include "db/mysql/stmt.h"

/* What a row is, in its first column, and where the others begin. */
enum { KIND_ROOM, KIND_CHANGE, KIND_REMOVAL };
enum {
	SYNC_AT = 1,
	SYNC_STATE = 2,
	SYNC_MESSAGE = SYNC_STATE + ROOM_STATE_COLUMNS,
	SYNC_ID = SYNC_MESSAGE + ROW_SHOWN_LEN - 1,
};

struct sync_read {
	struct arena *mem;
	const char *token;
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
	struct message message;
	const char *id;

	id = row[SYNC_ID].bytes;
	if (row[0].number == KIND_ROOM) {
		read->found = true;
		read->room->id = arena_strdup(read->mem, id);
		room_state_read(row + SYNC_STATE, read->room);
		return DB_OK;
	}
	if (row[0].number == KIND_CHANGE)
		row_message_shown(row + SYNC_MESSAGE, read->rid, &message);
	else
		message = (struct message){ .id = id };
	message.token = read->token;
	db_message_dup(read->mem, &message);
	return read->row(row[SYNC_AT].number, row[0].number == KIND_REMOVAL, &message, read->arg);
}

enum db_error
db_sync(struct db *db, struct arena *mem, const struct sync_query *query, sync_row_fn *row,
    void *arg, struct room_state *room)
{
	struct sync_read read = { .mem = mem,
		.token = query->token,
		.rid = query->rid,
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
	return error || read.found ? error : DB_NO_ROW;
}
