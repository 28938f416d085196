/* SPDX-License-Identifier: MIT */
/* etag.h: evaluates If-None-Match (RFC 9110, 13.1.2). */
#ifndef HTTP_REPLY_ETAG_H
#define HTTP_REPLY_ETAG_H

#include <stdbool.h>

/*
 * Whether the If-None-Match `header` matches the tag, which is given without quotes: the header
 * is "*" or a list of entity tags, weak or strong. A web server that compresses replies adds a
 * suffix such as -gzip to their tags; those match, too. A malformed header matches nothing.
 */
bool etag_matches(const char *header, const char *tag);

#endif
