/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "http/request/fields_rules.h"
#include "base/number.h"

static const char *check_object(const struct fields_check *check, const struct field *fields,
    unsigned flags, struct value *object);

/*
 * The functions coerce_...() apply the coercions of ajv. They set *value to the new value, and
 * the caller puts that into the container.
 */

static bool
coerce_string(struct value **value)
{
	char digits[NUMBER_TEXT_SIZE];
	const char *text = "";
	double number;

	switch (value_type(*value)) {
	case VALUE_STRING:
		return true;
	case VALUE_NULL:
		break;
	case VALUE_BOOLEAN:
		text = value_boolean(*value) ? "true" : "false";
		break;
	case VALUE_NUMBER:
		value_number(*value, &number);
		number_text(digits, number);
		text = digits;
		break;
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		return false;
	}
	*value = value_new_string(text, strlen(text));
	return true;
}

static bool
coerce_text_to_number(struct value **value, const char *text)
{
	double number;

	if (*text == '\0') {
		*value =
		    value_new_null(); /* an empty "limit=" in a query means that there is no limit */
		return true;
	}
	if (!number_parse(text, strlen(text), &number))
		return false;
	*value = value_new_number(number);
	return true;
}

static bool
coerce_number(const struct fields_check *check, struct value **value)
{
	switch (value_type(*value)) {
	case VALUE_NUMBER:
		return true;
	case VALUE_NULL:
		*value = value_new_number(0);
		return true;
	case VALUE_BOOLEAN:
		*value = value_new_number(value_boolean(*value) ? 1 : 0);
		return true;
	case VALUE_STRING:
		return coerce_text_to_number(value, value_text(*value));
	case VALUE_ARRAY:
		if (check->from_query && value_count(*value) == 1 &&
		    value_text(value_item(*value, 0)))
			return coerce_text_to_number(value, value_text(value_item(*value, 0)));
		break;
	case VALUE_OBJECT:
		break;
	}
	return false;
}

static bool
coerce_boolean(struct value **value)
{
	const char *text = value_text(*value);
	double number = NAN;
	bool yes, no;

	if (value_type(*value) == VALUE_BOOLEAN)
		return true;
	value_number(*value, &number);
	yes = number == 1 || (text && strcmp(text, "true") == 0);
	no =
	    number == 0 || (text && strcmp(text, "false") == 0) || value_type(*value) == VALUE_NULL;
	if (yes || no)
		*value = value_new_boolean(yes);
	return yes || no;
}

static const char *
check_string(const struct fields_check *check, const struct field *field, struct value **value)
{
	if (!coerce_string(value))
		return "must be string";
	return field_check_text(check, field, value_text(*value));
}

static const char *
check_date(const struct field *field, struct value **value)
{
	if (field->flags & FIELD_OR_NUMBER && value_type(*value) == VALUE_NUMBER)
		return NULL;
	if (!coerce_string(value))
		return "must be string";
	return field_is_date(value_text(*value)) ? NULL : "must match format \"date-time\"";
}

/* What ajv says of oneOf: what is wrong by each variant, and that none is right. */
static const char *
check_variants(const struct fields_check *check, const struct field *field, struct value *item)
{
	const char *error_texts = "", *error_text;

	for (const struct field *const *variant = field->variants; *variant; variant++) {
		error_text = check_object(check, *variant, field->flags & FIELD_OPEN, item);
		if (!error_text)
			return NULL;
		error_texts = arena_printf(check->arena, "%s%s\n ", error_texts, error_text);
	}
	return arena_printf(check->arena, "%smust match exactly one schema in oneOf", error_texts);
}

static const char *
check_item(
    const struct fields_check *check, const struct field *field, struct value *array, size_t i)
{
	struct value *item = value_item(array, i), *checked = item;
	const char *error_text;

	if (field->variants)
		return check_variants(check, field, item);
	if (field->fields)
		return check_object(check, field->fields, field->flags, item);
	error_text = check_string(check, field, &checked);
	if (checked != item)
		value_set_item(array, i, checked);
	return error_text;
}

/* As ajv words it: the item that is the same as an earlier one is named first. */
static const char *
check_unique(const struct fields_check *check, const struct value *array)
{
	for (size_t i = 1; i < value_count(array); i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(value_text(value_item(array, i)),
				value_text(value_item(array, j))) == 0)
				return arena_printf(check->arena,
				    "must NOT have duplicate items (items ## %zu and %zu are "
				    "identical)",
				    i, j);
	return NULL;
}

