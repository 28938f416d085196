/*
 * json_in.h: a JSON text from a client becomes a tree of values, or a sentence that says what
 * is wrong with it. json-c reads it; before that it is held to be UTF-8 without NUL and of a
 * bounded size, after that its numbers are looked at.
 *
 * Of a name given twice the last value counts, a lone surrogate becomes U+FFFD. json-c takes a
 * little more than JSON allows, and which version takes what differs; see tests/unit/test_json_in.c.
 */
#ifndef HTTP_REQUEST_JSON_IN_H
#define HTTP_REQUEST_JSON_IN_H

#include <stddef.h>

#include "base/arena.h"
#include "http/request/value.h"

#define JSON_IN_DEPTH_MAX 16   /* objects and arrays around a value */
#define JSON_IN_ITEMS_MAX 1000 /* members and items, all together */

/*
 * NULL when `text`, of at most INT_MAX bytes, is one JSON object, which is then in *object; a text
 * of blanks alone is an empty one. Else the complaint, such as "invalid JSON at byte 17: ..." (the
 * first byte is 1). Both live as long as what the arena holds; `text` is not referred to any more.
 */
const char *json_in_parse(struct arena *arena, const char *text, size_t len, struct value **object);

#endif
