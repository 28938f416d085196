/* SPDX-License-Identifier: MIT */
/*
 * setting get, set, list: the settings, which can be changed while Livechat runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "admin.h"
#include "base/printable.h"
#include "db/setting.h"
#include "table.h"

enum status
settings_read(struct admin *admin)
{
	switch (settings_refresh(&admin->chat)) {
	case CHAT_OK:
		return STATUS_OK;
	case CHAT_UNAVAILABLE:
		return fail_database(DB_DOWN);
	default:
		return fail_database(DB_BUG);
	}
}

static enum status
setting_read_name(const char *name, enum setting *setting)
{
	*setting = setting_find(name);
	return *setting < SETTING__MAX
		   ? STATUS_OK
		   : fail("there is no setting \"%s\" (see: livechat-admin setting list)", name);
}

static enum status
setting_get_run(struct admin *admin, const struct cmdline *cmdline)
{
	enum setting setting;
	enum status status = setting_read_name(cmdline->args[0], &setting);

	if (!status)
		status = settings_read(admin);
	if (!status)
		puts(text_printable(admin->chat.mem, setting_text(admin->chat.settings, setting)));
	return status;
}

const struct command command_setting_get = {
	.name = "setting get",
	.arguments = "NAME",
	.summary = "Show the value of a setting.",
	.args_min = 1,
	.args_max = 1,
	.run = setting_get_run,
};

void
wait_for_processes(void)
{
	const int64_t wait_ms = SETTINGS_MAX_AGE_MS + 100;
	struct timespec rest = { wait_ms / 1000, wait_ms % 1000 * 1000000 };

	while (nanosleep(&rest, &rest) != 0)
		;
}

static enum status
setting_set_run(struct admin *admin, const struct cmdline *cmdline)
{
	const char *name = cmdline->args[0], *value = cmdline->args[1], *complaint;
	char *normal;
	enum setting setting;
	enum status status = setting_read_name(name, &setting);
	enum db_error error;

	if (status)
		return status;
	if (setting == SETTING_GUEST_COUNT)
		return fail("%s counts by itself: set to an earlier number it would give two "
			    "visitors one name",
		    name);
	complaint = setting_complaint(setting, value);
	if (complaint)
		return fail("%s must be %s", name, complaint);
	normal = setting_normal(setting, value);
	/* A default value is not stored, so that a later release can change the default. */
	if (strcmp(normal, setting_rule(setting)->initial) == 0)
		error = db_setting_remove(admin->chat.db, name);
	else
		error = db_setting_put(admin->chat.db, name, normal);
	if (!error) {
		wait_for_processes();
		printf("%s is \"%s\" now, for every process.\n", name, normal);
	}
	free(normal);
	if (error)
		return fail_database(error);
	return setting == SETTING_MESSAGE_MAX_ALLOWED_SIZE ? packet_check(admin) : STATUS_OK;
}

const struct command command_setting_set = {
	.name = "setting set",
	.arguments = "NAME VALUE",
	.summary = "Change a setting.",
	.help =
	    "Nothing has to be restarted: all processes read the settings about once a second,\n"
	    "and the command returns when they have.",
	.args_min = 2,
	.args_max = 2,
	.run = setting_set_run,
};

static const char *
type_name(enum setting_type type)
{
	switch (type) {
	case SETTING_BOOLEAN:
		return "boolean";
	case SETTING_INTEGER:
		return "integer";
	case SETTING_EMAILS:
		return "emails";
	case SETTING_COLOR:
		return "color";
	case SETTING_CHOICE:
		return "choice";
	case SETTING_LIST:
		return "list";
	case SETTING_TEXT:
		break;
	}
	return "text";
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(setting_rule(*(const enum setting *)a)->name,
	    setting_rule(*(const enum setting *)b)->name);
}

static enum status
setting_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "name", "NAME" }, { "value", "VALUE" },
		{ "default", "DEFAULT" }, { "type", "TYPE" }, { "help", "MEANING" },
		{ NULL, NULL } };
	enum setting order[SETTING__MAX];
	struct table table;
	enum status status = settings_read(admin);

	if (status)
		return status;
	for (enum setting i = 0; i < SETTING__MAX; i++)
		order[i] = i;
	qsort(order, SETTING__MAX, sizeof(order[0]), by_name);
	table_init(&table, admin->chat.mem, columns);
	for (size_t i = 0; i < SETTING__MAX; i++) {
		const struct setting_rule *rule = setting_rule(order[i]);
		const char *value = setting_text(admin->chat.settings, order[i]);

		if (cmdline_flag(cmdline, "changed") && strcmp(value, rule->initial) == 0)
			continue;
		table_text(&table, rule->name);
		/* Lists are pasted into tickets; `setting get` shows a secret. */
		table_text(&table, rule->secret && *value ? "(secret)" : value);
		table_text(&table, rule->initial);
		table_text(&table, type_name(rule->type));
		table_text(&table, rule->help);
	}
	return list_finish(&table, DB_OK, cmdline);
}

static const struct option setting_list_options[] = {
	{ "changed", NULL, "only those that differ from their default" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_setting_list = {
	.name = "setting list",
	.arguments = "[--changed] [--json]",
	.summary = "List all settings, their defaults and what they mean.",
	.options = setting_list_options,
	.run = setting_list_run,
};
