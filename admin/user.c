/* SPDX-License-Identifier: MIT */
/*
 * user add, list, password, disable, enable: the accounts of agents, managers and administrators.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "base/ids.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/people/password.h"
#include "chat/people/user.h"
#include "db/people/user.h"
#include "table.h"

#define USERNAME_MAX_LEN 64
#define NAME_MAX_LEN 255 /* in UTF-16 code units */

enum status
user_find(struct admin *admin, const char *username, struct user_row *user)
{
	enum db_error error;

	error = db_user_by_username(admin->chat.db, admin->chat.mem, username, user);
	if (error == DB_NO_ROW)
		return fail("there is no user \"%s\" (see: livechat-admin user list)", username);
	return fail_database(error);
}

/* --- add --------------------------------------------------------------------------------- */

static bool
username_valid(const char *username)
{
	size_t len = strlen(username);

	return len >= 1 && len <= USERNAME_MAX_LEN &&
	       strspn(username,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == len;
}

static bool
name_valid(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return false;
	return len > 0 && utf8_valid(name, len, NULL) && utf8_utf16_len(name, len) <= NAME_MAX_LEN;
}

/* "agent" is short for "livechat-agent". Returns 0 if there is no such role. */
static unsigned
role_read(struct arena *mem, const char *name)
{
	unsigned role = role_from_name(name);

	return role ? role : role_from_name(arena_printf(mem, "livechat-%s", name));
}

/* Every account has the role user, and without a --role it has the role agent as well. */
static enum status
roles_read(struct admin *admin, const struct cmdline *cmdline, unsigned *roles)
{
	*roles = 0;
	for (size_t i = 0; i < cmdline->options_len; i++) {
		unsigned role;

		if (strcmp(cmdline->options[i].option->name, "role") != 0)
			continue;
		role = role_read(admin->chat.mem, cmdline->options[i].value);
		if (!role)
			return fail_usage("there is no role \"%s\": agent, manager, monitor, admin "
					  "or user",
			    cmdline->options[i].value);
		*roles |= role;
	}
	*roles = ROLE_USER | (*roles ? *roles : ROLE_AGENT);
	return STATUS_OK;
}

static enum status
user_add_check(struct admin *admin, const struct cmdline *cmdline, struct user_row *user)
{
	user->username = cmdline->args[0];
	user->name = cmdline_option(cmdline, "name");
	user->email = cmdline_option(cmdline, "email");
	if (!username_valid(user->username))
		return fail_usage("a username has 1 to %d letters (a-z), digits, dots, dashes and "
				  "underscores",
		    USERNAME_MAX_LEN);
	if (user->name && !name_valid(user->name))
		return fail_usage("--name must be a text of 1 to %d characters", NAME_MAX_LEN);
	if (user->email && !mail_address_valid(user->email))
		return fail_usage("--email must be one e-mail address");
	return roles_read(admin, cmdline, &user->roles);
}

static enum status
user_add_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct chat *chat = &admin->chat;
	struct user_row user = {
		.active = true, .created_at = chat->now_ms, .updated_at = chat->now_ms
	};
	const char *taken, *password = NULL;
	char id[ID_LEN + 1];
	enum status status;
	enum db_error error;

	status = user_add_check(admin, cmdline, &user);
	if (status)
		return status;
	/* Usernames that differ only in case are too alike, since clients show them to people. */
	error = db_user_alike(chat->db, chat->mem, user.username, &taken);
	if (error)
		return fail_database(error);
	if (taken)
		return fail("there is a user \"%s\" already", taken);
	if (!cmdline_flag(cmdline, "no-password"))
		status = password_read(admin, true, &password);
	if (status)
		return status;
	if (password)
		user.password_hash = password_hash(chat->mem, password);
	id_new(id);
	user.id = id;
	error = db_user_insert(chat->db, &user);
	/*
	 * Either another process has just added the username, or a statement that was sent again
	 * after a lost connection found the row of the first attempt.
	 */
	if (error == DB_EXISTS)
		error = db_user_by_username(chat->db, chat->mem, user.username, &user);
	if (!error && strcmp(user.id, id) != 0)
		return fail("there is a user \"%s\" already", user.username);
	if (error)
		return fail_database(error);
	printf("User %s was added. Id: %s\n", user.username, id);
	if (!password)
		printf("Logging in takes a password (livechat-admin user password %s) or a token\n"
		       "(livechat-admin token add %s NAME).\n",
		    user.username, user.username);
	return STATUS_OK;
}

static const struct option user_add_options[] = {
	{ "name", "NAME", "the name people see" },
	{ "email", "ADDRESS", "an e-mail address" },
	{ "role", "ROLE", "agent (the default), manager, monitor, admin; may be repeated" },
	{ "no-password", NULL, "ask for none; the user then logs in with tokens only" },
	{ NULL, NULL, NULL },
};

