/* SPDX-License-Identifier: MIT */
/*
 * query.h: parses query strings and form bodies as the npm package qs does, which clients expect:
 * a=1&a=2 and a[]=1 make an array, a[b]=1 makes an object, + is a blank.
 */
#ifndef HTTP_VALUE_QUERY_H
#define HTTP_VALUE_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "http/value/value.h"

#define QUERY_PARAMETERS_MAX 1000
#define QUERY_DEPTH_MAX 5 /* pairs of brackets after a name */

/*
 * Returns NULL and sets *object to an object of strings, arrays and objects, which lives until
 * the arena is reset; or returns an error text.
 */
const char *query_parse(struct arena *arena, const char *text, size_t len, struct value **object);

/*
 * Decodes percent-encoding (RFC 3986) into `out`, which has room for `len` bytes and may be
 * `text`. False when an escape is invalid, or the result is not UTF-8 or contains NUL.
 */
bool percent_decode(const char *text, size_t len, bool plus_is_blank, char *out, size_t *out_len);

#endif
