/*
 * row.h: from columns to structs, for the files of this folder. The column lists that belong
 * to these functions are the macros at the top of sql.c.
 */
#ifndef DB_ROOMS_ROW_H
#define DB_ROOMS_ROW_H

#include "db/rooms/message.h"
#include "db/rooms/room.h"
#include "db/mysql/stmt.h"
#include "db/people/visitor.h"

/* How many columns each takes. */
enum { ROW_ROOM_LEN = 33, ROW_SHOWN_LEN = 8, ROW_MESSAGE_LEN = 15 };

void row_room(struct arena *mem, const struct db_cell *cells, struct room *room);

/* The strings point into the cells; db_message_dup() makes them last. */
void row_message(const struct db_cell *cells, struct message *message);
void row_message_shown(const struct db_cell *cells, const char *rid, struct message *message);
void row_message_found(
    const struct db_cell *cells, const char *rid, const char *id, struct message *message);

#endif
