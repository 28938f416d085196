/* SPDX-License-Identifier: MIT */
/*
 * json_out.h: writes compact JSON into a buffer, without building a tree of the values.
 *
 * The writer sets the commas. All text must be valid UTF-8, which this module does not check:
 * input was checked when it was received, and the database holds nothing else. The caller must
 * nest arrays and objects less than JSON_DEPTH_MAX deep, which is asserted; so the depth of the
 * output must not depend on input.
 */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define JSON_DEPTH_MAX 64

struct json_out {
	struct buf *buf;
	unsigned depth;
	uint64_t filled; /* bit d is set when the array or object at depth d has an element */
	bool after_key;
};

/* The output is appended to the buffer, which the caller owns. */
void json_begin(struct json_out *out, struct buf *buf);

/* JSON text of its own, which ends up in an arena. The struct must not be copied. */
struct json_text {
	struct json_out out; /* what the caller writes to */
	struct buf buf;
};

/*
 * json_text_end() returns what was written since json_text_begin(), as NUL-terminated text in the
 * arena. It must be called in any case, because it frees the buffer.
 */
void json_text_begin(struct json_text *text);
const char *json_text_end(struct json_text *text, struct arena *arena);

/* Begins inside of an object: the caller writes members, and the braces are added elsewhere. */
void json_begin_members(struct json_out *out, struct buf *buf);

void json_object(struct json_out *out);
void json_object_end(struct json_out *out);
void json_array(struct json_out *out);
void json_array_end(struct json_out *out);

/* json_key_plain() and json_key() do not escape the name; json_key_text() does. */
void json_key_plain(struct json_out *out, const char *name, size_t len);
void json_key_text(struct json_out *out, const char *name);

static inline void
json_key(struct json_out *out, const char *name)
{
	json_key_plain(out, name, strlen(name));
}

void json_string(struct json_out *out, const char *text); /* writes null for NULL */
void json_string_len(struct json_out *out, const char *text, size_t len);
void json_int(struct json_out *out, int64_t value);
void json_bool(struct json_out *out, bool value);
void json_null(struct json_out *out);
void json_time(struct json_out *out, int64_t ms); /* writes a string in ISO 8601 */

/* Writes text that is one complete JSON value already. */
void json_raw(struct json_out *out, const char *text, size_t len);

/* Writes text that is the members of an object already, such as "a":1,"b":2, or empty. */
void json_members_raw(struct json_out *out, const char *text, size_t len);

/*
 * Returns the length of the longest prefix that a JSON string holds without escaping: that is
 * without control characters, quotation marks and backslashes.
 */
size_t json_plain_len(const char *text, size_t len);

/* Implements json_put_string(), which measures constant names at compile time. */
void json_member_string(struct json_out *out, const char *name, size_t name_len, const char *text);

/* Write a member of the current object. json_put_string_opt() writes nothing for NULL. */
static inline void
json_put_string(struct json_out *out, const char *name, const char *text)
{
	json_member_string(out, name, strlen(name), text);
}

static inline void
json_put_string_opt(struct json_out *out, const char *name, const char *text)
{
	if (text)
		json_put_string(out, name, text);
}

static inline void
json_put_int(struct json_out *out, const char *name, int64_t value)
{
	json_key(out, name);
	json_int(out, value);
}

static inline void
json_put_bool(struct json_out *out, const char *name, bool value)
{
	json_key(out, name);
	json_bool(out, value);
}

static inline void
json_put_time(struct json_out *out, const char *name, int64_t ms)
{
	json_key(out, name);
	json_time(out, ms);
}

static inline void
json_put_raw(struct json_out *out, const char *name, const char *text)
{
	json_key(out, name);
	json_raw(out, text, strlen(text));
}

#endif