const struct command command_user_add = {
	.name = "user add",
	.arguments = "USERNAME [OPTIONS]",
	.summary = "Add somebody who logs in.",
	.help =
	    "The password is asked for, or read from the first line of standard input when that "
	    "is\n"
	    "no terminal; none at all means that the user cannot log in with one. It is never an\n"
	    "argument, which everybody on the machine could see.\n\n"
	    "Agents see and answer the rooms they took and those that wait; managers and monitors\n"
	    "see all rooms; admins may do everything, without rate limits.",
	.options = user_add_options,
	.args_min = 1,
	.args_max = 1,
	.run = user_add_run,
};

/* --- list -------------------------------------------------------------------------------- */

static const char *
roles_text(struct arena *mem, unsigned roles)
{
	const char *text = "";

	for (enum role role = ROLE_USER; role <= ROLE_ADMIN; role <<= 1)
		if (roles & role)
			text =
			    arena_printf(mem, "%s%s%s", text, *text ? ", " : "", role_name(role));
	return text;
}

static enum db_error
user_list_row(const struct user_row *user, void *arg)
{
	struct table *table = arg;

	table_text(table, user->username);
	table_text(table, user->id);
	table_text(table, user->name);
	table_text(table, user->email);
	table_list(table, roles_text(table->mem, user->roles));
	table_bool(table, user->active);
	table_bool(table, user->available);
	table_bool(table, user->password_hash != NULL);
	table_time(table, user->created_at);
	return DB_OK;
}

static enum status
user_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "username", "USERNAME" }, { "_id", "ID" },
		{ "name", "NAME" }, { "email", "EMAIL" }, { "roles", "ROLES" },
		{ "active", "ACTIVE" }, { "available", "AVAILABLE" }, { "password", "PASSWORD" },
		{ "createdAt", "ADDED" }, { NULL, NULL } };
	enum db_error error;
	struct table table;

	table_init(&table, admin->chat.mem, columns);
	error = db_user_list(admin->chat.db, user_list_row, &table);
	return list_finish(&table, error, cmdline);
}

const struct command command_user_list = {
	.name = "user list",
	.arguments = "[--json]",
	.summary = "List who may log in.",
	.options = json_options,
	.run = user_list_run,
};

/* --- password, disable, enable ----------------------------------------------------------- */

static enum status
user_password_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct chat *chat = &admin->chat;
	const char *password;
	struct user_row user;
	enum status status;

	status = user_find(admin, cmdline->args[0], &user);
	if (!status)
		status = password_read(admin, false, &password);
	if (status)
		return status;
	status = fail_database(db_user_set_password(
	    chat->db, user.id, password_hash(chat->mem, password), chat->now_ms));
	if (!status)
		printf("The password of %s is changed; who was logged in no longer is.\n",
		    user.username);
	return status;
}

const struct command command_user_password = {
	.name = "user password",
	.arguments = "USERNAME",
	.summary = "Set a user's password.",
	.help = "It is asked for, or read from the first line of standard input when that is no\n"
		"terminal. Everybody logged in as the user has to log in again; personal access "
		"tokens\n"
		"(livechat-admin token list) stay valid.",
	.args_min = 1,
	.args_max = 1,
	.run = user_password_run,
};

static enum status
user_disable_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct user_row user;
	enum status status = user_find(admin, cmdline->args[0], &user);

	if (!status)
		status =
		    fail_database(db_user_disable(admin->chat.db, user.id, admin->chat.now_ms));
	if (!status)
		printf("User %s is disabled; all tokens of the user are gone.\n", user.username);
	return status;
}

const struct command command_user_disable = {
	.name = "user disable",
	.arguments = "USERNAME",
	.summary = "Lock a user out, at once.",
	.help =
	    "Logins and personal access tokens of the user are gone at once and for good. What\n"
	    "the user wrote stays. See also: user enable.",
	.args_min = 1,
	.args_max = 1,
	.run = user_disable_run,
};

static enum status
user_enable_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct user_row user;
	enum status status = user_find(admin, cmdline->args[0], &user);

	if (!status)
		status = fail_database(db_user_enable(admin->chat.db, user.id, admin->chat.now_ms));
	if (!status)
		printf("User %s may log in again, with the password as it was.\n", user.username);
	return status;
}

const struct command command_user_enable = {
	.name = "user enable",
	.arguments = "USERNAME",
	.summary = "Let a disabled user log in again.",
	.args_min = 1,
	.args_max = 1,
	.run = user_enable_run,
};
