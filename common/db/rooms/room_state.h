/*
 * room_state.h: the little of a room's row that says whether anything has changed in it.
 */
#ifndef DB_ROOMS_ROOM_STATE_H
#define DB_ROOMS_ROOM_STATE_H

#include "db/db.h"
#include "db/people/user.h"

struct room_state {
	const char *id;            /* NULL: there is no such room, or not for who asks */
	const char *visitor_token; /* of the room's visitor */
	int64_t version;           /* another one after each change of what the room shows */
	int64_t last_ts;           /* when it was changed last; reading is no change here */
	int64_t read_ts;           /* an agent has read up to here */
	bool open;

	/* only as a user sees it */
	int64_t listed;           /* messages that messages/{rid} lists */
	const char *served_by_id; /* NULL: nobody */
	bool has_member;          /* the user has joined it */
};

/*
 * The room `rid` of the visitor with this token, read by its primary key alone; its id and token
 * are those given. DB_NO_ROW: no visitor has the token; an id that is NULL: it is not a room of
 * his.
 */
enum db_error db_room_state_of_visitor(
    struct db *db, const char *token, const char *rid, struct room_state *state);

/*
 * The user to whom a token with this hash belongs, and the room `rid` as this user sees it, in one
 * round trip; room->id is NULL when there is no such room. DB_NO_ROW: nobody has the token.
 */
enum db_error db_user_by_token_at_room(struct db *db, struct arena *mem, const char *hash,
    const char *rid, struct user_row *user, struct token_row *token, struct room_state *room);

#endif
