/*
 * errors.h: how errors of chat are told to clients, and nowhere else.
 */
#ifndef HTTP_REPLY_ERRORS_H
#define HTTP_REPLY_ERRORS_H

#include "base/buf.h"
#include "chat/core/error.h"
#include "http/endpoint.h"

/* How a route answers an error of chat: as its table says, else as usual; NULL: as usual. */
enum wire_error error_worded(const struct route *route, enum chat_error error);

/* Appends the body that answers the error; returns its status. */
int wire_error_body(enum wire_error error, struct buf *body);

/*
 * Appends {"success":false,"error":"<text>"}, or with a code "<text> [<code>]" and errorType;
 * text may be NULL then. `details` is JSON or NULL.
 */
void failure_body(struct buf *body, const char *text, const char *code, const char *details);

#endif
