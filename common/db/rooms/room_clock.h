/*
 * room_clock.h: statements that move a room's clock, rooms.last_ts; for the files of this folder.
 *
 * Each change of a room takes a millisecond of its clock for itself, so more than 1,000 a second
 * push it ahead of the wall clock. It is held back there: nothing is stored under a time that lies
 * further ahead than ROOM_CLOCK_AHEAD_MAX_MS.
 */
#ifndef DB_ROOMS_ROOM_CLOCK_H
#define DB_ROOMS_ROOM_CLOCK_H

#include "db/mysql/stmt.h"

#define ROOM_CLOCK_AHEAD_MAX_MS 1000

/* Whether that point of a room's clock may be given to a change already. */
bool room_clock_allows(int64_t ts);

/*
 * db_exec() of a statement that leaves the clock's new value in LAST_INSERT_ID(), in a
 * transaction. Where the clock is too far ahead it returns DB_DOWN, and db_transaction() rolls
 * back, waits without holding the room's row and starts again.
 */
enum db_error room_clock_move(struct db *db, enum sql sql, const struct db_arg *args,
    size_t args_len, struct db_outcome *room);

#endif
