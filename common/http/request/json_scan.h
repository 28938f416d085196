/*
 * json_scan.h: what is looked at in a JSON text before json-c reads it.
 */
#ifndef HTTP_REQUEST_JSON_SCAN_H
#define HTTP_REQUEST_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* "invalid JSON at byte <offset + 1>: <what>" */
const char *json_complain(struct arena *arena, size_t offset, const char *what);

/* Whether it is nothing but white space. */
bool json_is_blank(const char *text, size_t len);

/*
 * The complaint about what json-c would let through, or NULL: what is no UTF-8; U+0000, with which
 * json-c ends names; more than `max` members and items, which would cost it megabytes. A text that
 * json-c will refuse may be misread.
 */
const char *json_scan(struct arena *arena, const char *text, size_t len, size_t max);

#endif