/* A value that is not an array becomes the only item of one, unless FIELD_NO_SCALAR. */
static const char *
check_array(const struct fields_check *check, const struct field *field, struct value **value)
{
	const char *error_text = NULL;

	if (value_type(*value) == VALUE_OBJECT ||
	    (field->flags & FIELD_NO_SCALAR && value_type(*value) != VALUE_ARRAY))
		return "must be array";
	if (value_type(*value) != VALUE_ARRAY)
		*value = value_wrap(*value);
	if (field->flags & FIELD_NOT_EMPTY && value_count(*value) == 0)
		return "must NOT have fewer than 1 items";
	if (field->max_items > 0 && value_count(*value) > field->max_items)
		return arena_printf(
		    check->arena, "must NOT have more than %zu items", field->max_items);
	for (size_t i = 0; i < value_count(*value) && !error_text; i++)
		error_text = check_item(check, field, *value, i);
	if (field->flags & FIELD_UNIQUE && !error_text)
		error_text = check_unique(check, *value);
	return error_text;
}

static const char *
check_value(const struct fields_check *check, const struct field *field, struct value **value)
{
	if (value_type(*value) == VALUE_NULL && field->flags & FIELD_NULLABLE)
		return NULL;
	switch (field->type) {
	case FIELD_STRING:
		return check_string(check, field, value);
	case FIELD_NUMBER:
		return coerce_number(check, value) ? NULL : "must be number";
	case FIELD_BOOLEAN:
		return coerce_boolean(value) ? NULL : "must be boolean";
	case FIELD_DATE:
		return check_date(field, value);
	case FIELD_OBJECT:
		return check_object(check, field->fields, field->flags, *value);
	case FIELD_ARRAY:
		return check_array(check, field, value);
	case FIELD_FLAT:
		if (value_type(*value) == VALUE_OBJECT)
			return "must be string,boolean,number,array";
		if (value_type(*value) == VALUE_NULL)
			*value = value_new_string("", 0);
		break;
	case FIELD_ANY:
		break;
	}
	return NULL;
}

static const char *
check_member(const struct fields_check *check, const struct field *field, struct value *object)
{
	struct value *member = value_member(object, field->name), *checked = member;
	const char *error_text = check_value(check, field, &checked);

	if (checked != member)
		value_set(object, field->name, checked);
	return error_text;
}

/*
 * Sets a bit of *sent for each field of the table that was sent. False when the object has
 * members that the table does not allow.
 */
static bool
fields_sent(const struct fields_check *check, const struct field *fields, bool open,
    const struct value *object, uint64_t *sent)
{
	bool allowed = true;

	*sent = 0;
	for (struct member m = member_first(object); m.name; m = member_next(m)) {
		const struct field *field = field_find(fields, m.name);

		if (!field) {
			allowed &= open;
			continue;
		}
		assert(field - fields < 64);
		*sent |= UINT64_C(1) << (field - fields);
		if (field->flags & FIELD_SAME_AS_PATH)
			allowed &= field_same_as_path(check, field, m.value);
	}
	return allowed;
}

/* Checks the members that the table does not list. */
static const char *
check_others(
    const struct fields_check *check, const struct field *fields, const struct value *object)
{
	const char *error_text = NULL;

	for (struct member m = member_first(object); m.name && !error_text; m = member_next(m))
		if (!field_find(fields, m.name))
			error_text = field_check_kept(check, m.name, m.value);
	return error_text;
}

/*
 * Errors are found in ajv's order: type, required, additional, then each field in the table's
 * order.
 */
static const char *
check_object(const struct fields_check *check, const struct field *fields, unsigned flags,
    struct value *object)
{
	const char *error_text = NULL;
	uint64_t sent;
	size_t len = 0;
	bool allowed;

	if (value_type(object) != VALUE_OBJECT)
		return "must be object";
	allowed = fields_sent(check, fields, flags & FIELD_OPEN, object, &sent);
	for (; fields[len].name; len++)
		if (fields[len].flags & FIELD_REQUIRED && !(sent >> len & 1))
			return arena_printf(
			    check->arena, "must have required property '%s'", fields[len].name);
	if (!allowed && !(fields[len].flags & FIELD_OPEN))
		return "must NOT have additional properties";
	for (size_t i = 0; fields[i].name && !error_text; i++)
		if (sent >> i & 1)
			error_text = check_member(check, &fields[i], object);
	if (flags & FIELD_KEPT && !error_text)
		error_text = check_others(check, fields, object);
	return error_text;
}

const char *
fields_check_schema(
    const struct fields_check *check, const struct field *fields, struct value *object)
{
	return check_object(check, fields, 0, object);
}
