/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/visitor.status    sets whether the visitor is online, away, busy or offline
 * POST /api/v1/livechat/visitors.status   does the same as visitor.status
 */
#include "chat/visitors/visitor.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "status", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
visitor_status_post(struct request *rq)
{
	const char *token = param_string(rq, "token"), *status = param_string(rq, "status");
	struct json_out *out;
	enum chat_error error = visitor_set_status(request_chat(rq), token, status);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "token", token);
	json_put_string(out, "status", status);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/visitor.status",
	    .rules = RULES_MATCH,
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_VISITOR },
	    .says = { { CHAT_NO_VISITOR, WIRE_INVALID_TOKEN_CODED },
		{ CHAT_INVALID_VALUE, WIRE_INVALID_STATUS } },
	    .handler = visitor_status_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/visitors.status",
	    .rules = RULES_MATCH,
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_VISITOR },
	    .says = { { CHAT_NO_VISITOR, WIRE_INVALID_TOKEN_CODED },
		{ CHAT_INVALID_VALUE, WIRE_INVALID_STATUS } },
	    .handler = visitor_status_post },
	{ .method = NULL },
};

ENDPOINT("visitor.status", routes);
