/* SPDX-License-Identifier: MIT */
#include "http/value/query.h"

#include <string.h>

#include "base/utf8.h"

#define INDEX_MAX_LEN 2

/* The parts of a decoded name: a[b][] has "a", "b", "". */
struct name {
	const char *parts[QUERY_DEPTH_MAX + 1];
	size_t count;
};

/*
 * The position of an item that a client put into an array by index: a[1]=x&a[0]=y, or
 * a[0][b]=1&a[0][c]=2.
 */
struct place {
	const struct value *array;
	const char *index;
	size_t at;
	const struct place *next;
};

struct reader {
	struct arena *arena;
	const struct place *places;
};

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
percent_decode(const char *text, size_t len, bool plus_is_blank, char *out, size_t *out_len)
{
	size_t to = 0, i = 0;

	if (!memchr(text, '%', len) && !(plus_is_blank && memchr(text, '+', len))) {
		memmove(out, text, len);
		i = to = len;
	}
	for (; i < len; i++) {
		if (text[i] != '%' && text[i] != '+') {
			out[to++] = text[i];
		} else if (text[i] == '%') {
			int high = i + 2 < len ? hex_digit(text[i + 1]) : -1;
			int low = i + 2 < len ? hex_digit(text[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			out[to++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[to++] = plus_is_blank ? ' ' : '+';
		}
	}
	*out_len = to;
	return utf8_valid(out, to, NULL) && !memchr(out, '\0', to);
}

static char *
decode(struct arena *arena, const char *text, size_t len)
{
	char *out = arena_alloc(arena, len + 1);
	size_t out_len;

	if (!percent_decode(text, len, true, out, &out_len))
		return NULL;
	out[out_len] = '\0';
	return out;
}

/* Splits the name at its brackets. False when they nest too deep. */
static bool
name_split(struct arena *arena, char *text, struct name *name)
{
	char *open = strchr(text, '['), *close;

	name->count = 0;
	name->parts[name->count++] = text;
	if (!open || !strchr(open, ']'))
		return true; /* without a closing bracket they are part of the name */
	if (open == text)
		name->count = 0; /* [a]=1 means a=1 */
	for (*open = '\0'; open; open = close[1] == '[' ? close + 1 : NULL) {
		close = strchr(open + 1, ']');
		if (!close)
			break;
		if (name->count > QUERY_DEPTH_MAX)
			return false;
		name->parts[name->count++] =
		    arena_strndup(arena, open + 1, (size_t)(close - open - 1));
	}
	return true;
}

/*
 * Whether a part between brackets makes an array: it is empty or an index of one or two digits.
 */
static bool
is_index(const char *part)
{
	size_t len = strlen(part);

	return len <= INDEX_MAX_LEN && strspn(part, "0123456789") == len;
}

/* The position of the item that was put into the array at that index; NULL when there is none. */
static const struct place *
place_find(const struct reader *in, const struct value *array, const char *index)
{
	/* a[] always appends. */
	if (*index == '\0' || value_count(array) == 0)
		return NULL;
	for (const struct place *place = in->places; place; place = place->next)
		if (place->array == array && strcmp(place->index, index) == 0)
			return place;
	return NULL;
}

/* The value that the container has under that part of a name; NULL when there is none. */
static struct value *
find(const struct reader *in, const struct value *container, const char *part)
{
	const struct place *place;

	if (value_type(container) == VALUE_OBJECT)
		return value_member(container, part);
	place = place_find(in, container, part);
	return place ? value_item(container, place->at) : NULL;
}

/* Puts the value under that part of a name, replacing the one that find() has found. */
static void
replace(const struct reader *in, struct value *container, const char *part, struct value *value)
{
	if (value_type(container) == VALUE_OBJECT)
		value_set(container, part, value);
	else
		value_set_item(container, place_find(in, container, part)->at, value);
}

/* Puts the value under that part of a name, where find() has found nothing. */
static void
put(struct reader *in, struct value *container, const char *part, struct value *value)
{
	struct place *place;

	if (value_type(container) == VALUE_OBJECT) {
		value_add(container, part, value);
		return;
	}
	place = arena_alloc(in->arena, sizeof(*place));
	*place = (struct place){ container, part, value_count(container), in->places };
	in->places = place;
	value_append(container, value);
}

/*
 * Returns the array or object under that part of a name. It is created when absent, and a string
 * that is there becomes the first item of an array.
 */
static struct value *
descend(struct reader *in, struct value *container, const char *part, bool array)
{
	struct value *item = find(in, container, part);

	if (item && value_type(item) != VALUE_STRING)
		return item;
	if (item) {
		item = value_wrap(item);
		replace(in, container, part, item);
	} else {
		item = array ? value_new_array() : value_new_object();
		put(in, container, part, item);
	}
	return item;
}

static void
add(struct reader *in, struct value *container, const struct name *name, const char *text)
{
	struct value *string = value_new_string(text, strlen(text)), *item;
	const char *last = name->parts[name->count - 1];

	for (size_t i = 0; i + 1 < name->count; i++)
		container = descend(in, container, name->parts[i], is_index(name->parts[i + 1]));
	item = find(in, container, last);
	if (!item) {
		put(in, container, last, string);
		return;
	}
	if (value_type(item) != VALUE_ARRAY) {
		item = value_wrap(item);
		replace(in, container, last, item);
	}
	value_append(item, string);
}

static const char *
part_parse(struct reader *in, const char *part, size_t len, struct value *object)
{
	const char *equals = memchr(part, '=', len);
	size_t name_len = equals ? (size_t)(equals - part) : len;
	char *decoded = decode(in->arena, part, name_len);
	const char *text = equals ? decode(in->arena, equals + 1, len - name_len - 1) : "";
	struct name name;

	if (!decoded || !text)
		return "parameters must be percent-encoded UTF-8 without NUL";
	if (*decoded == '\0')
		return NULL;
	if (!name_split(in->arena, decoded, &name))
		return "parameters must NOT nest more than 5 deep";
	add(in, object, &name, text);
	return NULL;
}

const char *
query_parse(struct arena *arena, const char *text, size_t len, struct value **object)
{
	struct reader in = { .arena = arena };
	const char *end = text + len, *error_text;
	size_t count = 0;

	*object = value_new_root(arena);
	while (text < end) {
		const char *ampersand = memchr(text, '&', (size_t)(end - text));
		const char *part_end = ampersand ? ampersand : end;

		if (part_end > text) {
			if (++count > QUERY_PARAMETERS_MAX)
				return "must NOT have more than 1000 parameters";
			error_text = part_parse(&in, text, (size_t)(part_end - text), *object);
			if (error_text)
				return error_text;
		}
		text = part_end + 1;
	}
	return NULL;
}
