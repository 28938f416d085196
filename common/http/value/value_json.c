/* SPDX-License-Identifier: MIT */
/*
 * Writes values as JSON. json-c's own writer is not used, because it writes numbers such as 1.0
 * and 1e3 as they were sent, where JavaScript writes 1 and 1000.
 */
#include <math.h>
#include <string.h>

#include "base/json_out.h"
#include "base/number.h"
#include "http/value/value.h"

static void
number_json(struct json_out *out, double number)
{
	char text[NUMBER_TEXT_SIZE];

	/* JSON cannot express infinity; JavaScript writes null. */
	if (!isfinite(number)) {
		json_null(out);
		return;
	}
	number_text(text, number);
	json_raw(out, text, strlen(text));
}

void
value_json(struct json_out *out, const struct value *value)
{
	double number;

	switch (value_type(value)) {
	case VALUE_NULL:
		json_null(out);
		break;
	case VALUE_BOOLEAN:
		json_bool(out, value_boolean(value));
		break;
	case VALUE_NUMBER:
		value_number(value, &number);
		number_json(out, number);
		break;
	case VALUE_STRING:
		json_string(out, value_text(value));
		break;
	case VALUE_ARRAY:
		json_array(out);
		for (size_t i = 0; i < value_count(value); i++)
			value_json(out, value_item(value, i));
		json_array_end(out);
		break;
	case VALUE_OBJECT:
		json_object(out);
		for (struct member m = member_first(value); m.name; m = member_next(m)) {
			json_key_text(out, m.name);
			value_json(out, m.value);
		}
		json_object_end(out);
		break;
	}
}

const char *
value_json_text(struct arena *arena, const struct value *value)
{
	struct json_text text;

	json_text_begin(&text);
	value_json(&text.out, value);
	return json_text_end(&text, arena);
}

const char *
value_member_json(struct arena *arena, const struct value *object, const char *name)
{
	const struct value *member = value_member(object, name);

	if (value_type(member) == VALUE_NULL)
		return NULL;
	return arena_printf(arena, "\"%s\":%s", name, value_json_text(arena, member));
}
