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
enum { ROW_VISITOR_LEN = 13, ROW_ROOM_LEN = 33, ROW_SHOWN_LEN = 8, ROW_MESSAGE_LEN = 15 };

/* All strings are copied into the arena; a NULL id leaves the struct empty. */
void row_visitor(struct arena *mem, const struct db_cell *cells, struct visitor *visitor);
void row_room(struct arena *mem, const struct db_cell *cells, struct room *room);

/* The strings point into the cells; db_message_dup() makes them last. */
void row_message(const struct db_cell *cells, struct message *message);
void row_message_shown(const struct db_cell *cells, const char *rid, struct message *message);
void row_message_found(
    const struct db_cell *cells, const char *rid, const char *id, struct message *message);

/*
 * The pattern that finds text literally, LIKE's wildcards in it behind the escape sign '|'.
 * NULL for NULL.
 */
const char *row_like(struct arena *mem, const char *text);

/* A callback for statements that give one number; the argument is an int64_t. */
enum db_error row_number(const struct db_cell *row, void *arg);

#endif
