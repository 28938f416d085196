/*
 * value.h: what a client sent, whatever its form: a JSON body, a form and a query string all
 * become such a tree.
 *
 * The values are objects of json-c under another name (json_c.h), so that nobody else has to know
 * json-c or count its references. They live until the arena that their root was made with is
 * reset. An absent value is NULL; every function that reads takes it, and JSON's null is not NULL.
 */
#ifndef HTTP_REQUEST_VALUE_H
#define HTTP_REQUEST_VALUE_H

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

/* VALUE_NULL also when it is absent. */
enum value_type value_type(const struct value *value);

/* The text of a string: valid UTF-8 without NUL inside; NULL for anything else. */
const char *value_text(const struct value *value);

/* False, and *number as it was, for anything but a number. */
bool value_number(const struct value *value, double *number);

/* True for JSON's true alone. */
bool value_boolean(const struct value *value);

/* How many members or items it has; 0 for what is no object and no array. */
size_t value_count(const struct value *value);

/* The item of that index, from 0; NULL behind the last one and when it is no array. */
struct value *value_item(const struct value *array, size_t i);

/* The member of that name; NULL when there is none and when it is no object. */
struct value *value_member(const struct value *object, const char *name);

/* The text of that member; NULL when it is absent or no string. */
const char *value_member_text(const struct value *object, const char *name);

/*
 * The members of an object, in the order sent:
 *	for (struct member m = member_first(object); m.name; m = member_next(m))
 */
struct member {
	const char *name; /* NULL behind the last one */
	struct value *value;
	const void *place;
};

struct member member_first(const struct value *object);
struct member member_next(struct member member);

/* Writes it as JSON, numbers as JavaScript would. */
void value_json(struct json_out *out, const struct value *value);

/* The same as text, in the arena. */
const char *value_json_text(struct arena *arena, const struct value *value);

/*
 * The member of that name as `"name":<JSON>`; NULL when there is none or it is null. The name is a
 * word.
 */
const char *value_member_json(struct arena *arena, const struct value *object, const char *name);

/* --- Making ------------------------------------------------------------------------------ */

/* An empty object that lives as long as what the arena holds. */
struct value *value_new_root(struct arena *arena);

/* Any other value belongs to the container that it is put into, and has to be put into one. */
struct value *value_new_null(void);
struct value *value_new_boolean(bool boolean);
struct value *value_new_number(double number);
struct value *value_new_string(const char *text, size_t len); /* valid UTF-8 without NUL */
struct value *value_new_array(void);
struct value *value_new_object(void);

/* The same value once more, for a second container. */
struct value *value_share(struct value *value);

/* A new array whose only item is that value, which stays where it is as well. */
struct value *value_wrap(struct value *value);

/* Adds a member that the object does not have yet. Its name has to live as long as the object. */
void value_add(struct value *object, const char *name, struct value *value);

/* Adds a member or an item, or puts it in the place of what was there, which is gone then. */
void value_set(struct value *object, const char *name, struct value *value);
void value_set_item(struct value *array, size_t i, struct value *value);
void value_append(struct value *array, struct value *value);

#endif
