/* SPDX-License-Identifier: MIT */
#include "chat/people/session.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/hours/agent_hours.h"
#include "chat/people/avatar.h"
#include "chat/people/password.h"
#include "chat/people/team.h"
#include "db/people/presence.h"
#include "db/people/token.h"
#include "db/people/user.h"

#define DAY_MS INT64_C(86400000)
#define NAME_COMPARED_LEN 128 /* the bytes that names of nobody have to share */

/*
 * The same for all ways to name a user; and for names of nobody that differ in case at most, so
 * that limits do not show who exists.
 */
static const char *
account_key(struct arena *mem, const struct user_row *row, const char *name)
{
	char *lower;

	if (row)
		return arena_join(mem, (const char *const[]){ "id ", row->id, NULL });
	lower = arena_strndup(mem, name, utf8_cut(name, strlen(name), NAME_COMPARED_LEN));
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return arena_join(mem, (const char *const[]){ "name ", lower, NULL });
}

/*
 * The database takes some letters for the upper case of those of ASCII, such as the Kelvin sign of
 * k, so the name is compared again.
 */
enum chat_error
account_find(struct chat *chat, const struct credentials *credentials, struct account *account)
{
	struct user_row *row = arena_alloc(chat->mem, sizeof(*row));
	const char *name = credentials->username, *found;
	enum db_error error;

	if (name) {
		error = db_user_by_login_name(chat->db, chat->mem, name, row);
	} else {
		name = mail_address_sought(chat->mem, credentials->email);
		error = db_user_by_email(chat->db, chat->mem, name, row);
	}
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	found = error ? NULL : credentials->username ? row->username : row->email;
	account->row = found && strcasecmp(found, name) == 0 ? row : NULL;
	account->key = account_key(chat->mem, account->row, name);
	return CHAT_OK;
}

bool
account_password_is(const struct account *account, const char *text)
{
	const char *stored = account->row ? account->row->password_hash : NULL;

	return password_verify(stored, text) ||
	       (strlen(text) == PASSWORD_DIGEST_LEN && password_verify_digest(stored, text));
}

enum chat_error
session_begin(struct chat *chat, const char *user_id, const struct login_proof *proof,
    int64_t lasts_ms, struct session *session)
{
	int64_t usual_ms = setting_int(chat->settings, SETTING_ACCOUNTS_LOGIN_EXPIRATION) * DAY_MS;
	char token[AUTH_TOKEN_LEN + 1], hash[TOKEN_HASH_LEN + 1];
	const struct token_row stored = { .hash = hash,
		.user_id = user_id,
		.created_at = chat->now_ms,
		.expires_at = chat->now_ms + (lasts_ms < usual_ms ? lasts_ms : usual_ms),
		.ip = chat->client.ip,
		.user_agent = client_header(chat, chat->client.user_agent) };
	struct user_row row;
	enum db_error error;

	auth_token_new(token);
	token_hash(hash, token);
	error = db_session_begin(chat->db, &stored, proof, true);
	if (!error)
		error = db_user_by_id(chat->db, chat->mem, user_id, &row);
	if (error == DB_EXISTS)
		return CHAT_LOGIN_USED;
	if (error)
		return error == DB_NO_ROW ? CHAT_UNAUTHORIZED : chat_error_from_db(error);
	session->user = user_from_row(chat->mem, &row);
	session->token = arena_strdup(chat->mem, token);
	return CHAT_OK;
}

enum chat_error
session_open(struct chat *chat, const struct credentials *credentials,
    const struct account *account, struct session *session)
{
	struct user_row row = { 0 };
	bool right;

	if (account->row)
		row = *account->row;
	/* Also for a user who does not exist, so that the time does not show it. */
	right = credentials->password
		    ? password_verify(row.password_hash, credentials->password)
		    : password_verify_digest(row.password_hash, credentials->digest);
	if (!right || !row.active)
		return CHAT_UNAUTHORIZED;
	return session_begin(chat, row.id,
	    &(const struct login_proof){ .verified_hash = row.password_hash }, INT64_MAX, session);
}

enum chat_error
session_resume(struct chat *chat, const char *token, struct session *session)
{
	enum chat_error error = user_of_token(chat, token, &session->user);
	struct user_row row;
	enum db_error db_error;

	if (error)
		return error;
	chat->seen_id = NULL; /* continuing a session stores that, too */
	db_error = db_session_resume(chat->db, session->user->id, session->user->token_hash,
	    session->user->is_program, chat->now_ms);
	if (!db_error)
		db_error = db_user_by_id(chat->db, chat->mem, session->user->id, &row);
	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_UNAUTHORIZED : chat_error_from_db(db_error);
	session->user = user_from_row(chat->mem, &row);
	session->token = token;
	return CHAT_OK;
}

enum chat_error
session_close(struct chat *chat, const struct user *user, const char *token)
{
	char hash[TOKEN_HASH_LEN + 1];

	token_hash(hash, token);
	return chat_error_from_db(db_session_end(chat->db, hash, user->id, chat->now_ms));
}

enum chat_error
session_me_json(struct chat *chat, struct json_out *out, const struct user *user)
{
	struct presence own;
	struct agent_hours hours;
	enum chat_error error = CHAT_OK;
	enum db_error db_error =
	    db_presence_get(chat->db, chat->mem, user->id, user->id, NULL, &own);

	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_UNAUTHORIZED : chat_error_from_db(db_error);
	json_put_string(out, "_id", user->id);
	json_put_string_opt(out, "name", user->name);
	team_emails_json(out, user->email);
	json_put_string(out, "status", user->status);
	json_put_string(out, "statusConnection", user->status);
	json_put_string_opt(out, "statusText", own.text);
	json_put_string(out, "username", user->username);
	json_put_int(out, "utcOffset", 0);
	json_put_bool(out, "active", true);
	team_roles_json(out, user->roles);
	if (user->must_change_password)
		json_put_bool(out, "requirePasswordChange", true);
	json_put_raw(out, "settings", "{\"profile\":{},\"preferences\":{}}");
	if (user->roles & ROLE_AGENT) {
		json_put_string(out, "statusLivechat", team_status(user->available));
		error = agent_hours_read(chat, user->id, &hours);
		if (!error)
			agent_hours_json(out, &hours, user->id);
	}
	avatar_url_json(out, user->username);
	json_put_string_opt(out, "email", user->email);
	json_put_bool(out, "isOAuthUser", false);
	return error;
}
