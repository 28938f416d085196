/* SPDX-License-Identifier: MIT */
/* json_scan.h: the checks of a JSON text before json-c parses it. */
#ifndef HTTP_VALUE_JSON_SCAN_H
#define HTTP_VALUE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* "invalid JSON at byte <offset + 1>: <what>" */
const char *json_error_text(struct arena *arena, size_t offset, const char *what);

/* Whether the text consists of white space alone. */
bool json_is_blank(const char *text, size_t len);

/*
 * Returns an error text about what json-c would accept, or NULL: invalid UTF-8; U+0000, at which
 * json-c would end a name; more than `max` members and items, which would cost megabytes of
 * memory. A text that json-c will refuse anyway may be misread.
 */
const char *json_scan(struct arena *arena, const char *text, size_t len, size_t max);

#endif
