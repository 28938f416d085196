#include "http/request/value.h"

#include <math.h>
#include <string.h>

#include "base/json_out.h"
#include "base/number.h"

struct value *
value_new(struct arena *arena, enum value_type type, const char *name)
{
	struct value *value = arena_zalloc(arena, sizeof(*value));

	value->type = type;
	value->name = name;
	return value;
}

struct value *
value_new_string(struct arena *arena, const char *name, const char *text, size_t len)
{
	struct value *value = value_new(arena, VALUE_STRING, name);

	value->string.text = arena_strndup(arena, text, len);
	value->string.len = len;
	return value;
}

void
value_append(struct value *container, struct value *item)
{
	item->next = NULL;
	if (container->items.last)
		container->items.last->next = item;
	else
		container->items.first = item;
	container->items.last = item;
	container->items.count++;
}

void
value_wrap(struct arena *arena, struct value *value)
{
	struct value *item = arena_alloc(arena, sizeof(*item));

	*item = *value;
	item->name = NULL;
	*value = (struct value){ .type = VALUE_ARRAY, .name = value->name, .next = value->next };
	value_append(value, item);
}

struct value *
value_member(const struct value *object, const char *name)
{
	if (!object || object->type != VALUE_OBJECT)
		return NULL;
	for (struct value *member = object->items.first; member; member = member->next)
		if (*member->name == *name && strcmp(member->name, name) == 0)
			return member;
	return NULL;
}

const char *
value_text(const struct value *value)
{
	return value && value->type == VALUE_STRING ? value->string.text : NULL;
}

const char *
value_member_text(const struct value *object, const char *name)
{
	return value_text(value_member(object, name));
}

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
