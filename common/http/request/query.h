/*
 * query.h: query strings and form bodies, read as the npm package qs reads them, because that
 * is what clients write for: a=1&a=2 and a[]=1 make an array, a[b]=1 an object, + is a blank.
 */
#ifndef HTTP_REQUEST_QUERY_H
#define HTTP_REQUEST_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "http/request/value.h"

#define QUERY_PARAMETERS_MAX 1000
#define QUERY_DEPTH_MAX 5 /* brackets behind a name */

/*
 * NULL and an object of strings, arrays and objects in *object, which lives as long as what the
 * arena holds; or what is wrong.
 */
const char *query_parse(struct arena *arena, const char *text, size_t len, struct value **object);

/*
 * Undoes percent-encoding into `out`, which has room for len bytes and may be `text`. False when
 * an escape is broken or the result is not UTF-8 or has a NUL.
 */
bool percent_decode(const char *text, size_t len, bool plus_is_blank, char *out, size_t *out_len);

#endif
