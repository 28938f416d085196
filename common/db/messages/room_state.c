/* SPDX-License-Identifier: MIT */
#include "db/messages/room_state.h"

#include "db/messages/row.h"
#include "db/people/row.h"
#include "db/people/visitor.h"

enum db_error
db_room_state_of_visitor(
    struct db *db, const char *token, const char *rid, struct room_state *state)
{
	struct db_cell row[ROOM_STATE_LEN];
	enum db_error error;
	bool known;

	*state = (struct room_state){ .visitor_token = token };
	error = db_one(db, NULL, SQL_ROOM_STATE_OF_VISITOR, DB_ARGS(db_text(rid), db_text(token)),
	    row, ROOM_STATE_LEN);
	row_room_state(row, state);
	if (!error)
		state->id = rid;
	if (error != DB_NO_ROW)
		return error;
	error = db_visitor_known(db, token, &known);
	return error || known ? error : DB_NO_ROW;
}

enum db_error
db_user_by_token_at_room(struct db *db, struct arena *mem, const char *hash, const char *rid,
    struct user_row *user, struct token_row *token, struct room_state *room)
{
	enum { LEN = BEARER_LEN + TOKEN_LEN + 1 + ROOM_STATE_LEN + 5 };
	struct db_cell row[LEN];
	const struct db_cell *cell;
	enum db_error error = db_one(
	    db, mem, SQL_USER_BY_TOKEN_AT_ROOM, DB_ARGS(db_text(rid), db_text(hash)), row, LEN);

	cell = row_token(row_bearer(row, user), user->id, token);
	*room = (struct room_state){ .id = cell->bytes };
	cell = row_room_state(cell + 1, room);
	room->listed = cell[0].number;
	room->served_by_id = cell[1].bytes;
	room->visitor_token = cell[2].bytes;
	room->has_member = !cell[3].is_null;
	room->notes_ts = cell[4].number;
	return error;
}
