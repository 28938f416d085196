/* SPDX-License-Identifier: MIT */
/*
 * outbox_mail.h: the parameters of outbox.retry and outbox.drop, which name one mail or all.
 */
#ifndef CGI_BIN_OUTBOX_MAIL_H
#define CGI_BIN_OUTBOX_MAIL_H

#include "chat/mail/outbox_list.h"
#include "http/endpoint.h"

static const struct field outbox_mail_fields[] = {
	{ .name = "mailId" },
	{ .name = "all", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};

/* Does it to the mail that is named, or to all (id NULL), and sets how many these were. */
typedef enum chat_error outbox_mail_fn(struct chat *chat, const char *id, int64_t *count);

static inline void
outbox_mail_post(struct request *rq, outbox_mail_fn *change)
{
	const char *id = param_string(rq, "mailId");
	bool all = false;
	int64_t count = 0;
	enum chat_error error;

	param_bool(rq, "all", &all);
	if (all == (id != NULL)) {
		reply_invalid(rq, "must have either mailId or all");
		return;
	}
	error = change(request_chat(rq), id, &count);
	json_put_int(reply_object(rq), "count", count);
	reply_finish(rq, error);
}

#endif
