/* SPDX-License-Identifier: MIT */
/*
 * row.h: from the columns of a row to messages and to the state of their room, for the
 * files of folder db only. The strings point into the cells. Each function returns the cell after
 * those it has read.
 */
#ifndef DB_MESSAGES_ROW_H
#define DB_MESSAGES_ROW_H

#include "db/messages/message.h"
#include "db/messages/room_state.h"
#include "db/mysql/stmt.h"
#include "db/sql/columns.h"

/* Leaves alone what the columns do not tell, such as the id. */
const struct db_cell *row_room_state(const struct db_cell *cell, struct room_state *to);

/*
 * A message whose room and id are known, one whose room is known, and all of one. An outer join
 * that found none leaves the id NULL.
 */
const struct db_cell *row_message_found(
    const struct db_cell *cell, const char *rid, const char *id, struct message *to);
const struct db_cell *row_message_shown(
    const struct db_cell *cell, const char *rid, struct message *to);
const struct db_cell *row_message(const struct db_cell *cell, struct message *to);

#endif
