/* SPDX-License-Identifier: MIT */
/*
 * errors.h: the status and the body of each error. Only error_body.c makes them, of the tables in
 * errors.c.
 */
#ifndef HTTP_REPLY_ERRORS_H
#define HTTP_REPLY_ERRORS_H

#include "base/buf.h"
#include "base/json_out.h"
#include "chat/core/error.h"
#include "http/endpoint.h"

/*
 * How a route answers an error of chat: as its .says declares, else as usual. `route` may be NULL.
 */
enum wire_error error_worded(const struct route *route, enum chat_error error);

/*
 * Appends the body of the error and returns its HTTP status. If `reason` is not NULL, it becomes
 * details.reason; it needs no escaping in JSON.
 */
int wire_error_body(enum wire_error error, const char *reason, struct buf *body);

/*
 * Appends {"success":false,"error":"<text>"}, or with a code {"success":false,"error":"<text>
 * [<code>]", "errorType":"<code>"}, where `text` may be NULL. `details` is JSON or NULL.
 */
void failure_body(struct buf *body, const char *text, const char *code, const char *details);

/*
 * Writes the members "success", "error", "errorType" and "reason" into an open object. The last is what the official
 * widget looks for. `text` may be NULL.
 */
void upload_failure_json(struct json_out *json, const char *code, const char *text);

#endif
