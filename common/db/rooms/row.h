/* SPDX-License-Identifier: MIT */
/*
 * row.h: from the columns of a row to structs, for the files of this folder and of inbox. Includes
 * those of people and messages. The strings point into the cells. Each function returns the cell
 * after those it has read.
 */
#ifndef DB_ROOMS_ROW_H
#define DB_ROOMS_ROW_H

#include "db/messages/row.h"
#include "db/mysql/stmt.h"
#include "db/people/row.h"
#include "db/rooms/inquiry.h"
#include "db/rooms/room.h"
#include "db/sql/columns.h"

const struct db_cell *row_room(const struct db_cell *cell, struct room *to);
const struct db_cell *row_inquiry(const struct db_cell *cell, struct inquiry *to);
const struct db_cell *row_inquiry_shown(const struct db_cell *cell, struct inquiry *to);

#endif
