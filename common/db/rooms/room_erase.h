/* SPDX-License-Identifier: MIT */
/*
 * room_erase.h: erases a room step by step, so that no transaction holds many rows.
 */
#ifndef DB_ROOMS_ROOM_ERASE_H
#define DB_ROOMS_ROOM_ERASE_H

#include "db/db.h"

enum room_erased {
	ROOM_ERASE_MORE, /* call it again */
	ROOM_ERASE_DONE, /* the room is gone */
	ROOM_ERASE_OPEN, /* nothing was done: the room is open */
};

/*
 * Erases some hundred rows that belong to a closed room, or the room itself when there are none. A
 * reader of the room notices each step. DB_NO_ROW: there is no such room.
 */
DB_CHECKED enum db_error db_room_erase_step(
    struct db *db, const char *rid, enum room_erased *state);

/*
 * Marks all closed rooms, or those of these departments (ids separated by commas; NULL: any), as ones of
 * which somebody has begun to erase, since the time 0: TIDY_HALF_ERASED finds them from now on. *count is
 * how many these are.
 */
DB_CHECKED enum db_error db_rooms_erase_begin(
    struct db *db, const char *departments, int64_t *count);

/* In a transaction of the caller's: erases all of a closed room. DB_NO_ROW as above. */
DB_CHECKED enum db_error room_erase_within(struct db *db, const char *rid);

#endif
