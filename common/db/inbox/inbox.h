/* SPDX-License-Identifier: MIT */
/*
 * inbox.h: what an agent's page shows: the open rooms that they serve or have joined.
 */
#ifndef DB_INBOX_INBOX_H
#define DB_INBOX_INBOX_H

#include "db/inbox/inbox_state.h"
#include "db/rooms/room.h"

/* A room without what only its page shows, the visitor likewise. */
struct inbox_room {
	struct room room;
	struct visitor visitor;
	struct message last;   /* id NULL: nobody has written yet */
	int64_t unread;        /* messages of the visitor that no agent has read */
	int64_t inbox_version; /* INBOX_SERVED at its last change */
};

/* Called for each room, whose strings are valid during the call only. */
typedef enum db_error inbox_room_fn(const struct inbox_room *room, void *arg);

/* Reads the open rooms that the agent serves and that have changed since, the newest first. */
DB_CHECKED enum db_error db_inbox_served(
    struct db *db, const char *user_id, int64_t since_served, inbox_room_fn *row, void *arg);

/* Reads the open rooms that the agent has joined and does not serve, the newest first. */
DB_CHECKED enum db_error db_inbox_joined(
    struct db *db, const char *user_id, inbox_room_fn *row, void *arg);

/* Reads the ids of both, the newest first, separated by commas. *ids is NULL if there is none. */
DB_CHECKED enum db_error db_inbox_open(
    struct db *db, struct arena *mem, const char *user_id, const char **ids);

/* Called for each room, whose id is valid during the call only. */
typedef enum db_error inbox_departed_fn(const char *rid, int64_t left_at, void *arg);

/* Reads the rooms that have left the agent since, at most 30 days ago, in that order. */
DB_CHECKED enum db_error db_inbox_departed(
    struct db *db, const char *user_id, int64_t since_ms, inbox_departed_fn *row, void *arg);

#endif
