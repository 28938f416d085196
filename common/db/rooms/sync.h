/*
 * sync.h: what has changed in a room since a point on its clock.
 */
#ifndef DB_ROOMS_SYNC_H
#define DB_ROOMS_SYNC_H

#include "db/rooms/message.h"

struct sync_query {
	const char *token; /* of the room's visitor */
	const char *rid;
	int64_t since_ms;         /* exclusive */
	const char *hidden_types; /* comma separated; never NULL */
	int64_t limit;            /* of what was written or changed, and likewise of removals */
};

/* Handed a change; the message's strings live in the arena. */
typedef enum db_error sync_row_fn(
    int64_t at_ms, bool removed, const struct message *message, void *arg);

/*
 * First what was written or changed, then what was removed (of which nothing is known but the
 * id), each the oldest first; and the room as it was then. A message of type "rm" comes even if
 * its type is hidden. DB_NO_ROW: nobody has the token; room->id NULL: the room is not his.
 */
enum db_error db_sync(struct db *db, struct arena *mem, const struct sync_query *query,
    sync_row_fn *row, void *arg, struct room_state *room);

#endif
