/* SPDX-License-Identifier: MIT */
/* upload.h: the body of the errors of uploads, for files of common/http. */
#ifndef HTTP_REPLY_UPLOAD_H
#define HTTP_REPLY_UPLOAD_H

#include "base/json_out.h"

/*
 * Writes the members "success", "error", "errorType" and "reason" into an open object. The last is what the official
 * widget looks for. `text` may be NULL.
 */
void upload_failure_json(struct json_out *json, const char *code, const char *text);

#endif
