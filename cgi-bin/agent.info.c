/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/agent.info/:rid/:token   returns the agent who serves a visitor's room
 */
#include "chat/rooms/agent.h"
#include "http/endpoint.h"

static void
agent_info_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct agent agent;
	struct json_out *out;
	enum chat_error error =
	    agent_of_room(chat, path_param(rq, "token"), path_param(rq, "rid"), &agent);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "agent");
	agent_json(chat, out, &agent);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/agent.info/:rid/:token",
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .says = { { CHAT_NO_USER, WIRE_INVALID_AGENT },
		{ CHAT_NOT_SERVED, WIRE_INVALID_AGENT } },
	    .handler = agent_info_get },
	{ .method = NULL },
};

ENDPOINT("agent.info", routes);
