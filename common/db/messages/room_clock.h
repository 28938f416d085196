/* SPDX-License-Identifier: MIT */
/*
 * room_clock.h: statements that move a room's clock, rooms.last_ts; for the files of folder db.
 *
 * Each change of a room takes a millisecond of its clock, so more than 1,000 changes a second
 * move it ahead of the wall clock. It never gets further ahead than ROOM_CLOCK_AHEAD_MAX_MS:
 * changes that would be stored under a later time have to wait.
 */
#ifndef DB_MESSAGES_ROOM_CLOCK_H
#define DB_MESSAGES_ROOM_CLOCK_H

#include "db/mysql/stmt.h"

#define ROOM_CLOCK_AHEAD_MAX_MS 1000

/* Whether a change may be stored under this time already. */
bool room_clock_allows(int64_t ts);

/*
 * db_exec() of a statement that changes the room `rid` and leaves its clock's new value in
 * LAST_INSERT_ID(), in a transaction, which then also writes that the inbox of the room's agent has
 * changed. Where the clock is too far ahead it returns DB_DOWN, and db_transaction() rolls back,
 * waits without holding the room's row and starts again.
 */
DB_CHECKED enum db_error room_clock_move(struct db *db, const char *rid, enum sql sql,
    const struct db_arg *args, size_t args_len, struct db_outcome *room);

#endif
