/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/inquiries.list   returns the inquiries of all rooms that wait for an agent
 */
#include "inquiry_list.h"

static void
list_get(struct request *rq)
{
	inquiry_list_reply(rq, NULL);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inquiries.list",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = inquiry_list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = NULL },
};

ENDPOINT("inquiries.list", routes);
