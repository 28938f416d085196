/*
 * desk.h: what happens to a room besides messages: it is taken, handed on, put back into the
 * queue, closed. Each is one transaction that moves the room's clock and writes the messages
 * by which clients learn of it.
 *
 * All may be run again after a lost connection: a change that was made already is reported as
 * DB_NO_ROW, since its condition no longer holds; the caller then looks who made it.
 */
#ifndef DB_ROOMS_DESK_H
#define DB_ROOMS_DESK_H

#include <stddef.h>

#include "db/db.h"
#include "db/rooms/message.h"
#include "db/rooms/room.h"

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

/* Makes the user a participant; *joined says whether he was none before. */
enum db_error db_room_join(
    struct db *db, const char *rid, const char *user_id, int64_t now_ms, bool *joined);
enum db_error db_room_is_member(struct db *db, const char *rid, const char *user_id, bool *member);

/* --- The queue --------------------------------------------------------------------------- */

struct inquiry {
	const char *id; /* NULL: there is none */
	const char *rid;
	const char *name;
	const char *status;        /* queued, taken */
	const char *department_id; /* NULL: none */
	int64_t ts;
	int64_t updated_at;
};

/* DB_NO_ROW when there is none. */
enum db_error db_inquiry_get(
    struct db *db, struct arena *mem, const char *id, struct inquiry *inquiry);
enum db_error db_inquiry_of_room(
    struct db *db, struct arena *mem, const char *rid, struct inquiry *inquiry);

struct inquiry_list {
	const char *department_id; /* NULL: all */
	const char *user_id; /* not NULL: what this agent may take: his departments' and none's */
	int64_t limit;
	int64_t offset;
};

/* Handed a row; its strings are valid only during the call. */
typedef enum db_error inquiry_row_fn(const struct inquiry *inquiry, void *arg);

/* Queued ones, the oldest first, and how many there are in all. */
enum db_error db_inquiry_list(
    struct db *db, const struct inquiry_list *list, inquiry_row_fn *row, void *arg, int64_t *total);

/* --- Agents ------------------------------------------------------------------------------ */

/*
 * The available agent with the fewest open rooms, of that department unless NULL; not
 * `except_id`. DB_NO_ROW: nobody.
 */
enum db_error db_agent_least_busy(struct db *db, struct arena *mem, const char *department_id,
    const char *except_id, struct author *agent);

/*
 * Gives a queued room to that agent as long as he is the one of db_agent_least_busy(); of
 * several rooms that are given out at once each sees where the others went. *outdone: he is not,
 * and nothing was done; DB_NO_ROW then, too, and as by db_room_take().
 */
enum db_error db_room_assign(struct db *db, struct arena *mem, struct room_event *event,
    const char *department_id, const struct author *agent, bool *outdone);

#endif
