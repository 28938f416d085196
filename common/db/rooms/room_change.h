/*
 * room_change.h: what happens to a room besides messages: it is taken, handed on, put back into the
 * queue, closed. Each is one transaction that moves the room's clock and writes the messages
 * by which clients learn of it.
 *
 * All may be run again after a lost connection: a change that was made already is reported as
 * DB_NO_ROW, since its condition no longer holds; the caller then looks who made it.
 */
#ifndef DB_ROOMS_ROOM_CHANGE_H
#define DB_ROOMS_ROOM_CHANGE_H

#include <stddef.h>

#include "db/db.h"
#include "db/rooms/message.h"

#define ROOM_NOTICES_MAX 4

struct room_event {
	const char *rid;
	int64_t now_ms;
	struct message
	    notices[ROOM_NOTICES_MAX]; /* tell of the change; room and times are filled in */
	size_t notices_len;
	bool joined;   /* of db_room_notify: by somebody who takes part from now on */
	int64_t at_ms; /* out: the room's time of the last notice */
};

/* Gives a queued room to an agent. DB_NO_ROW: it is not queued, or not open. */
enum db_error db_room_take(struct db *db, struct room_event *event, const struct author *agent);

/*
 * Hands an open room on: to `agent`, or back into the queue when that is NULL; into that
 * department unless NULL. DB_NO_ROW: it is not open.
 */
enum db_error db_room_transfer(struct db *db, struct room_event *event, const struct author *agent,
    const char *department_id, const char *inquiry_id);

/*
 * Who ends a conversation: "visitor" or "user", and which. tags_json NULL: its tags stay.
 * DB_NO_ROW: it is not open.
 */
enum db_error db_room_close(struct db *db, struct room_event *event, const char *closer,
    const struct author *closed_by, const char *tags_json);

/* Writes notices, and nothing else but that somebody joined. DB_NO_ROW: there is no such room. */
enum db_error db_room_notify(struct db *db, struct room_event *event);

/*
 * Gives a queued room to that agent as long as he is the one of db_agent_least_busy(); of
 * several rooms that are given out at once each sees where the others went. *outdone: he is not,
 * and nothing was done; DB_NO_ROW then, too, and as by db_room_take().
 */
enum db_error db_room_assign(struct db *db, struct arena *mem, struct room_event *event,
    const char *department_id, const struct author *agent, bool *outdone);

#endif
