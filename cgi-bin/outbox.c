/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/outbox?state=   returns the mails that wait, were sent or were given up, the newest first
 *
 * What they say is not shown.
 */
#include "chat/mail/outbox_list.h"
#include "http/endpoint.h"

static const char *const states[] = { "queued", "sent", "failed", NULL };

static const struct field list_fields[] = {
	{ .name = "state", .one_of = states },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
outbox_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = outbox_list_write(
	    request_chat(rq), reply_list(rq, "mails"), param_string(rq, "state"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/outbox",
	    .permission = PERMISSION_VIEW_PRIVILEGED_SETTING,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = outbox_get },
	{ .method = NULL },
};

ENDPOINT("outbox", routes);
