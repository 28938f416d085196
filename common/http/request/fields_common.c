/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/str.h"
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

/*
 * Browsers ignore white space and control characters around and within a scheme, and take what they
 * do not know as one for a relative link. So anything before the first colon that is not http or
 * https counts as a scheme, unless the path, query or fragment begins before.
 */
bool
field_is_link(const char *text)
{
	size_t scheme_len = strcspn(text, ":/?#");

	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			return false;
	if (text[scheme_len] != ':')
		return *text != ' ';
	return (scheme_len == 4 && strncasecmp(text, "http", 4) == 0) ||
	       (scheme_len == 5 && strncasecmp(text, "https", 5) == 0);
}

const char *
field_not_link(const struct fields_check *check, const char *name)
{
	return arena_printf(check->arena,
	    "%.*s must be a link with http or https, or a relative one",
	    (int)utf8_cut(name, strlen(name), FIELD_SHOWN_MAX), name);
}

bool
field_truth(const char *text, bool *yes)
{
	static const struct {
		const char *text;
		bool yes;
	} truths[] = { { "true", true }, { "t", true }, { "1", true }, { "false", false },
		{ "f", false }, { "0", false } };

	for (size_t i = 0; i < ARRAY_LEN(truths); i++)
		if (strcasecmp(text, truths[i].text) == 0) {
			*yes = truths[i].yes;
			return true;
		}
	return false;
}

/* An error text about a value that is not understood, with its beginning. */
static const char *
not_understood(
    const struct fields_check *check, const struct field *field, const char *rule, const char *text)
{
	size_t shown = utf8_cut(text, strlen(text), FIELD_SHOWN_MAX);

	return arena_printf(
	    check->arena, "%s %s, not \"%.*s\"", field->name, rule, (int)shown, text);
}

/* The rules for parameters of searches: what is not understood must not select everything. */
static const char *
check_filter(const struct fields_check *check, const struct field *field, const char *text)
{
	bool yes;

	if (field->flags & FIELD_TRUTH && *text && !field_truth(text, &yes))
		return not_understood(check, field, "must be true or false", text);
	if (field->flags & FIELD_UNKNOWN_FILTER && *text && strcmp(text, "{}") != 0)
		return not_understood(check, field, "is not supported and must be empty", text);
	return NULL;
}

static bool
is_one_of(const char *text, const char *const *allowed)
{
	while (*allowed && strcmp(*allowed, text) != 0)
		allowed++;
	return *allowed != NULL;
}

const char *
field_check_text(const struct fields_check *check, const struct field *field, const char *text)
{
	if (field->max > 0 && utf8_utf16_len(text, strlen(text)) > field->max)
		return arena_printf(
		    check->arena, "must NOT have more than %zu characters", field->max);
	if (field->flags & FIELD_NOT_BLANK && utf8_is_blank(text))
		return "must pass \"isNotEmpty\" keyword validation";
	if (field->one_of && !is_one_of(text, field->one_of))
		return "must be equal to one of the allowed values";
	if (field->flags & FIELD_NEW_ID && *text && !id_valid(text, ID_MAX_LEN))
		return "must match pattern \"^[!-.0-~]{1,64}$\"";
	/* A blank token counts as absent; the handler decides what that means. */
	if (field->flags & FIELD_NEW_TOKEN && !utf8_is_blank(text) &&
	    !id_valid(text, TOKEN_MAX_LEN))
		return "must match pattern \"^[!-.0-~]{1,255}$\"";
	if (field->flags & FIELD_LINK && !field_is_link(text))
		return field_not_link(check, field->name);
	return check_filter(check, field, text);
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
