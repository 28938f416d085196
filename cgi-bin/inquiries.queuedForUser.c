/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/inquiries.queuedForUser   returns the inquiries that the agent may take
 */
#include "chat/rooms/inquiry.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "department", .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
queued_get(struct request *rq)
{
	struct inquiry_list list = { .department_id = param_nonempty(rq, "department"),
		.user_id = request_user(rq)->id };
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = inquiry_list_write(
	    request_chat(rq), reply_list(rq, "inquiries"), &list, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inquiries.queuedForUser",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = queued_get },
	{ .method = NULL },
};

ENDPOINT("inquiries.queuedForUser", routes);
