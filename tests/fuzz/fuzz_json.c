/*
 * fuzz_json.c: whatever is read as JSON is what json-c reads, and json-c takes all that is
 * read. It takes more: what ours refuses on purpose.
 */
#include <assert.h>
#include <json-c/json.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/request/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
compare(const struct value *ours, struct json_object *theirs)
{
	struct json_object *member;
	size_t i = 0;

	switch (ours->type) {
	case VALUE_NULL:
		assert(theirs == NULL);
		break;
	case VALUE_BOOLEAN:
		assert(json_object_is_type(theirs, json_type_boolean));
		assert(ours->boolean == (json_object_get_boolean(theirs) != 0));
		break;
	case VALUE_NUMBER:
		assert(json_object_is_type(theirs, json_type_int) ||
		       json_object_is_type(theirs, json_type_double));
		assert(ours->number == json_object_get_double(theirs));
		break;
	case VALUE_STRING:
		assert(json_object_is_type(theirs, json_type_string));
		assert(ours->string.len == (size_t)json_object_get_string_len(theirs));
		assert(strlen(ours->string.text) == ours->string.len);
		assert(strcmp(ours->string.text, json_object_get_string(theirs)) == 0);
		assert(utf8_valid(ours->string.text, ours->string.len, NULL));
		break;
	case VALUE_ARRAY:
		assert(json_object_is_type(theirs, json_type_array));
		assert(ours->items.count == json_object_array_length(theirs));
		for (const struct value *item = ours->items.first; item; item = item->next)
			compare(item, json_object_array_get_idx(theirs, i++));
		assert(i == ours->items.count);
		break;
	case VALUE_OBJECT:
		assert(json_object_is_type(theirs, json_type_object));
		assert(ours->items.count == (size_t)json_object_object_length(theirs));
		for (const struct value *item = ours->items.first; item; item = item->next) {
			assert(json_object_object_get_ex(theirs, item->name, &member));
			compare(item, member);
		}
		break;
	}
}

static struct json_object *
read_theirs(const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_IN_DEPTH_MAX + 1);
	struct json_object *json;

	assert(tokener);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	json = json_tokener_parse_ex(tokener, text, (int)len);
	json_tokener_free(tokener);
	return json;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct json_object *theirs;
	struct value *ours;
	const char *complaint;
	char *text;

	if (!arena)
		arena = arena_new();
	text = malloc(size ? size : 1); /* exactly that size, so that reading on is noticed */
	assert(text);
	memcpy(text, data, size);
	complaint = json_in_parse(arena, text, size, &ours);
	assert(!complaint || *complaint);
	/* A text of blanks alone is an empty object to ours. */
	if (!complaint && memchr(text, '{', size)) {
		theirs = read_theirs(text, size);
		assert(theirs);
		compare(ours, theirs);
		json_object_put(theirs);
	}
	free(text);
	arena_reset(arena);
	return 0;
}
