/*
 * fields.h: what a client sent against the table of what a method takes.
 *
 * Where a type is coerced the value is replaced in its object or array: after a check a string
 * field is a string, a number field a number (or null), and so on down.
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

#endif
