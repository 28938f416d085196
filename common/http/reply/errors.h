/*
 * errors.h: what each error of chat looks like on the wire, and nowhere else.
 */
#ifndef HTTP_REPLY_ERRORS_H
#define HTTP_REPLY_ERRORS_H

#include "base/buf.h"
#include "chat/core/error.h"
#include "http/endpoint.h"

/* Appends the body that answers the error; returns its status. */
int error_body(enum chat_error error, struct buf *body);

/*
 * Appends {"success":false,"error":"<text>"}, or with a code "<text> [<code>]" and errorType;
 * text may be NULL then. `details` is JSON or NULL.
 */
void failure_body(struct buf *body, const char *text, const char *code, const char *details);

#endif
