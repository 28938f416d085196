/* SPDX-License-Identifier: MIT */
/*
 * room_change.h: changes of a room: an agent takes it, it is transferred, put back into the queue
 * or closed. Each is one transaction that moves the room's clock and writes the system messages
 * from which clients learn of it.
 *
 * After a lost connection a transaction is run again. If it was committed before, its condition
 * no longer holds and DB_NO_ROW is returned: callers then look who has made the change.
 */
#ifndef DB_ROOMS_ROOM_CHANGE_H
#define DB_ROOMS_ROOM_CHANGE_H

#include <stddef.h>

#include "db/db.h"
#include "db/messages/message.h"
#include "db/rooms/queue.h"

#define ROOM_EVENT_MESSAGES_MAX 4

struct room_event {
	const char *rid;
	int64_t now_ms;
	/* System messages about the change. Room and times are set when they are written. */
	struct message messages[ROOM_EVENT_MESSAGES_MAX];
	size_t messages_len;
	struct queue_telling telling; /* if the room enters the queue */
	int64_t at_ms;                /* out: the time of the last message */
};

/* Gives a queued room to an agent. DB_NO_ROW: it is not queued or not open, or the agent is gone. */
DB_CHECKED enum db_error db_room_take(
    struct db *db, struct room_event *event, const struct author *agent);

/*
 * Transfers an open room to `agent`, or puts it back into the queue when that is NULL. It changes
 * to that department unless NULL. inquiry_id is used if it has no inquiry. DB_NO_ROW: it is not
 * open, or the agent is deactivated or deleted.
 */
DB_CHECKED enum db_error db_room_transfer(struct db *db, struct room_event *event,
    const struct author *agent, const char *department_id, const char *inquiry_id);

/* In a transaction of the caller's: puts an open room back into the queue, as above. */
DB_CHECKED enum db_error db_room_return_within(
    struct db *db, struct room_event *event, const char *inquiry_id);

struct transcript_wish; /* db/rooms/transcript_wish.h */

struct room_end {
	const char *closer;    /* "visitor" or "user" ... */
	struct author by;      /* ... says who this is */
	const char *tags_json; /* NULL: its tags stay */
	/* The transcript that is mailed instead of one that somebody asked for before; NULL: that one. */
	const struct transcript_wish *transcript;
	bool without_transcript;
};

/*
 * Closes an open room, and stores the duty to mail the transcript that somebody wants. *mails_transcript
 * says whether somebody does. DB_NO_ROW: it is not open.
 */
DB_CHECKED enum db_error db_room_close(
    struct db *db, struct room_event *event, const struct room_end *end, bool *mails_transcript);

/* Writes the system messages. DB_NO_ROW: there is no such room. */
DB_CHECKED enum db_error db_room_notify(struct db *db, struct room_event *event);

/* The same in a transaction of the caller's. */
DB_CHECKED enum db_error room_notify_within(struct db *db, struct room_event *event);

/*
 * Makes a user a member of an open room, and writes the system messages; nothing, if they are one.
 * DB_NO_ROW: it is not open.
 */
DB_CHECKED enum db_error db_room_join(struct db *db, struct room_event *event, const char *user_id);

/*
 * db_room_take(), provided that the agent is the one of db_agent_least_busy(); rooms that are
 * assigned at the same time are counted. DB_NO_ROW as there, or with *outdone: the agent is not.
 */
DB_CHECKED enum db_error db_room_assign(struct db *db, struct arena *mem, struct room_event *event,
    const char *department_id, bool idle_too, const struct author *agent, bool *outdone);

#endif
