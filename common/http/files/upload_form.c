/* SPDX-License-Identifier: MIT */
#include "http/files/upload_form.h"

#include "base/str.h"
#include "chat/files/upload_size.h"

static enum chat_error
form_file(void *arg, const struct form_file *file)
{
	return upload_file(arg, file->name, file->media_type);
}

static enum chat_error
form_bytes(void *arg, const void *bytes, size_t len)
{
	return upload_bytes(arg, bytes, len);
}

void
reply_no_upload(struct request *rq, enum chat_error error)
{
	if (error == CHAT_FILE_TOO_LARGE)
		reply_file_too_large(rq, upload_max_len(request_chat(rq)->settings));
	else
		reply_error(rq, error);
}

bool
request_upload(struct request *rq, struct upload *upload)
{
	const struct form_taker taker = { .begin = form_file, .bytes = form_bytes, .arg = upload };

	return request_form(rq, upload_max_len(request_chat(rq)->settings), &taker);
}

struct file_sending
request_file_sending(struct request *rq)
{
	const char *msg = param_string(rq, "msg");
	struct file_sending sending = {
		.msg = msg ? msg : "",
		.id = str_or_null(param_string(rq, "_id")),
		.words = { .description = param_string(rq, "description") },
	};

	param_truth(rq, "groupable", &sending.words.groupable);
	return sending;
}
