/*
 * json_in.h: a JSON text from a client becomes a tree of values, or a sentence that says what
 * is wrong with it. Stricter than the grammar where a client could mean two things at once
 * (duplicate keys, lone surrogates, integers nobody can hold) and bounded in depth and size.
 */
#ifndef HTTP_REQUEST_JSON_IN_H
#define HTTP_REQUEST_JSON_IN_H

#include <stddef.h>

#include "base/arena.h"
#include "http/request/value.h"

#define JSON_IN_DEPTH_MAX 16
#define JSON_IN_ITEMS_MAX 1000 /* members and items, all together */
#define JSON_IN_DIGITS_MAX 19  /* of an integer */

/*
 * NULL when `text` is one JSON object, which is then in *object; a text of blanks alone is an
 * empty one. Else the complaint, such as "invalid JSON at byte 17: ..." (the first byte is 1).
 * Both live in the arena; `text` is not referred to any more.
 */
const char *json_in_parse(struct arena *arena, const char *text, size_t len, struct value **object);

#endif
