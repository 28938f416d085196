/* SPDX-License-Identifier: MIT */
/*
 * room_state.h: the few columns of a room that tell whether it has changed.
 */
#ifndef DB_MESSAGES_ROOM_STATE_H
#define DB_MESSAGES_ROOM_STATE_H

#include "db/db.h"
#include "db/people/user.h"

/*
 * As ROOM_STATE_COLUMNS computes it: one column is read faster than three. So it adds ROOM_MISSED to
 * the stage of a room in which the visitor has missed something, and, when the visitor asks, their
 * number of enum seen times ROOM_SEEN.
 */
enum room_stage { ROOM_CLOSED, ROOM_SERVED, ROOM_WAITING };
#define ROOM_MISSED 4
#define ROOM_SEEN 8

struct room_state {
	const char *id;            /* NULL: there is no such room, or it is not the visitor's */
	const char *visitor_token; /* of the room's visitor */
	int64_t version;           /* changes whenever what the room shows does */
	int64_t last_ts;           /* the room's clock: when it was changed last, but for reading */
	int64_t read_ts;           /* an agent has read the room up to this time */
	int64_t stage;             /* one of enum room_stage */
	bool missed;               /* something was said since the visitor has seen the room */
	enum seen seen;            /* how long ago the visitor was seen, when they ask */

	/* Set only when a user asks. */
	int64_t listed;           /* how many messages messages/{rid} lists */
	const char *served_by_id; /* NULL: nobody */
	bool has_member;          /* the user is a member of the room */
	int64_t notes_ts;         /* the time of the newest note; 0: there is none */
};

/*
 * The room `rid` of the visitor with this token; id and visitor_token point to those given.
 * state->id is NULL when it is not a room of this visitor. DB_NO_ROW: no visitor has the token.
 */
DB_CHECKED enum db_error db_room_state_of_visitor(
    struct db *db, const char *token, const char *rid, struct room_state *state);

/*
 * The user whose token has this hash, that token, and the room `rid` as this user sees it, in one
 * round trip. room->id is NULL when there is no such room. DB_NO_ROW: nobody has the token.
 */
DB_CHECKED enum db_error db_user_by_token_at_room(struct db *db, struct arena *mem,
    const char *hash, const char *rid, struct user_row *user, struct token_row *token,
    struct room_state *room);

#endif
