/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/departments/archived   returns the departments that are archived, by name
 */
#include "department_list.h"

static void
archived_get(struct request *rq)
{
	department_list_reply(rq, ARCHIVED_ONLY);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/departments/archived",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = department_list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = archived_get },
	{ .method = NULL },
};

ENDPOINT("departments", routes);
