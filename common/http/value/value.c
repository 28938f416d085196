/* SPDX-License-Identifier: MIT */
#include "http/value/value.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "http/value/json_c.h"

/* JSON's null, the only struct value that is not a struct json_object. */
static struct value {
	char nothing;
} json_null_value;

struct json_object *
value_to_json(const struct value *value)
{
	/* json-c's functions that only read take non-const pointers, too. */
	return value == &json_null_value ? NULL : (struct json_object *)(uintptr_t)value;
}

static struct value *
value_from_json(struct json_object *json)
{
	return json ? (struct value *)json : &json_null_value;
}

/* --- reading ------------------------------------------------------------------------------- */

enum value_type
value_type(const struct value *value)
{
	switch (json_object_get_type(value_to_json(value))) {
	case json_type_null:
		break;
	case json_type_boolean:
		return VALUE_BOOLEAN;
	case json_type_int:
	case json_type_double:
		return VALUE_NUMBER;
	case json_type_string:
		return VALUE_STRING;
	case json_type_array:
		return VALUE_ARRAY;
	case json_type_object:
		return VALUE_OBJECT;
	}
	return VALUE_NULL;
}

const char *
value_text(const struct value *value)
{
	struct json_object *json = value_to_json(value);

	return json_object_is_type(json, json_type_string) ? json_object_get_string(json) : NULL;
}

bool
value_number(const struct value *value, double *number)
{
	if (value_type(value) != VALUE_NUMBER)
		return false;
	*number = json_object_get_double(value_to_json(value));
	return true;
}

bool
value_boolean(const struct value *value)
{
	struct json_object *json = value_to_json(value);

	return json_object_is_type(json, json_type_boolean) && json_object_get_boolean(json);
}

size_t
value_count(const struct value *value)
{
	struct json_object *json = value_to_json(value);

	if (json_object_is_type(json, json_type_array))
		return json_object_array_length(json);
	if (json_object_is_type(json, json_type_object))
		return (size_t)json_object_object_length(json);
	return 0;
}

struct value *
value_item(const struct value *array, size_t i)
{
	struct json_object *json = value_to_json(array);

	if (!json_object_is_type(json, json_type_array) || i >= json_object_array_length(json))
		return NULL;
	return value_from_json(json_object_array_get_idx(json, i));
}

static struct member
member_at(const struct lh_entry *entry)
{
	if (!entry)
		return (struct member){ .name = NULL };
	return (struct member){
		.name = lh_entry_k(entry),
		.value = value_from_json(lh_entry_v(entry)),
		.place = entry,
	};
}

struct member
member_first(const struct value *object)
{
	const struct lh_table *members = json_object_get_object(value_to_json(object));

	return member_at(members ? lh_table_head(members) : NULL);
}

struct member
member_next(struct member member)
{
	return member_at(lh_entry_next((const struct lh_entry *)member.place));
}

/* Objects have few members: comparing their names takes less time than hashing this one. */
struct value *
value_member(const struct value *object, const char *name)
{
	for (struct member m = member_first(object); m.name; m = member_next(m))
		if (*m.name == *name && strcmp(m.name, name) == 0)
			return m.value;
	return NULL;
}

const char *
value_member_text(const struct value *object, const char *name)
{
	return value_text(value_member(object, name));
}

const char *
value_texts(struct arena *arena, const struct value *array)
{
	struct buf texts = { 0 };
	const struct value *item;

	for (size_t i = 0; (item = value_item(array, i)); i++)
		if (value_text(item))
			buf_printf(&texts, "%s%s", texts.len > 0 ? "," : "", value_text(item));
	return buf_take(&texts, arena);
}

/* --- making -------------------------------------------------------------------------------- */

/*
 * Checks what json-c has allocated. Without memory the process ends, as it does with the arena.
 */
static struct value *
made(struct json_object *json)
{
	if (!json)
		log_fatal("out of memory");
	return value_from_json(json);
}

/* Checks that json-c has added a value, for the same reason. */
static void
added(int result)
{
	if (result != 0)
		log_fatal("out of memory");
}

static void
release(void *json)
{
	json_object_put(json);
}

struct value *
value_root(struct arena *arena, struct json_object *json)
{
	arena_defer(arena, release, json);
	return value_from_json(json);
}

struct value *
value_new_root(struct arena *arena)
{
	return value_root(arena, value_to_json(value_new_object()));
}

struct value *
value_new_null(void)
{
	return value_from_json(NULL);
}

struct value *
value_new_boolean(bool boolean)
{
	return made(json_object_new_boolean(boolean));
}

struct value *
value_new_number(double number)
{
	return made(json_object_new_double(number));
}

struct value *
value_new_string(const char *text, size_t len)
{
	return made(json_object_new_string_len(text, (int)len));
}

struct value *
value_new_array(void)
{
	return made(json_object_new_array());
}

struct value *
value_new_object(void)
{
	return made(json_object_new_object());
}

struct value *
value_share(struct value *value)
{
	return value_from_json(json_object_get(value_to_json(value)));
}

struct value *
value_wrap(struct value *value)
{
	struct value *array = value_new_array();

	value_append(array, value_share(value));
	return array;
}

void
value_add(struct value *object, const char *name, struct value *value)
{
	added(json_object_object_add_ex(value_to_json(object), name, value_to_json(value),
	    JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT));
}

void
value_set(struct value *object, const char *name, struct value *value)
{
	added(json_object_object_add(value_to_json(object), name, value_to_json(value)));
}

void
value_set_item(struct value *array, size_t i, struct value *value)
{
	added(json_object_array_put_idx(value_to_json(array), i, value_to_json(value)));
}

void
value_append(struct value *array, struct value *value)
{
	added(json_object_array_add(value_to_json(array), value_to_json(value)));
}

void
value_remove(struct value *object, const char *name)
{
	json_object_object_del(value_to_json(object), name);
}
