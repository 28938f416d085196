#include "http/request/query.h"

#include <string.h>

#include "base/utf8.h"

/* Items of an array are kept under their index while the tree is built: a[1]=x&a[0]=y. */
#define INDEX_MAX_LEN 2

/* A decoded name taken apart: a[b][] is "a", "b", "". */
struct name {
	const char *parts[QUERY_DEPTH_MAX + 1];
	size_t count;
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

/* Cuts the name at its brackets. False when they nest too deep. */
static bool
name_split(struct arena *arena, char *text, struct name *name)
{
	char *open = strchr(text, '['), *close;

	name->count = 0;
	name->parts[name->count++] = text;
	if (!open || !strchr(open, ']'))
		return true; /* no pair of brackets: they are part of the name */
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

/* True for what stands between the brackets of an array: nothing, or a small index. */
static bool
is_index(const char *part)
{
	size_t len = strlen(part);

	return len <= INDEX_MAX_LEN && strspn(part, "0123456789") == len;
}

static struct value *
find(const struct value *container, const char *part)
{
	if (*part == '\0')
		return NULL; /* a[] always means one more */
	for (struct value *item = container->items.first; item; item = item->next)
		if (item->name && strcmp(item->name, part) == 0)
			return item;
	return NULL;
}

static void
put(struct arena *arena, struct value *container, const struct name *name, const char *text)
{
	struct value *item;

	for (size_t i = 0; i + 1 < name->count; i++) {
		item = find(container, name->parts[i]);
		if (!item) {
			item = value_new(arena,
			    is_index(name->parts[i + 1]) ? VALUE_ARRAY : VALUE_OBJECT,
			    name->parts[i]);
			value_append(container, item);
		} else if (item->type == VALUE_STRING) {
			value_wrap(arena, item);
		}
		container = item;
	}
	item = find(container, name->parts[name->count - 1]);
	if (!item) {
		value_append(container,
		    value_new_string(arena, name->parts[name->count - 1], text, strlen(text)));
		return;
	}
	if (item->type != VALUE_ARRAY)
		value_wrap(arena, item);
	value_append(item, value_new_string(arena, NULL, text, strlen(text)));
}

/* Items of arrays have no names, members of objects always do. */
static void
names_settle(struct value *container)
{
	for (struct value *item = container->items.first; item; item = item->next) {
		if (container->type == VALUE_ARRAY)
			item->name = NULL;
		else if (!item->name)
			item->name = "";
		if (item->type == VALUE_ARRAY || item->type == VALUE_OBJECT)
			names_settle(item);
	}
}

static const char *
part_parse(struct arena *arena, const char *part, size_t len, struct value *object)
{
	const char *equals = memchr(part, '=', len);
	size_t name_len = equals ? (size_t)(equals - part) : len;
	char *decoded = decode(arena, part, name_len);
	const char *text = equals ? decode(arena, equals + 1, len - name_len - 1) : "";
	struct name name;

	if (!decoded || !text)
		return "parameters must be percent-encoded UTF-8 without NUL";
	if (*decoded == '\0')
		return NULL;
	if (!name_split(arena, decoded, &name))
		return "parameters must NOT nest more than 5 deep";
	put(arena, object, &name, text);
	return NULL;
}

const char *
query_parse(struct arena *arena, const char *text, size_t len, struct value **object)
{
	const char *end = text + len, *complaint;
	size_t count = 0;

	*object = value_new(arena, VALUE_OBJECT, NULL);
	while (text < end) {
		const char *ampersand = memchr(text, '&', (size_t)(end - text));
		const char *part_end = ampersand ? ampersand : end;

		if (part_end > text) {
			if (++count > QUERY_PARAMETERS_MAX)
				return "must NOT have more than 1000 parameters";
			complaint = part_parse(arena, text, (size_t)(part_end - text), *object);
			if (complaint)
				return complaint;
		}
		text = part_end + 1;
	}
	names_settle(*object);
	return NULL;
}
