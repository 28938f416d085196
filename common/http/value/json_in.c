/* SPDX-License-Identifier: MIT */
#include "http/value/json_in.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/log.h"
#include "http/value/json_c.h"
#include "http/value/json_scan.h"

/* --- json-c -------------------------------------------------------------------------------- */

static const char *
describe(enum json_tokener_error error)
{
	switch (error) {
	case json_tokener_continue:
	case json_tokener_error_parse_eof:
		return "unexpected end";
	case json_tokener_error_depth:
		return "nested more than 16 deep";
	default:
		return json_tokener_error_desc(error);
	}
}

static struct json_tokener *
tokener_new(void)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_IN_DEPTH_MAX + 1);

	if (!tokener)
		log_fatal("out of memory");
	/*
	 * json-c parses each text in a copy of the thread's locale with the numeric format of
	 * "C". The thread uses "C" itself anyway, and of that the C library makes no copy.
	 */
	uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
	return tokener;
}

/*
 * Whether json-c stopped behind an integer of more than 64 bits: from 0.18 on it takes that for an
 * error of syntax. Older versions clamp it, see is_number().
 */
static bool
follows_large_integer(const char *text, size_t end)
{
	size_t digits = 0;

	while (digits < end && text[end - digits - 1] >= '0' && text[end - digits - 1] <= '9')
		digits++;
	return digits >= 19;
}

/* Parses the text with json-c. Returns NULL and sets *json, or returns an error text. */
static const char *
tokenise(struct arena *arena, const char *text, size_t len, struct json_object **json)
{
	static struct json_tokener *tokener; /* reused for the next text */
	enum json_tokener_error error;
	size_t end;

	if (!tokener)
		tokener = tokener_new();
	/* json_scan() has validated the UTF-8; json-c's own check accepts invalid sequences. */
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	*json = json_tokener_parse_ex(tokener, text, (int)len);
	end = json_tokener_get_parse_end(tokener);
	/* json-c takes a number or a word as complete only when a NUL follows. */
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		*json = json_tokener_parse_ex(tokener, "", 1);
	error = json_tokener_get_error(tokener);
	json_tokener_reset(tokener);
	if (error == json_tokener_error_parse_number && follows_large_integer(text, end))
		return "must be number";
	return error == json_tokener_success ? NULL : json_error_text(arena, end, describe(error));
}

/* --- after json-c -------------------------------------------------------------------------- */

/*
 * False for NaN and Infinity, which are not JSON, and for the largest and smallest integers of 64
 * bits, to which json-c clamps all that are beyond. 1e400 is valid JSON, although it overflows:
 * json-c keeps the text of such a number as userdata.
 */
static bool
is_number(struct json_object *json)
{
	if (json_object_is_type(json, json_type_double))
		return isfinite(json_object_get_double(json)) || json_object_get_userdata(json);
	return json_object_get_int64(json) != INT64_MIN &&
	       json_object_get_uint64(json) != INT64_MAX &&
	       json_object_get_uint64(json) != UINT64_MAX;
}

static bool
numbers_valid(const struct value *value)
{
	bool valid = true;

	switch (value_type(value)) {
	case VALUE_NUMBER:
		return is_number(value_to_json(value));
	case VALUE_ARRAY:
		for (size_t i = 0; valid && i < value_count(value); i++)
			valid = numbers_valid(value_item(value, i));
		break;
	case VALUE_OBJECT:
		for (struct member m = member_first(value); valid && m.name; m = member_next(m))
			valid = numbers_valid(m.value);
		break;
	case VALUE_NULL:
	case VALUE_BOOLEAN:
	case VALUE_STRING:
		break;
	}
	return valid;
}

/* Parses a text that is not blank. */
static const char *
value_parse(struct arena *arena, const char *text, size_t len, enum value_type type,
    const char *complaint, struct value **value)
{
	const char *error_text = json_scan(arena, text, len, JSON_IN_ITEMS_MAX);
	struct json_object *json;

	if (!error_text)
		error_text = tokenise(arena, text, len, &json);
	if (error_text)
		return error_text;
	*value = value_root(arena, json);
	if (value_type(*value) != type)
		return complaint;
	return numbers_valid(*value) ? NULL : "must be number";
}

const char *
json_in_parse(struct arena *arena, const char *text, size_t len, struct value **object)
{
	struct value *value;
	const char *error_text;

	if (json_is_blank(text, len)) {
		*object = value_new_root(arena);
		return NULL;
	}
	error_text = value_parse(arena, text, len, VALUE_OBJECT, "must be object", &value);
	if (!error_text)
		*object = value;
	return error_text;
}

const char *
json_in_parse_array(
    struct arena *arena, const char *text, size_t len, const char *name, struct value **object)
{
	struct value *value;
	const char *error_text =
	    value_parse(arena, text, len, VALUE_ARRAY, "must be array", &value);

	if (error_text)
		return error_text;
	*object = value_new_root(arena);
	value_add(*object, name, value_share(value));
	return NULL;
}
