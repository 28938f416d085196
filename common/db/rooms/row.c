/* SPDX-License-Identifier: MIT */
#include "db/rooms/row.h"

const struct db_cell *
row_room(const struct db_cell *cell, struct room *to)
{
	ROOM_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_inquiry(const struct db_cell *cell, struct inquiry *to)
{
	INQUIRY_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_inquiry_shown(const struct db_cell *cell, struct inquiry *to)
{
	INQUIRY_SHOWN_COLUMNS(COLUMN_READ)
	return cell;
}
