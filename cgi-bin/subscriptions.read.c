/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/subscriptions.read   notes that the user has read all of a room
 *
 * The room is named by `rid` or by `roomId`. `readThreads` has no effect: there are no threads.
 */
#include "chat/inbox/subscription.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "rid" },
	{ .name = "roomId" },
	{ .name = "readThreads", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = NULL },
};

/* Rocket.Chat tries two schemas, of which one must match, and answers what is wrong with each. */
static bool
read_check(struct request *rq)
{
	bool rid = param(rq, "rid") != NULL, room_id = param(rq, "roomId") != NULL;

	if (rid != room_id)
		return true;
	reply_invalid(rq, "%s\n %s\n must match a schema in anyOf",
	    rid ? "must NOT have additional properties" : "must have required property 'rid'",
	    rid ? "must NOT have additional properties" : "must have required property 'roomId'");
	return false;
}

static void
read_post(struct request *rq)
{
	const char *rid = param_string(rq, "rid");

	reply_done(rq, subscription_read(request_chat(rq), request_user(rq),
			   rid ? rid : param_string(rq, "roomId")));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/subscriptions.read",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .check = read_check,
	    .access = { .who = ACCESS_ROOM_MEMBER },
	    .says = { { CHAT_NO_ROOM, WIRE_INVALID_SUBSCRIPTION },
		{ CHAT_NOT_YOURS, WIRE_INVALID_SUBSCRIPTION } },
	    .handler = read_post },
	{ .method = NULL },
};

ENDPOINT("subscriptions.read", routes);
