/* SPDX-License-Identifier: MIT */
/*
 * department list, add, remove, members: the departments, and the agents in them.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "chat/people/department.h"
#include "db/people/user.h"
#include "table.h"

/* In UTF-16 code units, as over HTTP. */
#define NAME_MAX_LEN 191
#define EMAIL_MAX_LEN 254
#define DESCRIPTION_MAX_LEN 5000

#define LIST_MAX 100000

/* --- list -------------------------------------------------------------------------------- */

static enum db_error
list_row(const struct department_row *department, void *arg)
{
	struct table *table = arg;

	table_text(table, department->id);
	table_text(table, department->name);
	table_bool(table, department->enabled);
	table_bool(table, department->on_registration);
	table_bool(table, department->on_offline_form);
	table_bool(table, department->archived);
	table_text(table, department->email);
	table_int(table, department->agents);
	return DB_OK;
}

static enum status
list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "_id", "ID" }, { "name", "NAME" },
		{ "enabled", "ENABLED" }, { "showOnRegistration", "IN FORM" },
		{ "showOnOfflineForm", "IN OFFLINE FORM" }, { "archived", "ARCHIVED" },
		{ "email", "E-MAIL" }, { "numAgents", "AGENTS" }, { NULL, NULL } };
	const struct department_list all = { .archived = ARCHIVED_TOO,
		.page = { .limit = LIST_MAX } };
	enum db_error error;
	struct table table;
	int64_t total;

	table_init(&table, admin->chat.mem, columns);
	error = db_department_list(admin->chat.db, admin->chat.mem, &all, list_row, &table, &total);
	return list_finish(&table, error, cmdline);
}

const struct command command_department_list = {
	.name = "department list",
	.arguments = "[--json]",
	.summary = "List the departments.",
	.options = json_options,
	.run = list_run,
};

/* --- add --------------------------------------------------------------------------------- */

static enum status
department_fail(struct admin *admin, enum chat_error error)
{
	switch (error) {
	case CHAT_OK:
		return STATUS_OK;
	case CHAT_NAME_MISSING:
		return fail_usage("a department needs a name");
	case CHAT_INVALID_EMAIL:
		return fail_usage("--email must be an e-mail address: %s", admin->chat.detail);
	case CHAT_NO_DEPARTMENT:
		return fail("somebody else has removed it meanwhile");
	default:
		return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
	}
}

static bool
text_fits(const char *what, const char *text, size_t max)
{
	if (!text ||
	    (utf8_valid(text, strlen(text), NULL) && utf8_utf16_len(text, strlen(text)) <= max))
		return true;
	fail_usage("%s must be UTF-8 text of at most %zu characters", what, max);
	return false;
}

static enum status
add_run(struct admin *admin, const struct cmdline *cmdline)
{
	const struct member_changes nobody = { 0 };
	struct department_row department = {
		.name = cmdline->args[0],
		.email = cmdline_option(cmdline, "email"),
		.description = cmdline_option(cmdline, "description"),
		.enabled = !cmdline_flag(cmdline, "disabled"),
		.on_registration = !cmdline_flag(cmdline, "hidden"),
		.on_offline_form = !cmdline_flag(cmdline, "hidden"),
	};
	const char *id;
	enum status status;

	if (!text_fits("the name", department.name, NAME_MAX_LEN) ||
	    !text_fits("--email", department.email, EMAIL_MAX_LEN) ||
	    !text_fits("--description", department.description, DESCRIPTION_MAX_LEN))
		return STATUS_USAGE;
	if (!department.email)
		department.email = "";
	status = department_fail(admin, department_create(&admin->chat, &department, &nobody, &id));
	if (!status)
		printf("Department %s was added. Id: %s\n",
		    text_printable(admin->chat.mem, department.name), id);
	return status;
}

static const struct option add_options[] = {
	{ "email", "ADDRESS", "who gets its offline messages" },
	{ "description", "TEXT", "what it is for" },
	{ "hidden", NULL, "leave it out of the visitors' forms" },
	{ "disabled", NULL, "nobody is sent there yet" },
	{ NULL, NULL, NULL },
};

const struct command command_department_add = {
	.name = "department add",
	.arguments = "NAME [OPTIONS]",
	.summary = "Add a department, still without agents.",
	.help = "See also: department members.",
	.options = add_options,
	.args_min = 1,
	.args_max = 1,
	.run = add_run,
};

/* --- remove ------------------------------------------------------------------------------ */

struct sought {
	struct arena *mem;
	const char *name;
	const char *id; /* NULL: none has this name */
	size_t count;
};

static enum db_error
sought_row(const struct department_row *department, void *arg)
{
	struct sought *sought = arg;

	if (strcmp(department->name, sought->name) != 0)
		return DB_OK;
	sought->id = arena_strdup(sought->mem, department->id);
	sought->count++;
	return DB_OK;
}

