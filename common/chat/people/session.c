/* SPDX-License-Identifier: MIT */
#include "chat/people/session.h"

#include <string.h>
#include <strings.h>

#include "base/ids.h"
#include "chat/people/avatar.h"
#include "chat/people/password.h"
#include "chat/people/team.h"
#include "db/people/token.h"
#include "db/people/user.h"

#define DAY_MS INT64_C(86400000)

/*
 * Finds the user. The collation of the database ignores more differences than upper and lower case,
 * such as blanks at the end, so the name is compared again. *row is empty if there is no such user.
 */
static enum chat_error
user_named(struct chat *chat, const struct credentials *credentials, struct user_row *row)
{
	const char *name = credentials->username, *found;
	enum db_error error;

	if (name)
		error = db_user_by_login_name(chat->db, chat->mem, name, row);
	else
		error = db_user_by_email(chat->db, chat->mem, name = credentials->email, row);
	found = credentials->username ? row->username : row->email;
	if (error == DB_NO_ROW || (!error && strcasecmp(found, name) != 0)) {
		*row = (struct user_row){ 0 };
		return CHAT_OK;
	}
	return chat_error_from_db(error);
}

enum chat_error
session_open(struct chat *chat, const struct credentials *credentials, struct session *session)
{
	int64_t days = setting_int(chat->settings, SETTING_ACCOUNTS_LOGIN_EXPIRATION);
	char token[AUTH_TOKEN_LEN + 1], hash[TOKEN_HASH_LEN + 1];
	struct token_row stored = {
		.hash = hash, .created_at = chat->now_ms, .expires_at = chat->now_ms + days * DAY_MS
	};
	enum chat_error error;
	struct user_row row;
	enum db_error db_error;
	bool right;

	error = user_named(chat, credentials, &row);
	if (error)
		return error;
	/* Also for a user who does not exist, so that the time does not show it. */
	right = credentials->password
		    ? password_verify(row.password_hash, credentials->password)
		    : password_verify_digest(row.password_hash, credentials->digest);
	if (!right || !row.active)
		return CHAT_UNAUTHORIZED;
	auth_token_new(token);
	token_hash(hash, token);
	stored.user_id = row.id;
	db_error = db_session_begin(chat->db, &stored, true);
	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_UNAUTHORIZED : chat_error_from_db(db_error);
	row.status = "online";
	row.available = row.available || row.roles & ROLE_AGENT;
	session->user = user_from_row(chat->mem, &row);
	session->token = arena_strdup(chat->mem, token);
	return CHAT_OK;
}

enum chat_error
session_resume(struct chat *chat, const char *token, struct session *session)
{
	enum chat_error error = user_of_token(chat, token, &session->user);
	struct user *user;
	enum db_error db_error;

	if (error)
		return error;
	db_error = db_session_resume(chat->db, session->user->id, chat->now_ms);
	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_UNAUTHORIZED : chat_error_from_db(db_error);
	user = arena_alloc(chat->mem, sizeof(*user));
	*user = *session->user;
	user->status = "online";
	session->user = user;
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

static void
roles_json(struct json_out *out, unsigned roles)
{
	json_key(out, "roles");
	json_array(out);
	for (enum role role = ROLE_USER; role <= ROLE_ADMIN; role <<= 1)
		if (roles & role)
			json_string(out, role_name(role));
	json_array_end(out);
}

void
session_me_json(struct json_out *out, const struct user *user)
{
	json_put_string(out, "_id", user->id);
	json_put_string_opt(out, "name", user->name);
	team_emails_json(out, user->email);
	json_put_string(out, "status", user->status);
	json_put_string(out, "statusConnection", user->status);
	json_put_string(out, "username", user->username);
	json_put_int(out, "utcOffset", 0);
	json_put_bool(out, "active", true);
	roles_json(out, user->roles);
	json_put_raw(out, "settings", "{\"profile\":{},\"preferences\":{}}");
	if (user->roles & ROLE_AGENT)
		json_put_string(out, "statusLivechat", team_status(user->available));
	avatar_url_json(out, user->username);
	json_put_string_opt(out, "email", user->email);
	json_put_bool(out, "isOAuthUser", false);
}
