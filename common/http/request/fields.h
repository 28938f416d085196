/*
 * fields.h: what a client sent against the table of what a method takes.
 *
 * Values are changed in place where a type is coerced: after a check a string field is a
 * string, a number field a number (or null), and so on down.
 */
#ifndef HTTP_REQUEST_FIELDS_H
#define HTTP_REQUEST_FIELDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "http/endpoint.h"
#include "http/request/path.h"
#include "http/request/value.h"

struct fields_check {
	struct arena *arena;
	const struct path_params *path; /* for fields that may repeat one; NULL: none */
	bool from_query;                /* numbers may come as an array of one */
};

/*
 * NULL when all is well, else what is wrong, without the code that follows it on the wire:
 * a text that begins with "Match error: " stands alone, any other is an [invalid-params].
 */
const char *fields_check(const struct fields_check *check, const struct field *fields,
    enum rules rules, struct value *object);

/* The two sets of rules. */
const char *fields_check_schema(
    const struct fields_check *check, const struct field *fields, bool open, struct value *object);
const char *fields_check_match(
    const struct fields_check *check, const struct field *fields, struct value *object);

/* What both have in common. */
const struct field *fields_find(const struct field *fields, const char *name);
const char *fields_check_text(
    const struct fields_check *check, const struct field *field, const struct value *value);
bool fields_same_as_path(
    const struct fields_check *check, const struct field *field, const struct value *value);

#endif
