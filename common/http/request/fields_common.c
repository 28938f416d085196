/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/utf8.h"
#include "http/request/fields_rules.h"
#include "base/number.h"

const struct field *
field_find(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (*fields->name == *name && strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

const char *
field_check_text(const struct fields_check *check, const struct field *field, const char *text)
{
	if (field->max > 0 && utf8_utf16_len(text, strlen(text)) > field->max)
		return arena_printf(
		    check->arena, "must NOT have more than %zu characters", field->max);
	if (field->flags & FIELD_NEW_ID && *text && !id_valid(text, ID_MAX_LEN))
		return "must match pattern \"^[!-.0-~]{1,64}$\"";
	/* A blank token counts as absent; the handler decides what that means. */
	if (field->flags & FIELD_NEW_TOKEN && !utf8_is_blank(text) &&
	    !id_valid(text, TOKEN_MAX_LEN))
		return "must match pattern \"^[!-.0-~]{1,255}$\"";
	return NULL;
}

bool
field_is_date(const char *text)
{
	int64_t ms;

	return *text == '\0' || clock_parse(text, strlen(text), &ms);
}

bool
field_same_as_path(
    const struct fields_check *check, const struct field *field, const struct value *value)
{
	const char *path = check->path ? path_params_get(check->path, field->name) : NULL;
	const char *text = value_text(value);
	char digits[NUMBER_TEXT_SIZE];
	double number;

	if (value_number(value, &number)) {
		number_text(digits, number);
		text = digits;
	}
	return path && text && strcmp(path, text) == 0;
}
