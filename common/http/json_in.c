#include "http/json_in.h"

#include <json-c/json.h>

#include "base/log.h"

static struct value *
value_from_json(struct arena *arena, const char *name, struct json_object *json)
{
	struct value *value;

	switch (json_object_get_type(json)) {
	case json_type_boolean:
		value = value_new(arena, VALUE_BOOLEAN, name);
		value->boolean = json_object_get_boolean(json);
		return value;
	case json_type_int:
	case json_type_double:
		value = value_new(arena, VALUE_NUMBER, name);
		value->number = json_object_get_double(json);
		return value;
	case json_type_string:
		return value_new_string(arena, name, json_object_get_string(json),
		    (size_t)json_object_get_string_len(json));
	case json_type_array:
		value = value_new(arena, VALUE_ARRAY, name);
		for (size_t i = 0; i < json_object_array_length(json); i++)
			value_append(value,
			    value_from_json(arena, NULL, json_object_array_get_idx(json, i)));
		return value;
	case json_type_object:
		value = value_new(arena, VALUE_OBJECT, name);
		for (struct lh_entry *entry = lh_table_head(json_object_get_object(json)); entry;
		     entry = lh_entry_next(entry))
			value_append(
			    value, value_from_json(arena, arena_strdup(arena, lh_entry_k(entry)),
				       (struct json_object *)lh_entry_v(entry)));
		return value;
	case json_type_null:
		break;
	}
	return value_new(arena, VALUE_NULL, name);
}

static bool
is_blank(const char *text, size_t len)
{
	for (; len > 0; text++, len--)
		if (*text != ' ' && *text != '\t' && *text != '\r' && *text != '\n')
			return false;
	return true;
}

const char *
json_in_parse(struct arena *arena, const char *text, size_t len, struct value **object)
{
	struct json_tokener *tokener = NULL;
	struct json_object *json = NULL;
	const char *complaint;
	char root;

	if (is_blank(text, len)) {
		*object = value_new(arena, VALUE_OBJECT, NULL);
		return NULL;
	}
	complaint = json_check(arena, text, len, &root);
	if (complaint)
		return complaint;
	if (root != '{')
		return "must be object";
	tokener = json_tokener_new_ex(JSON_IN_DEPTH_MAX + 1);
	if (!tokener)
		log_fatal("out of memory for a JSON parser");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	json = json_tokener_parse_ex(tokener, text, (int)len);
	if (json)
		*object = value_from_json(arena, NULL, json);
	else
		complaint = arena_printf(arena, "invalid JSON at byte %zu: %s",
		    json_tokener_get_parse_end(tokener) + 1,
		    json_tokener_error_desc(json_tokener_get_error(tokener)));
	json_object_put(json);
	json_tokener_free(tokener);
	return complaint;
}
