#include "http/request/fields.h"

#include <string.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/utf8.h"
#include "base/number.h"

static const char *check_value(
    const struct fields_check *check, const struct field *field, struct value *value);

const struct field *
fields_find(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

bool
fields_same_as_path(
    const struct fields_check *check, const struct field *field, const struct value *value)
{
	const char *path = check->path ? path_params_get(check->path, field->name) : NULL;
	const char *text = value_text(value);
	char number[NUMBER_TEXT_SIZE];

	if (value->type == VALUE_NUMBER) {
		number_text(number, value->number);
		text = number;
	}
	return path && text && strcmp(path, text) == 0;
}

/* Length and alphabet of what is a string by now. */
const char *
fields_check_text(
    const struct fields_check *check, const struct field *field, const struct value *value)
{
	const char *text = value->string.text;

	if (field->max > 0 && utf8_utf16_len(text, value->string.len) > field->max)
		return arena_printf(
		    check->arena, "must NOT have more than %zu characters", field->max);
	if (field->flags & FIELD_NEW_ID && *text && !id_valid(text, ID_MAX_LEN))
		return "must match pattern \"^[!-.0-~]{1,64}$\"";
	/* A blank token counts as none: the handler says what that means. */
	if (field->flags & FIELD_NEW_TOKEN && !utf8_is_blank(text) &&
	    !id_valid(text, TOKEN_MAX_LEN))
		return "must match pattern \"^[!-.0-~]{1,255}$\"";
	return NULL;
}

static void
become_string(const struct fields_check *check, struct value *value, const char *text)
{
	value->type = VALUE_STRING;
	value->string.len = strlen(text);
	value->string.text = arena_strndup(check->arena, text, value->string.len);
}

static void
become_number(struct value *value, double number)
{
	value->type = VALUE_NUMBER;
	value->number = number;
}

static bool
coerce_string(const struct fields_check *check, struct value *value)
{
	char number[NUMBER_TEXT_SIZE];

	switch (value->type) {
	case VALUE_NULL:
		become_string(check, value, "");
		return true;
	case VALUE_BOOLEAN:
		become_string(check, value, value->boolean ? "true" : "false");
		return true;
	case VALUE_NUMBER:
		number_text(number, value->number);
		become_string(check, value, number);
		return true;
	case VALUE_STRING:
		return true;
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		break;
	}
	return false;
}

static bool
coerce_number(const struct fields_check *check, struct value *value)
{
	const struct value *only;
	double number;

	if (check->from_query && value->type == VALUE_ARRAY && value->items.count == 1) {
		only = value->items.first;
		if (only->type != VALUE_STRING)
			return false;
		become_string(check, value, only->string.text);
	}
	switch (value->type) {
	case VALUE_NUMBER:
		return true;
	case VALUE_NULL:
		become_number(value, 0);
		return true;
	case VALUE_BOOLEAN:
		become_number(value, value->boolean ? 1 : 0);
		return true;
	case VALUE_STRING:
		if (value->string.len == 0) {
			value->type = VALUE_NULL; /* "limit=" in a query means no limit given */
			return true;
		}
		if (!number_parse(value->string.text, value->string.len, &number))
			return false;
		become_number(value, number);
		return true;
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		break;
	}
	return false;
}

static bool
coerce_boolean(struct value *value)
{
	bool yes = false, no = false;

	switch (value->type) {
	case VALUE_BOOLEAN:
		return true;
	case VALUE_NULL:
		no = true;
		break;
	case VALUE_NUMBER:
		yes = value->number == 1;
		no = value->number == 0;
		break;
	case VALUE_STRING:
		yes = strcmp(value->string.text, "true") == 0;
		no = strcmp(value->string.text, "false") == 0;
		break;
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		break;
	}
	value->type = yes || no ? VALUE_BOOLEAN : value->type;
	if (yes || no)
		value->boolean = yes;
	return yes || no;
}

static const char *
check_date(const struct fields_check *check, struct value *value)
{
	int64_t ms;

	if (!coerce_string(check, value))
		return "must be string";
	if (value->string.len > 0 && !clock_parse(value->string.text, value->string.len, &ms))
		return "must match format \"date-time\"";
	return NULL;
}

static const char *
check_array(const struct fields_check *check, const struct field *field, struct value *value)
{
	const char *complaint = NULL;

	if (value->type == VALUE_OBJECT)
		return "must be array";
	if (value->type != VALUE_ARRAY)
		value_wrap(check->arena, value);
	if (field->flags & FIELD_NOT_EMPTY && value->items.count == 0)
		return "must NOT have fewer than 1 items";
	for (struct value *item = value->items.first; item && !complaint; item = item->next) {
		if (field->fields)
			complaint = fields_check_schema(
			    check, field->fields, field->flags & FIELD_OPEN, item);
		else if (!coerce_string(check, item))
			complaint = "must be string";
		else
			complaint = fields_check_text(check, field, item);
	}
	return complaint;
}

static const char *
check_value(const struct fields_check *check, const struct field *field, struct value *value)
{
	if (value->type == VALUE_NULL && field->flags & FIELD_NULLABLE)
		return NULL;
	switch (field->type) {
	case FIELD_STRING:
		if (!coerce_string(check, value))
			return "must be string";
		return fields_check_text(check, field, value);
	case FIELD_NUMBER:
		return coerce_number(check, value) ? NULL : "must be number";
	case FIELD_BOOLEAN:
		return coerce_boolean(value) ? NULL : "must be boolean";
	case FIELD_DATE:
		return check_date(check, value);
	case FIELD_OBJECT:
		return fields_check_schema(check, field->fields, field->flags & FIELD_OPEN, value);
	case FIELD_ARRAY:
		return check_array(check, field, value);
	case FIELD_ANY:
		break;
	}
	return NULL;
}

/* The order is ajv's: type, required, additional, then each property in the table's order. */
const char *
fields_check_schema(
    const struct fields_check *check, const struct field *fields, bool open, struct value *object)
{
	const char *complaint = NULL;

	if (object->type != VALUE_OBJECT)
		return "must be object";
	for (const struct field *field = fields; field->name; field++)
		if (field->flags & FIELD_REQUIRED && !value_member(object, field->name))
			return arena_printf(
			    check->arena, "must have required property '%s'", field->name);
	for (struct value *member = object->items.first; member; member = member->next) {
		const struct field *field = fields_find(fields, member->name);

		if (field ? field->flags & FIELD_SAME_AS_PATH &&
				!fields_same_as_path(check, field, member)
			  : !open)
			return "must NOT have additional properties";
	}
	for (const struct field *field = fields; field->name && !complaint; field++) {
		struct value *member = value_member(object, field->name);

		if (member)
			complaint = check_value(check, field, member);
	}
	return complaint;
}

const char *
fields_check(const struct fields_check *check, const struct field *fields, enum rules rules,
    struct value *object)
{
	if (rules == RULES_MATCH)
		return fields_check_match(check, fields, object);
	return fields_check_schema(check, fields, false, object);
}
