/* SPDX-License-Identifier: MIT */
/*
 * json_in.h: parses a JSON text from a client into a tree of values, or returns an error text.
 * json-c parses it. Before that, the text must be valid UTF-8 without U+0000 and bounded in the
 * number of its items; after it, the numbers are checked.
 *
 * When a name occurs twice the last value counts, and a lone surrogate becomes U+FFFD. json-c
 * accepts a little more than JSON, and its versions differ in what; see
 * tests/unit/test_json_in.c.
 */
#ifndef HTTP_VALUE_JSON_IN_H
#define HTTP_VALUE_JSON_IN_H

#include <stddef.h>

#include "base/arena.h"
#include "http/value/value.h"

#define JSON_IN_DEPTH_MAX 16   /* how deep objects and arrays may nest */
#define JSON_IN_ITEMS_MAX 1000 /* total number of members and items */

/*
 * Returns NULL and sets *object when `text`, of at most INT_MAX bytes, is one JSON object; a text
 * of white space alone is an empty one. Otherwise returns an error text, such as "invalid JSON at
 * byte 17: ..." (the first byte is 1). Both live until the arena is reset; `text` is not
 * referenced later.
 */
const char *json_in_parse(struct arena *arena, const char *text, size_t len, struct value **object);

/*
 * The same for a text that is an array and not blank: *object becomes an object whose only member,
 * of that name, is the array. The name has to live as long as the object.
 */
const char *json_in_parse_array(
    struct arena *arena, const char *text, size_t len, const char *name, struct value **object);

#endif
