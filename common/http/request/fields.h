/* SPDX-License-Identifier: MIT */
/*
 * fields.h: validates what a client sent against a table of fields.
 *
 * A value that is coerced to another type is replaced in its object or array: after the check a
 * string field is a string, a number field is a number (or null), at every depth.
 */
#ifndef HTTP_REQUEST_FIELDS_H
#define HTTP_REQUEST_FIELDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "http/endpoint.h"
#include "http/request/path.h"
#include "http/value/value.h"

struct fields_check {
	struct arena *arena;
	const struct path_params *path; /* for FIELD_SAME_AS_PATH; NULL: no parameters */
	bool from_query;                /* a number may be an array with one string */
};

/*
 * Returns NULL when the object is valid, else an error text without its code: a text that begins
 * with "Match error: " is sent as it is, any other with [invalid-params].
 */
const char *fields_check(const struct fields_check *check, const struct field *fields,
    enum rules rules, struct value *object);

/* Reads the text of a field with FIELD_TRUTH (see param_truth()). False: it says neither. */
bool field_truth(const char *text, bool *yes);

#endif
