/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/agents/:agentId/departments   returns the departments of an agent, by name
 */
#include <string.h>

#include "chat/people/department.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	/* Only the text "true" has an effect, as in Rocket.Chat. */
	{ .name = "enabledDepartmentsOnly", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
departments_get(struct request *rq)
{
	const char *only = param_string(rq, "enabledDepartmentsOnly");

	reply_finish(rq, membership_list_write(request_chat(rq), reply_list(rq, "departments"),
			     path_param(rq, "agentId"), only && strcmp(only, "true") == 0));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/agents/:agentId/departments",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = departments_get },
	{ .method = NULL },
};

ENDPOINT("agents", routes);
