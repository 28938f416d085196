/* SPDX-License-Identifier: MIT */
/*
 * queue.h: a room enters the queue: when it is opened, transferred to a department, or put back because
 * its agent wants so or is an agent no more. Whatever follows from it follows from all of these.
 */
#ifndef DB_ROOMS_QUEUE_H
#define DB_ROOMS_QUEUE_H

#include "db/db.h"

/*
 * The kinds of the duties to tell agents that a visitor waits, by mail and in their browsers; their ref
 * is the room.
 */
#define DUTY_WAITING "waiting"
#define DUTY_ALERT "alert"

/* When these duties are due of a room that enters the queue; 0: there is none. */
struct queue_telling {
	int64_t waiting_at;
	int64_t alert_at;
};

/*
 * In a transaction that has written all of the room but its inquiry: stores the duties, and counts the
 * version of the queue, and of the one that the room has left. What was to be told of an earlier stay is told of this one, at its time.
 */
DB_CHECKED enum db_error queue_enter(
    struct db *db, const char *rid, const struct queue_telling *telling);

#endif
