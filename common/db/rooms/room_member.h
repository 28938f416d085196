/* SPDX-License-Identifier: MIT */
/*
 * room_member.h: which users take part in a room.
 */
#ifndef DB_ROOMS_ROOM_MEMBER_H
#define DB_ROOMS_ROOM_MEMBER_H

#include "db/db.h"

/* Makes the user a member of the room; *joined is false when they were one before. */
DB_CHECKED enum db_error db_room_join(
    struct db *db, const char *rid, const char *user_id, int64_t now_ms, bool *joined);
DB_CHECKED enum db_error db_room_is_member(
    struct db *db, const char *rid, const char *user_id, bool *member);

#endif
