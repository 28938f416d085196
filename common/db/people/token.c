/* SPDX-License-Identifier: MIT */
#include "db/people/token.h"

#include "db/mysql/stmt.h"

static enum db_error
token_insert(struct db *db, const struct token_row *token)
{
	return db_exec(db, SQL_TOKEN_INSERT,
	    DB_ARGS(db_text(token->hash), db_text(token->user_id), db_text(token->name),
		db_int(token->created_at),
		db_int_or_null(token->expires_at != 0, token->expires_at),
		db_text(token->last_part), db_int(token->bypass_two_factor),
		db_int_or_null(token->name == NULL, token->created_at), db_text(token->ip),
		db_text(token->user_agent)),
	    NULL);
}

enum db_error
db_user_leave_wholly(struct db *db, const char *user_id, int64_t now_ms)
{
	return db_exec(db, SQL_USER_LEAVE_WHOLLY, DB_ARGS(db_int(now_ms), db_text(user_id)), NULL);
}

struct insertion {
	const struct token_row *token;
	const char *by_hash;
};

/* The user is locked first, as by a change of the password, which then ends tokens. */
static enum db_error
insert_in_transaction(struct db *db, void *arg)
{
	const struct insertion *insertion = arg;
	const struct token_row *token = insertion->token;
	struct db_cell found;
	/* The program that gets the token is not there because an earlier one was. */
	enum db_error error = db_user_leave_wholly(db, token->user_id, token->created_at);

	if (!error && insertion->by_hash)
		error = db_one(
		    db, NULL, SQL_TOKEN_LOCK, DB_ARGS(db_text(insertion->by_hash)), &found, 1);
	return error ? error : token_insert(db, token);
}

enum db_error
db_token_insert(struct db *db, const struct token_row *token, const char *by_hash)
{
	struct insertion insertion = { token, by_hash };

	return db_transaction(db, insert_in_transaction, &insertion);
}

enum db_error
db_token_replace(struct db *db, const struct token_row *token)
{
	return db_change(db, SQL_TOKEN_REPLACE,
	    DB_ARGS(db_text(token->hash), db_text(token->last_part), db_int(token->created_at),
		db_text(token->user_id), db_text(token->name)));
}

static enum db_error
user_arrive(struct db *db, const char *user_id, const char *verified_hash, bool by_program,
    bool take_chats, int64_t now_ms)
{
	return db_change(db, SQL_USER_ARRIVE,
	    DB_ARGS(db_int(take_chats), db_int(by_program), db_int(take_chats), db_int(now_ms),
		db_text(user_id), db_text(verified_hash)));
}

enum db_error
db_user_leave(struct db *db, const char *user_id, int64_t now_ms)
{
	return db_exec(db, SQL_USER_LEAVE, DB_ARGS(db_int(now_ms), db_text(user_id)), NULL);
}

enum db_error
db_user_lock(struct db *db, const char *user_id)
{
	int64_t locked;

	return db_number(db, SQL_USER_LOCK, DB_ARGS(db_text(user_id)), &locked);
}

struct session_change {
	const struct token_row *token;
	const struct login_proof *proof; /* of a login */
	int64_t now_ms;
	bool take_chats;
};

static enum db_error
begin_in_transaction(struct db *db, void *arg)
{
	struct session_change *change = arg;
	const struct token_row *token = change->token;
	const struct login_proof *proof = change->proof;
	enum db_error error;

	/* The user is written first: another login or logout of theirs waits for the row. */
	error = user_arrive(
	    db, token->user_id, proof->verified_hash, false, change->take_chats, change->now_ms);
	if (!error)
		error = db_exec(db, SQL_TOKEN_DELETE_EXPIRED,
		    DB_ARGS(db_text(token->user_id), db_int(change->now_ms)), NULL);
	if (!error)
		error = token_insert(db, token);
	/* Only an earlier attempt of this transaction can have inserted the same hash; it has used the nonce, too. */
	if (error == DB_EXISTS)
		return DB_OK;
	if (!error && proof->nonce_hash)
		error = db_exec(db, SQL_SIGNED_LOGIN_USE,
		    DB_ARGS(db_text(proof->nonce_hash), db_int(proof->nonce_expires_at)), NULL);
	return error;
}

enum db_error
db_session_begin(
    struct db *db, const struct token_row *token, const struct login_proof *proof, bool take_chats)
{
	struct session_change change = { token, proof, token->created_at, take_chats };

	return db_transaction(db, begin_in_transaction, &change);
}

enum db_error
db_signed_login_used(struct db *db, const char *nonce_hash, bool *used)
{
	int64_t count = 0;
	enum db_error error =
	    db_number(db, SQL_SIGNED_LOGIN_USED, DB_ARGS(db_text(nonce_hash)), &count);

	*used = count != 0;
	return error;
}

enum db_error
db_session_resume(
    struct db *db, const char *user_id, const char *hash, bool by_program, int64_t now_ms)
{
	/* Whether a program takes chats is not what an agent said whose login is over. */
	enum db_error error =
	    by_program ? db_user_leave_wholly(db, user_id, now_ms)
		       : db_exec(db, SQL_TOKEN_USED, DB_ARGS(db_int(now_ms), db_text(hash)), NULL);

	return error ? error : user_arrive(db, user_id, NULL, by_program, false, now_ms);
}

static enum db_error
end_in_transaction(struct db *db, void *arg)
{
	struct session_change *change = arg;
	enum db_error error = db_user_lock(db, change->token->user_id);

	if (!error)
		error = db_exec(db, SQL_TOKEN_DELETE, DB_ARGS(db_text(change->token->hash)), NULL);
	return error ? error : db_user_leave(db, change->token->user_id, change->now_ms);
}

enum db_error
db_session_end(struct db *db, const char *hash, const char *user_id, int64_t now_ms)
{
	const struct token_row token = { .hash = hash, .user_id = user_id };
	struct session_change change = { .token = &token, .now_ms = now_ms };

	return db_transaction(db, end_in_transaction, &change);
}

static enum db_error
delete_named_in_transaction(struct db *db, void *arg)
{
	struct session_change *change = arg;
	const struct token_row *token = change->token;
	enum db_error error = db_user_lock(db, token->user_id);

	if (!error)
		error = db_change(db, SQL_TOKEN_DELETE_NAMED,
		    DB_ARGS(db_text(token->user_id), db_text(token->name)));

	return error ? error : db_user_leave_wholly(db, token->user_id, change->now_ms);
}

enum db_error
db_token_delete_named(struct db *db, const char *user_id, const char *name, int64_t now_ms)
{
	const struct token_row token = { .user_id = user_id, .name = name };
	struct session_change change = { .token = &token, .now_ms = now_ms };

	return db_transaction(db, delete_named_in_transaction, &change);
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
