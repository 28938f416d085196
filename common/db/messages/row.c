/* SPDX-License-Identifier: MIT */
#include "db/messages/row.h"

const struct db_cell *
row_room_state(const struct db_cell *cell, struct room_state *to)
{
	ROOM_STATE_COLUMNS(COLUMN_READ)
	to->seen = (enum seen)(to->stage / ROOM_SEEN);
	to->missed = to->stage % ROOM_SEEN >= ROOM_MISSED;
	to->stage %= ROOM_MISSED;
	return cell;
}

const struct db_cell *
row_message_found(const struct db_cell *cell, const char *rid, const char *id, struct message *to)
{
	*to = (struct message){ 0 };
	MESSAGE_FOUND_COLUMNS(COLUMN_READ, "")
	if (to->shown_json) {
		to->id = id;
		to->rid = rid;
	}
	return cell;
}

const struct db_cell *
row_message_shown(const struct db_cell *cell, const char *rid, struct message *to)
{
	*to = (struct message){ 0 };
	MESSAGE_SHOWN_COLUMNS(COLUMN_READ, "")
	if (to->id)
		to->rid = rid;
	return cell;
}

const struct db_cell *
row_message(const struct db_cell *cell, struct message *to)
{
	*to = (struct message){ 0 };
	MESSAGE_COLUMNS(COLUMN_READ)
	return cell;
}
