/* SPDX-License-Identifier: MIT */
#include "base/json_out.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"

void
json_begin(struct json_out *out, struct buf *buf)
{
	*out = (struct json_out){ .buf = buf };
}

void
json_begin_members(struct json_out *out, struct buf *buf)
{
	*out = (struct json_out){ .buf = buf, .depth = 1 };
}

void
json_text_begin(struct json_text *text)
{
	text->buf = (struct buf){ 0 };
	json_begin(&text->out, &text->buf);
}

const char *
json_text_end(struct json_text *text, struct arena *arena)
{
	return buf_take(&text->buf, arena);
}

/* Writes a comma, except in front of the first element of an array or object. */
static inline void
comma(struct json_out *out)
{
	uint64_t bit = UINT64_C(1) << (out->depth % JSON_DEPTH_MAX);

	if (out->depth > 0 && out->filled & bit)
		buf_putc(out->buf, ',');
	out->filled |= bit;
}

/* Must be called before each value. For the value of a member, the comma precedes the key. */
static inline void
value_begin(struct json_out *out)
{
	if (out->after_key)
		out->after_key = false;
	else
		comma(out);
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

/*
 * Tells how to write each byte: 0 means unchanged and 'u' means \u00XX; any other character is
 * written after a backslash.
 */
static const char escapes[256] = { 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f',
	'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	'u', ['"'] = '"', ['\\'] = '\\' };

size_t
json_plain_len(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;

	/* Four at a time as long as none of them is to be escaped, as hardly any is. */
	while (len - i >= 4 &&
	       !(escapes[p[i]] | escapes[p[i + 1]] | escapes[p[i + 2]] | escapes[p[i + 3]]))
		i += 4;
	while (i < len && !escapes[p[i]])
		i++;
	return i;
}

static void
escape_write(struct buf *buf, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	buf_putc(buf, '\\');
	buf_putc(buf, escapes[c]);
	if (escapes[c] != 'u')
		return;
	buf_puts(buf, "00");
	buf_putc(buf, hex[c >> 4]);
	buf_putc(buf, hex[c & 15]);
}

/* Writes text that begins with a byte to escape. */
static void
string_escaped(struct buf *buf, const char *text, size_t len)
{
	size_t plain = 0;

	do {
		escape_write(buf, (unsigned char)text[plain++]);
		text += plain;
		len -= plain;
		plain = json_plain_len(text, len);
		buf_put(buf, text, plain);
	} while (plain < len);
}

static void
string_write(struct buf *buf, const char *text, size_t len)
{
	size_t plain = json_plain_len(text, len);
	char *to = buf_reserve(buf, len + 2);

	*to = '"';
	memcpy(to + 1, text, plain);
	buf->len += plain + 1;
	if (plain < len)
		string_escaped(buf, text + plain, len - plain);
	buf_putc(buf, '"');
}

/* Writes "name": without escaping. */
static inline void
key_write(struct json_out *out, const char *name, size_t len)
{
	char *to;

	assert(!out->after_key);
	comma(out);
	to = buf_reserve(out->buf, len + 3);
	*to = '"';
	memcpy(to + 1, name, len);
	to[len + 1] = '"';
	to[len + 2] = ':';
	out->buf->len += len + 3;
}

void
json_key_plain(struct json_out *out, const char *name, size_t len)
{
	key_write(out, name, len);
	out->after_key = true;
}

void
json_key_text(struct json_out *out, const char *name)
{
	assert(!out->after_key);
	comma(out);
	string_write(out->buf, name, strlen(name));
	buf_putc(out->buf, ':');
	out->after_key = true;
}

void
json_member_string(struct json_out *out, const char *name, size_t name_len, const char *text)
{
	key_write(out, name, name_len);
	if (text)
		string_write(out->buf, text, strlen(text));
	else
		buf_puts(out->buf, "null");
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
	value_begin(out);
	buf_put_int(out->buf, value);
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
	char *to;

	value_begin(out);
	to = buf_reserve(out->buf, CLOCK_ISO_SIZE + 2);
	*to = '"';
	clock_iso(to + 1, ms);
	to[CLOCK_ISO_SIZE] = '"';
	out->buf->len += CLOCK_ISO_SIZE + 1;
}

void
json_raw(struct json_out *out, const char *text, size_t len)
{
	value_begin(out);
	buf_put(out->buf, text, len);
}

void
json_members_raw(struct json_out *out, const char *text, size_t len)
{
	assert(!out->after_key);
	if (len > 0)
		json_raw(out, text, len);
}
