/* SPDX-License-Identifier: MIT */
#include "http/reply/upload.h"

#include "base/number.h"
#include "http/files.h"
#include "http/request/request.h"

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

void
reply_upload_refused(struct request *rq, const char *code, const char *text)
{
	struct json_out *json = reply_object(rq);

	upload_failure_json(json, code, text);
	reply_plain(rq);
	rq->reply->status = 400;
}

void
reply_file_too_large(struct request *rq, uint64_t max_len)
{
	struct json_out *json = reply_object(rq);
	char size[NUMBER_SIZE_TEXT_SIZE];

	number_size_text(size, max_len);
	upload_failure_json(json, "error-size-not-allowed",
	    arena_printf(rq->chat.mem, "File size exceeds upload limit of %s", size));
	json_put_string(json, "sizeAllowed", size);
	reply_plain(rq);
	rq->reply->status = 400;
}
