/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin.h"
#include "table.h"

const struct option json_options[] = {
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const char *
cmdline_option(const struct cmdline *cmdline, const char *name)
{
	const char *value = NULL;

	/* An option that was given several times has its last value. */
	for (size_t i = 0; i < cmdline->options_len; i++)
		if (strcmp(cmdline->options[i].option->name, name) == 0)
			value = cmdline->options[i].value;
	return value;
}

bool
cmdline_flag(const struct cmdline *cmdline, const char *name)
{
	return cmdline_option(cmdline, name) != NULL;
}

bool
cmdline_number(
    const struct cmdline *cmdline, const char *name, int64_t max, int64_t initial, int64_t *number)
{
	const char *value = cmdline_option(cmdline, name);

	*number = initial;
	if (!value)
		return true;
	*number = strspn(value, "0123456789") == strlen(value) && strlen(value) <= 9
		      ? strtoll(value, NULL, 10)
		      : 0;
	if (*number >= 1 && *number <= max)
		return true;
	fail_usage("--%s must be a whole number from 1 to %lld", name, (long long)max);
	return false;
}

static void message_write(const char *format, va_list ap) __attribute__((format(printf, 1, 0)));

static void
message_write(const char *format, va_list ap)
{
	fputs("livechat-admin: ", stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
}

enum status
fail(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message_write(format, ap);
	va_end(ap);
	return STATUS_FAILED;
}

enum status
fail_usage(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message_write(format, ap);
	va_end(ap);
	return STATUS_USAGE;
}

enum status
fail_database(enum db_error error)
{
	switch (error) {
	case DB_OK:
		return STATUS_OK;
	case DB_DOWN:
		fail("the database cannot be used now; the line above says why");
		break;
	case DB_NO_ROW:
	case DB_EXISTS:
		fail("somebody else changed the same thing at the same time; try again");
		break;
	case DB_TOO_LARGE:
		fail("the database does not take a value of this size; the line above says why");
		break;
	case DB_BUG:
		fail("the database refused a statement; the line above says which");
		break;
	}
	return STATUS_DATABASE;
}

enum status
list_finish(struct table *table, enum db_error error, const struct cmdline *cmdline)
{
	if (!error)
		table_write(table, cmdline_flag(cmdline, "json"));
	table_free(table);
	return fail_database(error);
}