/* Finds a department by its id, else by its whole name, which several may have. */
static enum status
department_named(struct admin *admin, const char *name, const char **id)
{
	struct sought sought = { .mem = admin->chat.mem, .name = name };
	const struct department_list all = {
		.text = name, .archived = ARCHIVED_TOO, .page = { .limit = LIST_MAX }
	};
	struct department_row department;
	enum db_error error =
	    db_department_by_id(admin->chat.db, admin->chat.mem, name, &department);
	int64_t total;

	*id = name;
	if (error != DB_NO_ROW)
		return fail_database(error);
	error =
	    db_department_list(admin->chat.db, admin->chat.mem, &all, sought_row, &sought, &total);
	*id = sought.id;
	if (!error && sought.count == 0)
		return fail(
		    "there is no department \"%s\" (see: livechat-admin department list)", name);
	if (!error && sought.count > 1)
		return fail("several departments have that name: give the id of one (see: "
			    "livechat-admin department list)");
	return fail_database(error);
}

static enum status
remove_run(struct admin *admin, const struct cmdline *cmdline)
{
	const char *id;
	enum status status = department_named(admin, cmdline->args[0], &id);

	if (!status)
		status = department_fail(admin, department_remove(&admin->chat, id));
	if (!status)
		printf("Department %s is removed.\n", id);
	return status;
}

const struct command command_department_remove = {
	.name = "department remove",
	.arguments = "ID | NAME",
	.summary = "Remove a department for good.",
	.help = "Its chats and visitors belong to no department then; its agents stay agents.",
	.args_min = 1,
	.args_max = 1,
	.run = remove_run,
};

/* --- members ----------------------------------------------------------------------------- */

static enum db_error
member_row(const struct department_member *member, void *arg)
{
	struct table *table = arg;

	table_text(table, member->username);
	table_text(table, member->user_id);
	table_int(table, member->order ? *member->order : 0);
	table_int(table, member->count ? *member->count : 0);
	return DB_OK;
}

static enum status
members_list(struct admin *admin, const struct cmdline *cmdline, const char *id)
{
	static const struct table_column columns[] = { { "username", "USERNAME" },
		{ "agentId", "ID" }, { "order", "ORDER" }, { "count", "CHATS" }, { NULL, NULL } };
	const struct member_list list = { .department_id = id, .page = { .limit = LIST_MAX } };
	enum db_error error;
	struct table table;
	int64_t total;

	table_init(&table, admin->chat.mem, columns);
	error = db_member_list(admin->chat.db, &list, member_row, &table, &total);
	return list_finish(&table, error, cmdline);
}

/* Reads the users of the options --add and --remove. */
static enum status
changes_read(struct admin *admin, const struct cmdline *cmdline, struct department_member *put,
    const char **gone, struct member_changes *changes)
{
	enum status status = STATUS_OK;

	*changes = (struct member_changes){ .put = put, .remove = gone };
	for (size_t i = 0; i < cmdline->options_len && !status; i++) {
		const char *name = cmdline->options[i].option->name;
		struct user_row user;

		if (strcmp(name, "add") != 0 && strcmp(name, "remove") != 0)
			continue;
		status = user_find(admin, cmdline->options[i].value, &user);
		if (status)
			return status;
		if (strcmp(name, "remove") == 0)
			gone[changes->remove_len++] = user.id;
		else if (user.roles & ROLE_AGENT)
			put[changes->put_len++] = (struct department_member){ .user_id = user.id };
		else
			status = fail(
			    "\"%s\" is no agent (see: livechat-admin user role)", user.username);
	}
	return status;
}

static enum status
members_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct department_member put[CMDLINE_OPTIONS_MAX] = { { 0 } };
	const char *gone[CMDLINE_OPTIONS_MAX], *id;
	struct member_changes changes;
	enum status status = department_named(admin, cmdline->args[0], &id);

	if (!status)
		status = changes_read(admin, cmdline, put, gone, &changes);
	if (!status && changes.put_len + changes.remove_len > 0)
		status =
		    department_fail(admin, department_change_members(&admin->chat, id, &changes));
	return status ? status : members_list(admin, cmdline, id);
}

static const struct option members_options[] = {
	{ "add", "USERNAME", "an agent who joins it; may be repeated" },
	{ "remove", "USERNAME", "one who leaves it; may be repeated" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_department_members = {
	.name = "department members",
	.arguments = "ID | NAME [OPTIONS]",
	.summary = "Change and list the agents of a department.",
	.options = members_options,
	.args_min = 1,
	.args_max = 1,
	.run = members_run,
};
