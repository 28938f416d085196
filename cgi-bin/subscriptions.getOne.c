/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/subscriptions.getOne   returns what the user has in one room, or null
 */
#include "chat/inbox/subscription.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
one_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);

	json_key(out, "subscription");
	reply_finish(rq, subscription_write(
			     request_chat(rq), out, request_user(rq), param_string(rq, "roomId")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/subscriptions.getOne",
	    .permission = PERMISSION_LOGIN,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_get },
	{ .method = NULL },
};

ENDPOINT("subscriptions.getOne", routes);
