/*
 * etag.h: whether a client has an answer already.
 */
#ifndef HTTP_REPLY_ETAG_H
#define HTTP_REPLY_ETAG_H

#include <stdbool.h>

/*
 * Whether If-None-Match `header` names the tag (which comes without quotes): one of a list, weak
 * or not, or "*". A web server that compresses answers on their way marks their tags with a
 * suffix such as -gzip; that is the same answer. What is no such list names nothing.
 */
bool etag_matches(const char *header, const char *tag);

#endif
