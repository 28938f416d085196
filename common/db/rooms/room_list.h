/*
 * room_list.h: rooms and messages as an admin sees them.
 */
#ifndef DB_ROOMS_ROOM_LIST_H
#define DB_ROOMS_ROOM_LIST_H

#include "db/rooms/message.h"

struct room_line {
	const char *id;
	const char *fname;
	const char *visitor_username;
	bool open;
	int64_t ts;
	int64_t lm; /* 0: no message yet */
	int64_t msgs;
	const char *served_by; /* username; NULL: waits in the queue */
};

/* Handed a row; its strings are valid only during the call. */
typedef enum db_error room_line_fn(const struct room_line *room, void *arg);

/* Newest first: only open rooms, or all. */
enum db_error db_room_list(
    struct db *db, bool open_only, int64_t limit, room_line_fn *row, void *arg);

/* The last messages of a room, those of the server included, newest first. */
enum db_error db_room_tail(
    struct db *db, const char *rid, int64_t limit, message_row_fn *row, void *arg);

#endif
