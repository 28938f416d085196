/* SPDX-License-Identifier: MIT */
/*
 * value.h: the tree of values that a JSON body, a form or a query string is parsed into.
 *
 * The values are objects of json-c under another name (json_c.h), so that other files need not
 * know json-c or count references. They live until the arena of their root is reset. An absent
 * value is NULL, which every function that reads accepts; JSON's null is a value and not NULL.
 */
#ifndef HTTP_VALUE_VALUE_H
#define HTTP_VALUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct json_out;
struct value;

enum value_type {
	VALUE_NULL,
	VALUE_BOOLEAN,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT,
};

/* --- Reading ----------------------------------------------------------------------------- */

/* The type; VALUE_NULL when the value is absent, too. */
enum value_type value_type(const struct value *value);

/* The text of a string, valid UTF-8 without NUL; NULL for any other type. */
const char *value_text(const struct value *value);

/* Sets *number; false, and *number unchanged, when the value is not a number. */
bool value_number(const struct value *value, double *number);

/* True for JSON's true alone. */
bool value_boolean(const struct value *value);

/* The number of members or items; 0 when the value is neither object nor array. */
size_t value_count(const struct value *value);

/* The item at index i, from 0; NULL beyond the last one or when the value is not an array. */
struct value *value_item(const struct value *array, size_t i);

/* The member of that name; NULL when there is none or the value is not an object. */
struct value *value_member(const struct value *object, const char *name);

/* The text of that member; NULL when it is absent or not a string. */
const char *value_member_text(const struct value *object, const char *name);

/*
 * The texts of an array's items in the arena, separated by commas, for FIND_IN_SET() of SQL; items that are no texts are
 * left out.
 */
const char *value_texts(struct arena *arena, const struct value *array);

/*
 * Iterates over the members of an object, in the order in which they were sent:
 *	for (struct member m = member_first(object); m.name; m = member_next(m))
 */
struct member {
	const char *name; /* NULL after the last member */
	struct value *value;
	const void *place;
};

struct member member_first(const struct value *object);
struct member member_next(struct member member);

/* Writes the value as JSON, with numbers as JavaScript writes them. */
void value_json(struct json_out *out, const struct value *value);

/* Returns the same as text in the arena. */
const char *value_json_text(struct arena *arena, const struct value *value);

/*
 * The member of that name as `"name":<JSON>`; NULL when it is absent or null. The name must need
 * no escaping.
 */
const char *value_member_json(struct arena *arena, const struct value *object, const char *name);

/* --- Making ------------------------------------------------------------------------------ */

/* A new empty object that lives until the arena is reset. */
struct value *value_new_root(struct arena *arena);

/* All other values must be put into a container, which owns them from then on. */
struct value *value_new_null(void);
struct value *value_new_boolean(bool boolean);
struct value *value_new_number(double number);
struct value *value_new_string(const char *text, size_t len); /* must be valid UTF-8 without NUL */
struct value *value_new_array(void);
struct value *value_new_object(void);

/* Returns another reference to the value, for a second container. */
struct value *value_share(struct value *value);

/* A new array with the value as its only item; the value also stays where it is. */
struct value *value_wrap(struct value *value);

/* Adds a member that the object does not have yet. Its name has to live as long as the object. */
void value_add(struct value *object, const char *name, struct value *value);

void value_remove(struct value *object, const char *name); /* does nothing when there is none */

/* Add a member or an item, or replace and release the old one. */
void value_set(struct value *object, const char *name, struct value *value);
void value_set_item(struct value *array, size_t i, struct value *value);
void value_append(struct value *array, struct value *value);

#endif
