/* SPDX-License-Identifier: MIT */
#include "http/reply/errors.h"

#include "base/json_out.h"
#include "base/log.h"
#include "http/reply/wording.h"
#include "http/request/request.h"

void
failure_body(struct buf *body, const char *text, const char *code, const char *details)
{
	struct buf words = { 0 };
	struct json_out json;

	if (text)
		buf_puts(&words, text);
	if (code)
		buf_printf(&words, "%s[%s]", text ? " " : "", code);
	json_begin(&json, body);
	json_object(&json);
	json_put_bool(&json, "success", false);
	json_put_string(&json, "error", buf_cstr(&words));
	json_put_string_opt(&json, "errorType", code);
	if (details)
		json_put_raw(&json, "details", details);
	json_object_end(&json);
	buf_free(&words);
}

void
upload_failure_json(struct json_out *json, const char *code, const char *text)
{
	struct buf words = { 0 };

	if (text)
		buf_puts(&words, text);
	buf_printf(&words, "%s[%s]", text ? " " : "", code);
	json_put_bool(json, "success", false);
	json_put_string(json, "error", buf_cstr(&words));
	json_put_string(json, "errorType", code);
	json_put_string(json, "reason", code);
	buf_free(&words);
}

static void
upload_body(struct buf *body, const struct wording *wording)
{
	struct json_out json;

	json_begin(&json, body);
	json_object(&json);
	upload_failure_json(&json, wording->code, wording->text);
	json_object_end(&json);
}

enum wire_error
error_worded(const struct route *route, enum chat_error error)
{
	if (error <= CHAT_OK || error >= CHAT_ERROR__MAX) {
		log_error("a handler called %d an error; answered 500", (int)error);
		return WIRE_BROKEN;
	}
	for (size_t i = 0; route && i < SAYS_MAX && route->says[i].error; i++)
		if (route->says[i].error == error)
			return route->says[i].as;
	return usual_errors[error];
}

int
wire_error_body(enum wire_error error, const char *reason, struct buf *body)
{
	const struct wording *wording = &error_wordings[error];
	struct buf details = { 0 };

	if (reason)
		buf_printf(&details, "{\"reason\":\"%s\"}", reason);
	else if (wording->details)
		buf_puts(&details, wording->details);
	if (wording->form == FORM_UPLOAD) {
		upload_body(body, wording);
	} else if (wording->form != FORM_WHOLE) {
		failure_body(body, wording->text, wording->code,
		    details.len > 0 ? buf_cstr(&details) : NULL);
	} else {
		buf_puts(body, wording->text);
		if (reason) {
			body->len--; /* the brace at the end */
			buf_printf(body, ",\"details\":%s}", buf_cstr(&details));
		}
	}
	buf_free(&details);
	return wording->status ? wording->status : 400;
}

struct error_words
error_words(struct request *rq, enum chat_error error)
{
	const struct wording *wording = &error_wordings[error_worded(rq->route, error)];

	if (wording->code)
		return (struct error_words){ wording->code, wording->text };
	return (struct error_words){ wording->text, NULL };
}
