/*
 * reparse.h: rows for a walk over all messages that derives anew what their texts mean.
 */
#ifndef DB_ROOMS_REPARSE_H
#define DB_ROOMS_REPARSE_H

#include "base/ids.h"
#include "db/rooms/message.h"

/* How far the walk has come. There is one such row, or none when no walk is under way. */
struct reparse_place {
	char run[ID_LEN + 1];     /* which process walks: it alone may move the place */
	char rid[ID_MAX_LEN + 1]; /* the last message seen; empty: none yet */
	int64_t ts;
	int64_t seen; /* messages so far */
	int64_t changed;
	int64_t started_at;
};

/* DB_NO_ROW: no walk is under way. */
enum db_error db_reparse_get(struct db *db, struct arena *mem, struct reparse_place *place);

/*
 * Makes the process named in place->run the one that walks, from where the last one came to,
 * or from the beginning with the time in place->started_at; sets the rest of *place.
 */
enum db_error db_reparse_take(struct db *db, struct arena *mem, struct reparse_place *place);

/* In the transaction that brought the walk there. DB_NO_ROW: another process has taken over. */
enum db_error db_reparse_move(struct db *db, const struct reparse_place *place);

/* Forgets the walk of this run; NULL: of any. */
enum db_error db_reparse_forget(struct db *db, const char *run);

/* How many messages of people there are, in one room or (NULL) in all. DB_NO_ROW: no such room. */
enum db_error db_reparse_count(struct db *db, const char *rid, int64_t *count);

/*
 * Messages of people with text that follow the place in the order of the primary key; `limit`
 * is above zero. With room they are of place->rid alone. Set in each: id, rid, ts, msg,
 * by_visitor, updated_at and what was derived. The callback ends the page with DB_NO_ROW.
 */
enum db_error db_reparse_page(struct db *db, const struct reparse_place *place, bool room,
    int64_t limit, message_row_fn *row, void *arg);

/*
 * In a transaction: takes `count` points of the room's clock, *last_ts is the last of them, and
 * one version. DB_NO_ROW: there is no such room.
 */
enum db_error db_reparse_room_take(
    struct db *db, const char *rid, int64_t count, int64_t now_ms, int64_t *last_ts);

/*
 * Writes what was derived, and changed_at as updated_at, unless updated_at is no longer
 * what it was when the message was read: then DB_NO_ROW.
 */
enum db_error db_reparse_write(struct db *db, const struct message *message, int64_t changed_at);

#endif
