/*
 * value.h: what a client sent, whatever its form: a JSON body, a form or a query string all
 * become such a tree. It lives in the request's arena.
 */
#ifndef HTTP_REQUEST_VALUE_H
#define HTTP_REQUEST_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct json_out;

enum value_type {
	VALUE_NULL,
	VALUE_BOOLEAN,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT,
};

struct value {
	enum value_type type;
	const char *name;   /* in an object: its key; else NULL */
	struct value *next; /* the following member or item */
	union {
		bool boolean;
		double number;
		struct {
			const char *text; /* valid UTF-8, no NUL inside, NUL at the end */
			size_t len;
		} string;
		struct {
			struct value *first;
			struct value *last;
			size_t count;
		} items; /* of an array or an object, in the order sent */
	};
};

struct value *value_new(struct arena *arena, enum value_type type, const char *name);
struct value *value_new_string(struct arena *arena, const char *name, const char *text, size_t len);

/* Appends a member to an object (the value carries its name) or an item to an array. */
void value_append(struct value *container, struct value *item);

/* Makes the value, where it is, an array whose only item is what it was. */
void value_wrap(struct arena *arena, struct value *value);

/* The member of that name; NULL when there is none or `object` is NULL or not an object. */
struct value *value_member(const struct value *object, const char *name);

/* The text of a string; NULL for anything else, and for NULL. */
const char *value_text(const struct value *value);

/* The text of that member; NULL when absent or not a string. */
const char *value_member_text(const struct value *object, const char *name);

/* Writes it as JSON, numbers as JavaScript would. */
void value_json(struct json_out *out, const struct value *value);

/* The same as text, in the arena. */
const char *value_json_text(struct arena *arena, const struct value *value);

/*
 * The member of that name as `"name":<JSON>`; NULL when there is none or it is null. The name is a
 * word.
 */
const char *value_member_json(struct arena *arena, const struct value *object, const char *name);

#endif
