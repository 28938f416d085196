/* SPDX-License-Identifier: MIT */
#include "db/inbox/inbox_state.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "db/rooms/row.h"

bool
inbox_state_parse(const char *text, struct inbox_state *state)
{
	for (size_t i = 0; i < INBOX_NUMBERS; i++) {
		char *end;

		if (!isdigit((unsigned char)*text))
			return false;
		errno = 0;
		state->numbers[i] = strtoll(text, &end, 10);
		if (errno || *end != (i < INBOX_NUMBERS - 1 ? '.' : '\0'))
			return false;
		text = end + 1;
	}
	state->known = true;
	return true;
}

/* The agent serves nobody who could go away. */
#define NO_LAPSE INT64_C(9000000000000000)

/*
 * Gives the inbox its next version if visitors have gone away since the last time. They cannot say so
 * themselves. While the inbox is locked nobody comes back and no room comes to the agent unnoticed.
 */
static enum db_error
lapses_in_transaction(struct db *db, void *arg)
{
	const struct db_arg *user = arg;
	struct db_cell lock[2], lapses[2];
	struct db_arg from, now, next;
	enum db_error error = db_one(db, NULL, SQL_INBOX_LAPSE_LOCK, user, 1, lock, 2);

	if (error)
		return error;
	from = db_int(lock[0].number);
	now = db_int(lock[1].number);
	error = db_one(db, NULL, SQL_INBOX_LAPSES, DB_ARGS(from, now, now, *user), lapses, 2);
	next = db_int(lapses[1].is_null ? NO_LAPSE : lapses[1].number);
	if (!error && lapses[0].number > 0)
		error = db_exec(db, SQL_INBOX_NOTE_LAPSED, DB_ARGS(from, now, *user), NULL);
	return error ? error
		     : db_exec(db, SQL_INBOX_COUNT_LAPSED,
			   DB_ARGS(db_int(lapses[0].number > 0), next, *user), NULL);
}

enum db_error
db_inbox_begin(struct db *db, struct arena *mem, const char *user_id, struct inbox_state *state)
{
	struct db_arg user = db_text(user_id);
	struct db_cell row[1];
	enum db_error error, noted = db_exec(db, SQL_INBOX_ADD, DB_ARGS(user), NULL);

	*state = (struct inbox_state){ 0 };
	if (!noted)
		noted = db_transaction(db, lapses_in_transaction, &user);
	error = db_one(db, mem, SQL_INBOX_STATE, DB_ARGS(user), row, 1);
	/* What is there can be read from a database that refuses to write. */
	if (error == DB_NO_ROW)
		return noted ? noted : DB_BUG;
	if (!error && !inbox_state_parse(row[0].bytes, state))
		return DB_BUG;
	return error;
}

enum db_error
db_user_by_token_at_inbox(struct db *db, struct arena *mem, const char *hash, struct user_row *user,
    struct token_row *token, struct inbox_state *inbox)
{
	enum { LEN = BEARER_LEN + TOKEN_LEN + 1 };
	struct db_cell row[LEN];
	const struct db_cell *cell;
	enum db_error error =
	    db_one(db, mem, SQL_USER_BY_TOKEN_AT_INBOX, DB_ARGS(db_text(hash)), row, LEN);

	cell = row_token(row_bearer(row, user), user->id, token);
	*inbox = (struct inbox_state){ 0 };
	if (!error && cell->bytes && !inbox_state_parse(cell->bytes, inbox))
		return DB_BUG;
	return error;
}
