/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/agent.next/:token   returns the agent who would serve the visitor's next room
 *
 * A visitor with an open room does not get another one: then the response has no agent. Where agents take
 * rooms themselves, nobody is next.
 */
#include "chat/rooms/agent.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "department", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
agent_next_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct agent agent;
	struct json_out *out;
	enum chat_error error =
	    agent_next(chat, path_param(rq, "token"), param_string(rq, "department"), &agent);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	if (agent.id) {
		json_key(out, "agent");
		agent_json(chat, out, &agent);
	}
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/agent.next/:token",
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_INVALID_AGENT },
		{ CHAT_NO_AGENT_ONLINE, WIRE_AGENT_NOT_FOUND } },
	    .handler = agent_next_get },
	{ .method = NULL },
};

ENDPOINT("agent.next", routes);
