/* SPDX-License-Identifier: MIT */
/*
 * room_list.h: rooms and messages as livechat-admin lists them.
 */
#ifndef DB_ROOMS_ROOM_LIST_H
#define DB_ROOMS_ROOM_LIST_H

#include "db/messages/message.h"

struct room_line {
	const char *id;
	const char *fname;
	const char *visitor_username;
	bool open;
	int64_t ts;
	int64_t lm; /* time of the last message; 0: none yet */
	int64_t msgs;
	const char *served_by; /* the username of the agent; NULL: the room is in the queue */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error room_line_fn(const struct room_line *room, void *arg);

/* Reads open rooms or all rooms, the newest first. */
DB_CHECKED enum db_error db_room_list(
    struct db *db, bool open_only, int64_t limit, room_line_fn *row, void *arg);

/* Reads the last messages of a room including system messages, the newest first. */
DB_CHECKED enum db_error db_room_tail(
    struct db *db, const char *rid, int64_t limit, message_row_fn *row, void *arg);

#endif
