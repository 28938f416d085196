/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/queue   returns how many open rooms each agent serves in each department, the most first
 *
 * agentId, departmentId    only these
 * includeOfflineAgents     "true" counts agents, too, who are not available
 */
#include "chat/rooms/served.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "agentId", .flags = FIELD_NULLABLE },
	{ .name = "departmentId", .flags = FIELD_NULLABLE },
	{ .name = "includeOfflineAgents", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
queue_get(struct request *rq)
{
	const struct served_list list = { .agent_id = param_nonempty(rq, "agentId"),
		.department_id = param_nonempty(rq, "departmentId"),
		.absent_too = param_is_true(rq, "includeOfflineAgents") };
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = served_list_write(request_chat(rq), reply_list(rq, "queue"), &list, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/queue",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = queue_get },
	{ .method = NULL },
};

ENDPOINT("queue", routes);
