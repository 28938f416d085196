#include "base/json_out.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"

void
json_begin(struct json_out *out, struct buf *buf)
{
	*out = (struct json_out){ .buf = buf };
}

/* Before every value: a comma, unless it is the first of its container or follows its key. */
static void
value_begin(struct json_out *out)
{
	uint64_t bit = UINT64_C(1) << (out->depth % JSON_DEPTH_MAX);

	if (out->after_key) {
		out->after_key = false;
		return;
	}
	if (out->depth > 0 && out->filled & bit)
		buf_putc(out->buf, ',');
	out->filled |= bit;
}

static void
container_begin(struct json_out *out, char bracket)
{
	value_begin(out);
	out->depth++;
	assert(out->depth < JSON_DEPTH_MAX);
	out->filled &= ~(UINT64_C(1) << out->depth);
	buf_putc(out->buf, bracket);
}

static void
container_end(struct json_out *out, char bracket)
{
	assert(out->depth > 0 && !out->after_key);
	out->depth--;
	buf_putc(out->buf, bracket);
}

void
json_object(struct json_out *out)
{
	container_begin(out, '{');
}

void
json_object_end(struct json_out *out)
{
	container_end(out, '}');
}

void
json_array(struct json_out *out)
{
	container_begin(out, '[');
}

void
json_array_end(struct json_out *out)
{
	container_end(out, ']');
}

/* How a byte is written: 0 as it is, 'u' as \u00XX, else behind a backslash. */
static const char escapes[256] = { 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f',
	'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	'u', ['"'] = '"', ['\\'] = '\\' };

static void
string_write(struct buf *buf, const char *text, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	const char *end = text + len, *run;
	char *to;

	buf_putc(buf, '"');
	while (text < end) {
		unsigned char c;

		for (run = text; run < end && !escapes[(unsigned char)*run]; run++)
			continue;
		buf_put(buf, text, (size_t)(run - text));
		text = run;
		if (text == end)
			break;
		c = (unsigned char)*text++;
		to = buf_reserve(buf, 6);
		to[0] = '\\';
		to[1] = escapes[c];
		if (escapes[c] != 'u') {
			buf->len += 2;
			continue;
		}
		to[2] = to[3] = '0';
		to[4] = hex[c >> 4];
		to[5] = hex[c & 15];
		buf->len += 6;
	}
	buf_putc(buf, '"');
}

void
json_key(struct json_out *out, const char *name)
{
	assert(!out->after_key);
	value_begin(out);
	string_write(out->buf, name, strlen(name));
	buf_putc(out->buf, ':');
	out->after_key = true;
}

void
json_string_len(struct json_out *out, const char *text, size_t len)
{
	value_begin(out);
	string_write(out->buf, text, len);
}

void
json_string(struct json_out *out, const char *text)
{
	if (text)
		json_string_len(out, text, strlen(text));
	else
		json_null(out);
}

void
json_int(struct json_out *out, int64_t value)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--p = '-';
	json_raw(out, p, (size_t)(digits + sizeof(digits) - p));
}

void
json_bool(struct json_out *out, bool value)
{
	if (value)
		json_raw(out, "true", 4);
	else
		json_raw(out, "false", 5);
}

void
json_null(struct json_out *out)
{
	json_raw(out, "null", 4);
}

void
json_time(struct json_out *out, int64_t ms)
{
	char text[CLOCK_ISO_SIZE + 2];

	text[0] = '"';
	clock_iso(text + 1, ms);
	text[CLOCK_ISO_SIZE] = '"';
	json_raw(out, text, CLOCK_ISO_SIZE + 1);
}

void
json_raw(struct json_out *out, const char *text, size_t len)
{
	value_begin(out);
	buf_put(out->buf, text, len);
}

void
json_members_raw(struct json_out *out, const char *text)
{
	assert(!out->after_key);
	json_raw(out, text, strlen(text));
}

void
json_put_string(struct json_out *out, const char *name, const char *text)
{
	json_key(out, name);
	json_string(out, text);
}

void
json_put_string_opt(struct json_out *out, const char *name, const char *text)
{
	if (text)
		json_put_string(out, name, text);
}

void
json_put_int(struct json_out *out, const char *name, int64_t value)
{
	json_key(out, name);
	json_int(out, value);
}

void
json_put_bool(struct json_out *out, const char *name, bool value)
{
	json_key(out, name);
	json_bool(out, value);
}

void
json_put_time(struct json_out *out, const char *name, int64_t ms)
{
	json_key(out, name);
	json_time(out, ms);
}

void
json_put_raw(struct json_out *out, const char *name, const char *text)
{
	json_key(out, name);
	json_raw(out, text, strlen(text));
}
