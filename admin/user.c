/* SPDX-License-Identifier: MIT */
/*
 * user add, list, password, role, disable, enable, delete: the accounts of agents, managers and administrators.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "chat/accounts/account.h"
#include "chat/people/user.h"
#include "db/people/user.h"
#include "table.h"

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

/* Names the user who has the name, perhaps in another case. */
static enum status
taken_fail(struct admin *admin, const char *username)
{
	struct user_row row;
	enum db_error error =
	    db_user_by_login_name(admin->chat.db, admin->chat.mem, username, &row);

	return error ? fail_database(error) : fail("there is a user \"%s\" already", row.username);
}

/* Says which rule an account breaks, in the words of the command line. */
static enum status
account_fail(struct admin *admin, enum chat_error error, const char *username)
{
	switch (error) {
	case CHAT_OK:
		return STATUS_OK;
	case CHAT_INVALID_USERNAME:
		return fail_usage("a username has 1 to %d letters (a-z), digits, dots, dashes and "
				  "underscores",
		    USERNAME_MAX_LEN);
	case CHAT_INVALID_NAME:
		return fail_usage(
		    "--name must be a text of 1 to %d characters", PERSON_NAME_MAX_LEN);
	case CHAT_INVALID_EMAIL:
		return fail_usage("--email must be an e-mail address: %s", admin->chat.detail);
	case CHAT_USERNAME_TAKEN:
		return taken_fail(admin, username);
	case CHAT_EMAIL_TAKEN:
		return fail("another user has this e-mail address");
	case CHAT_LAST_ADMIN:
		return fail("\"%s\" is the last active admin: make another one first", username);
	default:
		return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
	}
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
user_add_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row user;
	unsigned roles;
	enum status status = roles_read(admin, cmdline, &roles);

	facts.username = cmdline->args[0];
	facts.name = cmdline_option(cmdline, "name");
	facts.email = cmdline_option(cmdline, "email");
	facts.roles = (int)roles;
	facts.must_change_password = cmdline_flag(cmdline, "change-password");
	/* What is wrong with the rest is said before a password is asked for. */
	if (!status)
		status = account_fail(admin, account_check(&admin->chat, &facts), facts.username);
	if (!status && !cmdline_flag(cmdline, "no-password"))
		status = password_read(admin, true, &facts.password);
	if (!status)
		status = account_fail(
		    admin, account_create(&admin->chat, &facts, &user), facts.username);
	if (status)
		return status;
	printf("User %s was added. Id: %s\n", user.username, user.id);
	if (roles & ROLE_ADMIN && !(roles & ROLE_AGENT))
		printf("An admin who is no agent serves no visitors; to be both:\n"
		       "livechat-admin user role %s --role admin --role agent\n",
		    user.username);
	if (!facts.password)
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
	{ "change-password", NULL, "the user has to change the password after the first login" },
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
	table_time(table, user->seen_at);
	return DB_OK;
}

static enum status
user_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "username", "USERNAME" }, { "_id", "ID" },
		{ "name", "NAME" }, { "email", "EMAIL" }, { "roles", "ROLES" },
		{ "active", "ACTIVE" }, { "available", "AVAILABLE" }, { "password", "PASSWORD" },
		{ "createdAt", "ADDED" }, { "lastSeen", "LAST SEEN" }, { NULL, NULL } };
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

/* --- password, disable, enable, delete --------------------------------------------------- */

static enum status
user_change(struct admin *admin, const struct user_row *user, const struct account_facts *facts)
{
	struct user_row changed;
	enum status status = settings_read(admin);

	return status ? status
		      : account_fail(admin,
			    account_update(&admin->chat, NULL, user->id, facts, &changed),
			    user->username);
}

static enum status
user_password_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row user;
	enum status status;

	status = user_find(admin, cmdline->args[0], &user);
	if (!status)
		status = password_read(admin, false, &facts.password);
	if (!status)
		status = user_change(admin, &user, &facts);
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
user_role_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row user;
	unsigned roles;
	enum status status = roles_read(admin, cmdline, &roles);

	if (!status && !cmdline_flag(cmdline, "role"))
		status = fail_usage("--role is missing: agent, manager, monitor, admin or user");
	if (!status)
		status = user_find(admin, cmdline->args[0], &user);
	facts.roles = (int)roles;
	if (!status)
		status = user_change(admin, &user, &facts);
	if (!status)
		printf("User %s has the roles %s now.\n", user.username,
		    roles_text(admin->chat.mem, roles));
	return status;
}

static const struct option user_role_options[] = {
	{ "role", "ROLE", "agent, manager, monitor, admin or user; may be repeated" },
	{ NULL, NULL, NULL },
};

const struct command command_user_role = {
	.name = "user role",
	.arguments = "USERNAME --role ROLE",
	.summary = "Set the roles of a user, who then has no others.",
	.help = "Rooms that the user serves go back into the queue when the user is no agent any "
		"more.",
	.options = user_role_options,
	.args_min = 1,
	.args_max = 1,
	.run = user_role_run,
};

static enum status
user_disable_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row user;
	enum status status = user_find(admin, cmdline->args[0], &user);

	facts.active = 0;
	if (!status)
		status = user_change(admin, &user, &facts);
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
	    "the user wrote stays; rooms that the user serves go back into the queue. See also: "
	    "user\n"
	    "enable.",
	.args_min = 1,
	.args_max = 1,
	.run = user_disable_run,
};

static enum status
user_enable_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row user;
	enum status status = user_find(admin, cmdline->args[0], &user);

	facts.active = 1;
	if (!status)
		status = user_change(admin, &user, &facts);
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

static enum status
user_delete_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct user_row user;
	enum status status = user_find(admin, cmdline->args[0], &user);

	if (!status)
		status = settings_read(admin);
	if (!status)
		status =
		    account_fail(admin, account_delete(&admin->chat, NULL, user.id), user.username);
	if (!status)
		printf("User %s is deleted.\n", user.username);
	return status;
}

const struct command command_user_delete = {
	.name = "user delete",
	.arguments = "USERNAME",
	.summary = "Delete a user for good.",
	.help =
	    "Logins, personal access tokens and places in departments are gone, and open rooms "
	    "that "
	    "the\n"
	    "user serves go back into the queue. What the user wrote stays. The last active admin\n"
	    "cannot be deleted.",
	.args_min = 1,
	.args_max = 1,
	.run = user_delete_run,
};
