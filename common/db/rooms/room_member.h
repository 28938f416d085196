/* SPDX-License-Identifier: MIT */
/*
 * room_member.h: which users take part in a room.
 */
#ifndef DB_ROOMS_ROOM_MEMBER_H
#define DB_ROOMS_ROOM_MEMBER_H

#include "db/db.h"

DB_CHECKED enum db_error db_room_is_member(
    struct db *db, const char *rid, const char *user_id, bool *member);

/* The members of the room and the agent who serves it, separated by commas. *ids is NULL if there is none. */
DB_CHECKED enum db_error db_room_user_ids(
    struct db *db, struct arena *mem, const char *rid, const char **ids);

#endif
