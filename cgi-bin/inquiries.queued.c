/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/inquiries.queued   returns the same as inquiries.queuedForUser, which is its newer name
 */
#include "inquiry_list.h"

static void
queued_get(struct request *rq)
{
	inquiry_list_reply(rq, request_user(rq)->id);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inquiries.queued",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = inquiry_list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = queued_get },
	{ .method = NULL },
};

ENDPOINT("inquiries.queued", routes);
