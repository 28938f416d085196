#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin.h"

const char *
line_option(const struct line *line, const char *name)
{
	const char *value = NULL;

	/* The last one counts. */
	for (size_t i = 0; i < line->options_len; i++)
		if (strcmp(line->options[i].option->name, name) == 0)
			value = line->options[i].value;
	return value;
}

bool
line_flag(const struct line *line, const char *name)
{
	return line_option(line, name) != NULL;
}

bool
line_number(
    const struct line *line, const char *name, int64_t max, int64_t initial, int64_t *number)
{
	const char *value = line_option(line, name);

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
	case DB_BUG:
		fail("the database refused a statement; the line above says which");
		break;
	}
	return STATUS_DATABASE;
}
