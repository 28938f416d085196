/* SPDX-License-Identifier: MIT */
/*
 * token add, list, revoke: personal access tokens, with which bots and bridges authenticate.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "base/crypto/ids.h"
#include "base/json_out.h"
#include "chat/people/token.h"
#include "db/people/token.h"
#include "db/people/user.h"
#include "table.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static bool
token_name_valid(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c < ' ' || *c > '~')
			return false;
	return *name && strlen(name) <= TOKEN_NAME_MAX_LEN;
}

static void
token_print(const char *user_id, const char *token, bool as_json)
{
	struct buf json = { 0 };
	struct json_out out;

	if (!as_json) {
		printf("It is shown only now. Requests carry these two headers:\n\n"
		       "X-User-Id: %s\nX-Auth-Token: %s\n",
		    user_id, token);
		return;
	}
	json_begin(&out, &json);
	json_object(&out);
	json_put_string(&out, "userId", user_id);
	json_put_string(&out, "authToken", token);
	json_object_end(&out);
	puts(buf_cstr(&json));
	buf_free(&json);
}

static enum status
token_add_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct chat *chat = &admin->chat;
	char token[AUTH_TOKEN_LEN + 1], hash[TOKEN_HASH_LEN + 1];
	struct token_row row = {
		.hash = hash, .name = cmdline->args[1], .created_at = chat->now_ms
	};
	struct token_row stored;
	struct user_row user;
	enum status status;
	enum db_error error;
	int64_t days;

	if (!token_name_valid(row.name))
		return fail_usage(
		    "a token's name has 1 to %d printable ASCII characters", TOKEN_NAME_MAX_LEN);
	if (!cmdline_number(cmdline, "days", 36500, 0, &days))
		return STATUS_USAGE;
	status = user_find(admin, cmdline->args[0], &user);
	if (status)
		return status;
	if (!user.active)
		return fail("user %s is disabled", user.username);
	auth_token_new(token);
	token_hash(hash, token);
	row.user_id = user.id;
	row.last_part = token + AUTH_TOKEN_LEN - TOKEN_LAST_PART_LEN;
	row.expires_at = days ? chat->now_ms + days * DAY_MS : 0;
	error = db_token_insert(chat->db, &row, NULL);
	/*
	 * After a lost connection the statement is sent again: then the token that exists may be
	 * the new one.
	 */
	if (error == DB_EXISTS &&
	    db_user_by_token(chat->db, chat->mem, hash, &user, &stored) == DB_OK)
		error = DB_OK;
	if (error == DB_EXISTS)
		return fail("%s has a token named \"%s\" already; revoke it or choose another name",
		    cmdline->args[0], row.name);
	if (error)
		return fail_database(error);
	token_print(row.user_id, token, cmdline_flag(cmdline, "json"));
	return STATUS_OK;
}

static const struct option token_add_options[] = {
	{ "days", "N", "valid for so many days; without: until it is revoked" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_token_add = {
	.name = "token add",
	.arguments = "USERNAME NAME",
	.summary = "Make a personal access token, for a bot or a bridge.",
	.help =
	    "It is shown once and cannot be read again: only a hash of it is stored. It may do\n"
	    "what the user may do. NAME tells it from the user's other tokens.",
	.options = token_add_options,
	.args_min = 2,
	.args_max = 2,
	.run = token_add_run,
};

static enum db_error
token_list_row(const struct token_row *token, const char *username, void *arg)
{
	struct table *table = arg;

	table_text(table, username);
	table_text(table, token->name);
	table_time(table, token->created_at);
	table_time(table, token->expires_at);
	return DB_OK;
}

static enum status
token_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "username", "USERNAME" },
		{ "name", "NAME" }, { "createdAt", "ADDED" }, { "expiresAt", "EXPIRES" },
		{ NULL, NULL } };
	struct user_row user = { 0 };
	enum status status;
	enum db_error error;
	struct table table;

	if (cmdline->args[0]) {
		status = user_find(admin, cmdline->args[0], &user);
		if (status)
			return status;
	}
	table_init(&table, admin->chat.mem, columns);
	error = db_token_list(admin->chat.db, user.id, token_list_row, &table);
	return list_finish(&table, error, cmdline);
}

const struct command command_token_list = {
	.name = "token list",
	.arguments = "[USERNAME] [--json]",
	.summary = "List the personal access tokens.",
	.help = "Their names only; what they are is stored nowhere.",
	.options = json_options,
	.args_max = 1,
	.run = token_list_run,
};

static enum status
token_revoke_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct user_row user;
	enum status status = user_find(admin, cmdline->args[0], &user);
	enum db_error error;

	if (status)
		return status;
	error =
	    db_token_delete_named(admin->chat.db, user.id, cmdline->args[1], admin->chat.now_ms);
	if (error == DB_NO_ROW)
		return fail("%s has no token named \"%s\" (see: livechat-admin token list)",
		    user.username, cmdline->args[1]);
	if (error)
		return fail_database(error);
	printf("Token \"%s\" of %s is revoked.\n", cmdline->args[1], user.username);
	return STATUS_OK;
}

const struct command command_token_revoke = {
	.name = "token revoke",
	.arguments = "USERNAME NAME",
	.summary = "Make a personal access token worthless, at once.",
	.args_min = 2,
	.args_max = 2,
	.run = token_revoke_run,
};
