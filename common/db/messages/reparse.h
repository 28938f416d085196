/* SPDX-License-Identifier: MIT */
/*
 * reparse.h: rows for livechat-admin reparse, which walks over all messages and parses their texts
 * again.
 */
#ifndef DB_MESSAGES_REPARSE_H
#define DB_MESSAGES_REPARSE_H

#include "base/crypto/ids.h"
#include "db/messages/message.h"

/* How far the walk has come. Its table has one row, or none when no walk is under way. */
struct reparse_place {
	char run[ID_LEN + 1]; /* the id of the process that walks: only that may move the place */
	char rid[ID_MAX_LEN + 1]; /* of the last message that was read; empty: none yet */
	int64_t ts;
	int64_t seen; /* how many were read so far */
	int64_t changed;
	int64_t started_at;
};

/* DB_NO_ROW: no walk is under way. */
DB_CHECKED enum db_error db_reparse_get(
    struct db *db, struct arena *mem, struct reparse_place *place);

/*
 * Makes the process place->run the one that walks. It goes on where the last one stopped, or begins
 * at place->started_at. Sets the other members of *place.
 */
DB_CHECKED enum db_error db_reparse_take(
    struct db *db, struct arena *mem, struct reparse_place *place);

/* To be called in the transaction of the step. DB_NO_ROW: another process has taken over. */
DB_CHECKED enum db_error db_reparse_move(struct db *db, const struct reparse_place *place);

/* Ends the walk of this process; NULL: of any. */
DB_CHECKED enum db_error db_reparse_forget(struct db *db, const char *run);

/* How many messages of people a room has, or all rooms (NULL). DB_NO_ROW: there is no such room. */
DB_CHECKED enum db_error db_reparse_count(struct db *db, const char *rid, int64_t *count);

/*
 * Reads messages of people that have a text and follow the place in the order of the primary key,
 * of place->rid alone if `room`. `limit` is above 0. All members are set but those that the room's
 * row has, token and read_ts. The callback may end the page with DB_NO_ROW.
 */
DB_CHECKED enum db_error db_reparse_page(struct db *db, const struct reparse_place *place,
    bool room, int64_t limit, message_row_fn *row, void *arg);

/*
 * In a transaction: moves the room's clock by `count` at least, so that as many changes get times
 * of their own, of which *last_ts is the last. DB_NO_ROW: there is no such room.
 */
DB_CHECKED enum db_error db_reparse_room_take(
    struct db *db, const char *rid, int64_t count, int64_t now_ms, int64_t *last_ts);

/*
 * Writes shown_json, with changed_at as updated_at. DB_NO_ROW: updated_at is not what it was when
 * the message was read, so that it was changed or deleted meanwhile.
 */
DB_CHECKED enum db_error db_reparse_write(
    struct db *db, const struct message *message, int64_t changed_at);

#endif
