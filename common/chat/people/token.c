/* SPDX-License-Identifier: MIT */
#include "chat/people/token.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "db/people/token.h"
#include "db/people/user.h"

/* livechat-admin prints names to terminals, which execute control characters, also those of C1. */
static enum chat_error
name_check(const char *name)
{
	const char *at = name, *end;

	if (!name || !*name)
		return CHAT_NAME_MISSING;
	end = name + strlen(name);
	if (end - name > TOKEN_NAME_MAX_LEN)
		return CHAT_INVALID_NAME;
	while (at < end) {
		uint32_t c = utf8_next(&at, end);

		if (c < ' ' || (c >= 0x7f && c < 0xa0))
			return CHAT_INVALID_NAME;
	}
	return CHAT_OK;
}

/* Returns a new token and sets hash and last_part of the row. */
static const char *
token_new(struct chat *chat, struct token_row *row)
{
	char *token = arena_alloc(chat->mem, AUTH_TOKEN_LEN + 1);
	char *hash = arena_alloc(chat->mem, TOKEN_HASH_LEN + 1);

	auth_token_new(token);
	token_hash(hash, token);
	row->hash = hash;
	row->last_part = token + AUTH_TOKEN_LEN - TOKEN_LAST_PART_LEN;
	return token;
}

enum chat_error
token_create(struct chat *chat, const struct user *user, const char *name, bool bypass_two_factor,
    const char **token)
{
	struct token_row row = { .user_id = user->id,
		.name = name,
		.created_at = chat->now_ms,
		.bypass_two_factor = bypass_two_factor };
	enum chat_error error = name_check(name);
	struct token_row stored;
	struct user_row owner;
	enum db_error db_error;

	if (error)
		return error;
	*token = token_new(chat, &row);
	db_error = db_token_insert(chat->db, &row, user->token_hash);
	/* After a lost connection the row may be the one of this call. */
	if (db_error == DB_EXISTS) {
		db_error = db_user_by_token(chat->db, chat->mem, row.hash, &owner, &stored);
		if (db_error == DB_NO_ROW)
			return CHAT_EXISTS;
	}
	return db_error == DB_NO_ROW ? CHAT_UNAUTHORIZED : chat_error_from_db(db_error);
}

enum chat_error
token_renew(struct chat *chat, const struct user *user, const char *name, const char **token)
{
	struct token_row row = { .user_id = user->id, .name = name, .created_at = chat->now_ms };
	enum chat_error error = name_check(name);
	enum db_error db_error;

	if (error)
		return error;
	*token = token_new(chat, &row);
	db_error = db_token_replace(chat->db, &row);
	return db_error == DB_NO_ROW ? CHAT_NO_TOKEN : chat_error_from_db(db_error);
}

enum chat_error
token_revoke(struct chat *chat, const struct user *user, const char *name)
{
	enum chat_error error = name_check(name);
	enum db_error db_error;

	if (error)
		return error;
	db_error = db_token_delete_named(chat->db, user->id, name, chat->now_ms);
	return db_error == DB_NO_ROW ? CHAT_NO_TOKEN : chat_error_from_db(db_error);
}

static enum db_error
list_row(const struct token_row *token, const char *username, void *arg)
{
	struct json_out *out = arg;

	(void)username;
	json_object(out);
	json_put_string(out, "name", token->name);
	json_put_time(out, "createdAt", token->created_at);
	json_put_string_opt(out, "lastTokenPart", token->last_part);
	json_put_bool(out, "bypassTwoFactor", token->bypass_two_factor);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
token_list_write(struct chat *chat, const struct user *user, struct json_out *out)
{
	enum db_error error;

	json_array(out);
	error = db_token_list(chat->db, user->id, list_row, out);
	json_array_end(out);
	return chat_error_from_db(error);
}
