/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/inquiries.queuedForUser   returns the inquiries that the agent may take
 */
#include "inquiry_list.h"

static void
queued_get(struct request *rq)
{
	inquiry_list_reply(rq, request_user(rq)->id);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inquiries.queuedForUser",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = inquiry_list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = queued_get },
	{ .method = NULL },
};

ENDPOINT("inquiries.queuedForUser", routes);
