/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/utf8.h"
#include "http/request/fields_rules.h"
#include "base/number.h"

static const char *match_value(const struct fields_check *check, const struct field *field,
    const struct value *value, const char *path);

/*
 * Appends a name to a path of names: visitor.token. A name that is no identifier gets brackets.
 */
static const char *
path_add(const struct fields_check *check, const char *path, const char *name)
{
	size_t shown = utf8_cut(name, strlen(name), FIELD_SHOWN_MAX);
	bool digits = *name && strspn(name, "0123456789") == strlen(name);
	bool plain = *name && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$"
					   "0123456789.") == strlen(name);

	if (digits)
		return arena_printf(check->arena, "%s[%.*s]", path, (int)shown, name);
	if (!plain)
		return arena_printf(check->arena, "%s[\"%.*s\"]", path, (int)shown, name);
	return arena_printf(check->arena, "%s%s%.*s", path, *path ? "." : "", (int)shown, name);
}

static const char *
match_error(const struct fields_check *check, const char *what, const char *path)
{
	return arena_printf(
	    check->arena, "Match error: %s%s%s", what, *path ? " in field " : "", path);
}

/* The type as JavaScript's typeof names it, except for null. */
static const char *
type_name(const struct value *value)
{
	switch (value_type(value)) {
	case VALUE_NULL:
		return "null";
	case VALUE_BOOLEAN:
		return "boolean";
	case VALUE_NUMBER:
		return "number";
	case VALUE_STRING:
		return "string";
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		break;
	}
	return "object";
}

static const char *
expected(
    const struct fields_check *check, const char *type, const struct value *value, const char *path)
{
	return match_error(
	    check, arena_printf(check->arena, "Expected %s, got %s", type, type_name(value)), path);
}

/* Where an array is expected, Meteor shows the value instead of its type. */
static const char *
expected_array(const struct fields_check *check, const struct value *value, const char *path)
{
	const char *shown = type_name(value), *text = value_text(value);
	char digits[NUMBER_TEXT_SIZE];
	double number;

	if (text) {
		shown = arena_printf(check->arena, "\"%.*s\"",
		    (int)utf8_cut(text, strlen(text), FIELD_SHOWN_MAX), text);
	} else if (value_type(value) == VALUE_BOOLEAN) {
		shown = value_boolean(value) ? "true" : "false";
	} else if (value_number(value, &number)) {
		number_text(digits, number);
		shown = digits;
	}
	return match_error(
	    check, arena_printf(check->arena, "Expected array, got %s", shown), path);
}

static const char *
match_object(const struct fields_check *check, const struct field *fields, bool open,
    const struct value *object, const char *path)
{
	const char *error_text = NULL;

	if (value_type(object) == VALUE_ARRAY)
		return match_error(check, "Expected plain object", path);
	if (value_type(object) != VALUE_OBJECT)
		return expected(check, "object", object, path);
	for (struct member m = member_first(object); m.name && !error_text; m = member_next(m)) {
		const struct field *field = field_find(fields, m.name);

		if (field && (!(field->flags & FIELD_SAME_AS_PATH) ||
				 field_same_as_path(check, field, m.value)))
			error_text =
			    match_value(check, field, m.value, path_add(check, path, m.name));
		else if (!open)
			error_text =
			    match_error(check, "Unknown key", path_add(check, path, m.name));
	}
	for (const struct field *field = fields; field->name && !error_text; field++)
		if (field->flags & FIELD_REQUIRED && !value_member(object, field->name))
			error_text = match_error(check,
			    arena_printf(check->arena, "Missing key '%s'", field->name), path);
	return error_text;
}

static const char *
match_array(const struct fields_check *check, const struct field *field, const struct value *array,
    const char *path)
{
	const char *error_text = NULL, *at;
	const struct value *item;

	if (value_type(array) != VALUE_ARRAY)
		return expected_array(check, array, path);
	if (field->flags & FIELD_NOT_EMPTY && value_count(array) == 0)
		return "must NOT have fewer than 1 items";
	for (size_t i = 0; !error_text && (item = value_item(array, i)); i++) {
		at = arena_printf(check->arena, "%s[%zu]", path, i);
		if (field->fields)
			error_text =
			    match_object(check, field->fields, field->flags & FIELD_OPEN, item, at);
		else if (!value_text(item))
			error_text = expected(check, "string", item, at);
		else
			error_text = field_check_text(check, field, value_text(item));
	}
	return error_text;
}

static const char *
match_value(const struct fields_check *check, const struct field *field, const struct value *value,
    const char *path)
{
	enum value_type type = value_type(value);

	if (type == VALUE_NULL && field->flags & FIELD_NULLABLE)
		return NULL;
	switch (field->type) {
	case FIELD_STRING:
	case FIELD_DATE:
		if (field->flags & FIELD_OR_NUMBER && type == VALUE_NUMBER)
			return NULL;
		if (type != VALUE_STRING)
			return expected(check, "string", value, path);
		if (field->type == FIELD_DATE && !field_is_date(value_text(value)))
			return "must match format \"date-time\"";
		return field_check_text(check, field, value_text(value));
	case FIELD_NUMBER:
		return type == VALUE_NUMBER ? NULL : expected(check, "number", value, path);
	case FIELD_BOOLEAN:
		return type == VALUE_BOOLEAN ? NULL : expected(check, "boolean", value, path);
	case FIELD_OBJECT:
		return match_object(check, field->fields, field->flags & FIELD_OPEN, value, path);
	case FIELD_ARRAY:
		return match_array(check, field, value, path);
	case FIELD_FLAT:
	case FIELD_ANY:
		break;
	}
	return NULL;
}

/*
 * Errors are found in the order of Meteor's check(): names as they were sent, then missing ones.
 */
const char *
fields_check_match(
    const struct fields_check *check, const struct field *fields, const struct value *object)
{
	return match_object(check, fields, false, object, "");
}
