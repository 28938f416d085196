/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/agent.status   sets whether an agent takes chats; without status it toggles
 */
#include "chat/people/team.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "status", .flags = FIELD_NULLABLE },
	{ .name = "agentId", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
agent_status_post(struct request *rq)
{
	const char *status = param_string(rq, "status");
	bool asked, available;
	enum chat_error error;

	if (status && !team_status_read(status, &asked)) {
		reply_invalid(rq, "must be equal to one of the allowed values");
		return;
	}
	error = team_set_status(request_chat(rq), request_user(rq), param_string(rq, "agentId"),
	    status ? &asked : NULL, &available);
	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_string(reply_object(rq), "status", team_status(available));
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/agent.status",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { ACCESS_SELF, PERMISSION_MANAGE_LIVECHAT_AGENTS },
	    .says = { { CHAT_NO_USER, WIRE_NO_SUCH_AGENT }, { CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = agent_status_post },
	{ .method = NULL },
};

ENDPOINT("agent.status", routes);
