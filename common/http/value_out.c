#include "http/value_out.h"

#include <math.h>
#include <string.h>

#include "http/number.h"

void
value_json(struct json_out *out, const struct value *value)
{
	char number[NUMBER_TEXT_SIZE];

	switch (value->type) {
	case VALUE_NULL:
		json_null(out);
		break;
	case VALUE_BOOLEAN:
		json_bool(out, value->boolean);
		break;
	case VALUE_NUMBER:
		/* JSON has no word for infinity. */
		if (!isfinite(value->number)) {
			json_null(out);
			break;
		}
		number_text(number, value->number);
		json_raw(out, number, strlen(number));
		break;
	case VALUE_STRING:
		json_string_len(out, value->string.text, value->string.len);
		break;
	case VALUE_ARRAY:
		json_array(out);
		for (const struct value *item = value->items.first; item; item = item->next)
			value_json(out, item);
		json_array_end(out);
		break;
	case VALUE_OBJECT:
		json_object(out);
		for (const struct value *member = value->items.first; member;
		     member = member->next) {
			json_key_text(out, member->name);
			value_json(out, member);
		}
		json_object_end(out);
		break;
	}
}

const char *
value_json_text(struct arena *arena, const struct value *value)
{
	struct buf buf = { 0 };
	struct json_out out;
	const char *json;

	json_begin(&out, &buf);
	value_json(&out, value);
	json = arena_strndup(arena, buf.data, buf.len);
	buf_free(&buf);
	return json;
}

const char *
value_member_json(struct arena *arena, const struct value *object, const char *name)
{
	const struct value *member = value_member(object, name);

	if (!member || member->type == VALUE_NULL)
		return NULL;
	return arena_printf(arena, "\"%s\":%s", name, value_json_text(arena, member));
}
