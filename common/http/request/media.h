/* SPDX-License-Identifier: MIT */
/*
 * media.h: in which media type, charset and content coding a body was sent (RFC 9110, 8.3 and 8.4).
 */
#ifndef HTTP_REQUEST_MEDIA_H
#define HTTP_REQUEST_MEDIA_H

#include <stdbool.h>

#include "http/request/request.h"

/*
 * Whether the Content-Type has this media type, as application/json; charset=utf-8 has
 * application/json.
 */
bool media_type_is(struct request *rq, const char *type);

/*
 * Return why the body cannot be read: the text of a 415 that names the coding or the charset; or
 * NULL.
 */
const char *media_encoding_refusal(struct request *rq); /* any Content-Encoding but identity */
const char *media_charset_refusal(struct request *rq);  /* any charset but UTF-8, and ASCII in it */

#endif
