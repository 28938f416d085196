/* SPDX-License-Identifier: MIT */
/*
 * sync.h: what has changed in a room since a time of its clock.
 */
#ifndef DB_MESSAGES_SYNC_H
#define DB_MESSAGES_SYNC_H

#include "db/messages/message.h"

struct sync_query {
	const char *token; /* of the room's visitor */
	const char *rid;
	int64_t since_ms;         /* exclusive */
	const char *hidden_types; /* comma separated; never NULL */
	int64_t limit;            /* of new and changed messages, and likewise of deleted ones */
	size_t bytes; /* of the new and changed messages together, but at least one is read */
};

/* Called for each change. The strings of the message live in the arena. */
typedef enum db_error sync_row_fn(
    int64_t at_ms, bool removed, const struct message *message, void *arg);

/*
 * Reads new and changed messages, then deleted ones, of which only the id is known, both the oldest
 * first; and the state of the room at that time. *cut_ms is the time of the earliest change that
 * was left out because of query->bytes; INT64_MAX: none was. Messages of type "rm" are read even if
 * that type is hidden. room->id is NULL when it is not a room of this visitor. DB_NO_ROW: no
 * visitor has the token.
 */
DB_CHECKED enum db_error db_sync(struct db *db, struct arena *mem, const struct sync_query *query,
    sync_row_fn *row, void *arg, struct room_state *room, int64_t *cut_ms);

#endif
