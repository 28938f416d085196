/* SPDX-License-Identifier: MIT */
#include "db/people/token.h"

#include "db/mysql/stmt.h"

enum db_error
db_token_insert(struct db *db, const struct token_row *token)
{
	return db_exec(db, SQL_TOKEN_INSERT,
	    DB_ARGS(db_text(token->hash), db_text(token->user_id), db_text(token->name),
		db_int(token->created_at),
		db_int_or_null(token->expires_at != 0, token->expires_at),
		db_text(token->last_part), db_int(token->bypass_two_factor)),
	    NULL);
}

enum db_error
db_token_replace(struct db *db, const struct token_row *token)
{
	return db_change(db, SQL_TOKEN_REPLACE,
	    DB_ARGS(db_text(token->hash), db_text(token->last_part), db_int(token->created_at),
		db_text(token->user_id), db_text(token->name)));
}

static enum db_error
user_arrive(struct db *db, const char *user_id, bool take_chats, int64_t now_ms)
{
	return db_change(
	    db, SQL_USER_ARRIVE, DB_ARGS(db_int(take_chats), db_int(now_ms), db_text(user_id)));
}

struct session_change {
	const struct token_row *token;
	int64_t now_ms;
	bool take_chats;
};

static enum db_error
begin_in_transaction(struct db *db, void *arg)
{
	struct session_change *change = arg;
	const struct token_row *token = change->token;
	enum db_error error;

	/* The user is written first: another login or logout of theirs waits for the row. */
	error = user_arrive(db, token->user_id, change->take_chats, change->now_ms);
	if (!error)
		error = db_exec(db, SQL_TOKEN_DELETE_EXPIRED,
		    DB_ARGS(db_text(token->user_id), db_int(change->now_ms)), NULL);
	if (!error)
		error = db_token_insert(db, token);
	/* Only an earlier attempt of this transaction can have inserted the same hash. */
	return error == DB_EXISTS ? DB_OK : error;
}

enum db_error
db_session_begin(struct db *db, const struct token_row *token, bool take_chats)
{
	struct session_change change = { token, token->created_at, take_chats };

	return db_transaction(db, begin_in_transaction, &change);
}

enum db_error
db_session_resume(struct db *db, const char *user_id, int64_t now_ms)
{
	return user_arrive(db, user_id, false, now_ms);
}

static enum db_error
end_in_transaction(struct db *db, void *arg)
{
	struct session_change *change = arg;
	const char *user_id = change->token->user_id;
	enum db_error error;

	error = db_exec(db, SQL_TOKEN_DELETE, DB_ARGS(db_text(change->token->hash)), NULL);
	if (!error)
		error = db_exec(db, SQL_USER_LEAVE,
		    DB_ARGS(db_int(change->now_ms), db_text(user_id), db_int(change->now_ms)),
		    NULL);
	return error;
}

enum db_error
db_session_end(struct db *db, const char *hash, const char *user_id, int64_t now_ms)
{
	const struct token_row token = { .hash = hash, .user_id = user_id };
	struct session_change change = { &token, now_ms, false };

	return db_transaction(db, end_in_transaction, &change);
}

enum db_error
db_token_delete_named(struct db *db, const char *user_id, const char *name)
{
	return db_change(db, SQL_TOKEN_DELETE_NAMED, DB_ARGS(db_text(user_id), db_text(name)));
}

struct token_listing {
	token_row_fn *row;
	void *arg;
};

static enum db_error
token_list_row(const struct db_cell *row, void *arg)
{
	struct token_listing *listing = arg;
	struct token_row token = { .hash = row[0].bytes,
		.user_id = row[1].bytes,
		.name = row[2].bytes,
		.created_at = row[3].number,
		.expires_at = row[4].number,
		.last_part = row[5].bytes,
		.bypass_two_factor = row[6].number != 0 };

	return listing->row(&token, row[7].bytes, listing->arg);
}

enum db_error
db_token_list(struct db *db, const char *user_id, token_row_fn *row, void *arg)
{
	struct token_listing listing = { row, arg };

	return db_query(db, SQL_TOKEN_LIST, DB_ARGS(db_text(user_id), db_text(user_id)),
	    token_list_row, &listing);
}
