#include "db/rooms/room_state.h"

#include "db/mysql/stmt.h"
#include "db/people/visitor.h"

void
room_state_read(const struct db_cell *cells, struct room_state *state)
{
	state->version = cells[0].number;
	state->last_ts = cells[1].number;
	state->read_ts = cells[2].number;
	state->open = cells[3].number != 0;
}

struct state_read {
	struct room_state *state;
	bool found;
};

static enum db_error
state_row(const struct db_cell *row, void *arg)
{
	struct state_read *read = arg;

	read->found = true;
	room_state_read(row, read->state);
	return DB_OK;
}

enum db_error
db_room_state_of_visitor(
    struct db *db, const char *token, const char *rid, struct room_state *state)
{
	struct state_read read = { .state = state };
	enum db_error error;
	bool known;

	*state = (struct room_state){ .visitor_token = token };
	error = db_query(
	    db, SQL_ROOM_STATE_OF_VISITOR, DB_ARGS(db_text(rid), db_text(token)), state_row, &read);
	if (error)
		return error;
	if (read.found) {
		state->id = rid;
		return DB_OK;
	}
	error = db_visitor_known(db, token, &known);
	return error || known ? error : DB_NO_ROW;
}

struct user_at_room {
	struct arena *mem;
	struct user_row *user;
	struct token_row *token;
	struct room_state *room;
};

static enum db_error
user_at_room_row(const struct db_cell *row, void *arg)
{
	struct user_at_room *read = arg;
	const struct db_cell *cells = row + USER_COLUMNS + TOKEN_COLUMNS;
	struct room_state *room = read->room;

	user_row_dup(read->mem, row, read->user, read->token);
	room->id = db_cell_dup(read->mem, &cells[0]);
	room_state_read(cells + 1, room);
	cells += 1 + ROOM_STATE_COLUMNS;
	room->listed = cells[0].number;
	room->served_by_id = db_cell_dup(read->mem, &cells[1]);
	room->visitor_token = db_cell_dup(read->mem, &cells[2]);
	room->has_member = !cells[3].is_null;
	return DB_OK;
}

enum db_error
db_user_by_token_at_room(struct db *db, struct arena *mem, const char *hash, const char *rid,
    struct user_row *user, struct token_row *token, struct room_state *room)
{
	struct user_at_room read = { mem, user, token, room };
	enum db_error error;

	*user = (struct user_row){ 0 };
	*token = (struct token_row){ 0 };
	*room = (struct room_state){ 0 };
	error = db_query(db, SQL_USER_BY_TOKEN_AT_ROOM, DB_ARGS(db_text(rid), db_text(hash)),
	    user_at_room_row, &read);
	return error || user->id ? error : DB_NO_ROW;
}
