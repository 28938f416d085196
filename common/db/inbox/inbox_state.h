/* SPDX-License-Identifier: MIT */
/*
 * inbox_state.h: the few numbers that tell whether anything has changed for an agent.
 * inbox_touch.h says who writes them.
 */
#ifndef DB_INBOX_INBOX_STATE_H
#define DB_INBOX_INBOX_STATE_H

#include "db/db.h"
#include "db/people/user.h"

#define INBOX_NUMBERS 5

enum inbox_number {
	INBOX_SERVED,      /* grows with each change of a room that the agent serves */
	INBOX_ROOMS,       /* grows when a room comes to the agent or leaves */
	INBOX_DEPARTMENTS, /* grows when the agent joins or leaves a department */
	INBOX_QUEUES,      /* grows with the queues of these departments, and of no department */
	INBOX_JOINED,      /* changes with the rooms that the agent has joined */
};

struct inbox_state {
	/* False: the user has not asked before, so nobody writes the numbers; or they are to be written. */
	bool known;
	int64_t numbers[INBOX_NUMBERS]; /* none is negative */
};

/*
 * Reads digits, joined by dots, as the numbers and nothing else, and sets state->known. Returns
 * false for any other text.
 */
bool inbox_state_parse(const char *text, struct inbox_state *state);

/*
 * Inserts the user's row, from which on changes are noted; notes which visitors have gone away since the
 * last time, which nobody else does; and reads the state.
 */
DB_CHECKED enum db_error db_inbox_begin(
    struct db *db, struct arena *mem, const char *user_id, struct inbox_state *state);

/*
 * The user whose token has this hash, that token, and the state of their inbox, in one round trip by
 * key. It is not known, either, when a visitor may have gone away since the last time. DB_NO_ROW: nobody has the token.
 */
DB_CHECKED enum db_error db_user_by_token_at_inbox(struct db *db, struct arena *mem,
    const char *hash, struct user_row *user, struct token_row *token, struct inbox_state *inbox);

#endif
