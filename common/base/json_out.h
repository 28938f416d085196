/*
 * json_out.h: writes JSON straight into a buffer, compact, without building a tree.
 *
 * The writer places commas by itself. Text must be valid UTF-8: whatever came in was checked,
 * and the database holds nothing else. Containers nest at most JSON_DEPTH_MAX deep, which is
 * a contract of the caller (checked by assert), not a limit on input.
 */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

#define JSON_DEPTH_MAX 64

struct json_out {
	struct buf *buf;
	unsigned depth;
	uint64_t filled; /* bit d: the container at depth d has a member already */
	bool after_key;
};

void json_begin(struct json_out *out, struct buf *buf); /* the buffer is appended to */

/* The same, but within an object, whose braces are written elsewhere. */
void json_begin_members(struct json_out *out, struct buf *buf);

void json_object(struct json_out *out);
void json_object_end(struct json_out *out);
void json_array(struct json_out *out);
void json_array_end(struct json_out *out);

/* Names of our own, which need no escaping; json_key_text() is for those of others. */
void json_key_plain(struct json_out *out, const char *name, size_t len);
void json_key_text(struct json_out *out, const char *name);

static inline void
json_key(struct json_out *out, const char *name)
{
	json_key_plain(out, name, strlen(name));
}

void json_string(struct json_out *out, const char *text); /* NULL is written as null */
void json_string_len(struct json_out *out, const char *text, size_t len);
void json_int(struct json_out *out, int64_t value);
void json_bool(struct json_out *out, bool value);
void json_null(struct json_out *out);
void json_time(struct json_out *out, int64_t ms); /* ISO-8601, as a string */

/* Text that is JSON already: one whole value. */
void json_raw(struct json_out *out, const char *text, size_t len);

/* Text that is the members of an object, or nothing: "a":1,"b":2 */
void json_members_raw(struct json_out *out, const char *text, size_t len);

/*
 * How many bytes from the first on stand in a string as they are: no control byte, quotation mark,
 * backslash.
 */
size_t json_plain_len(const char *text, size_t len);

/* What json_put_string() does. */
void json_member_string(struct json_out *out, const char *name, size_t name_len, const char *text);

/* Members of the object that is open. The _opt form writes nothing for NULL. */
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
