#include "db/rooms/room_state.h"

#include "db/mysql/stmt.h"
#include "db/people/visitor.h"

/* The columns of ROOM_STATE in sql.c. */
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
