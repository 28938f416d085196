/* SPDX-License-Identifier: MIT */
/*
 * inbox_touch.h: notes in a transaction what it changes for agents, for the files of folder db only.
 * inbox/inbox.h reads it.
 *
 * Whatever changes what an agent sees of a room that they serve gives the agent's inbox its next
 * version, and notes that version with the room. What enters or leaves a queue, or is renamed there,
 * changes the queue's version. Both rows stay locked until the commit, so versions become visible
 * in their order and with all that belongs to them. They are written after the room's own row.
 */
#ifndef DB_INBOX_TOUCH_H
#define DB_INBOX_TOUCH_H

#include "db/db.h"

/* The agent who serves the room sees a change. room_clock_move() calls it, and room_set.h for several. */
DB_CHECKED enum db_error inbox_touch_room(struct db *db, const char *rid);

/* The room has come to the agent who serves it. */
DB_CHECKED enum db_error inbox_room_comes(struct db *db, const char *rid);

/*
 * The room has entered the queue of its department, or left the one in which its inquiry is, or both. To
 * be called after all else, but before its inquiry is written.
 */
DB_CHECKED enum db_error queue_touch_room(struct db *db, const char *rid);

/*
 * To be called before a room is given to another agent, or to nobody (NULL): it locks the room, which
 * leaves the agent who serves it.
 */
DB_CHECKED enum db_error inbox_room_leaves(
    struct db *db, const char *rid, const char *to_agent, int64_t now_ms);

/* To be called after a room was closed: it leaves its agent and members, or the queue, as above. */
DB_CHECKED enum db_error inbox_room_ends(struct db *db, const char *rid, int64_t now_ms);

#endif
