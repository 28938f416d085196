/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/inquiries.take   assigns a queued room to the agent
 */
#include "chat/routing/room_take.h"
#include "http/endpoint.h"

/* forwardingToDepartment may have any members; they have no effect here. */
static const struct field any_fields[] = {
	{ .name = NULL },
};

static const struct field options_fields[] = {
	{ .name = "clientAction", .type = FIELD_BOOLEAN },
	{ .name = "forwardingToDepartment",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_OPEN,
	    .fields = any_fields },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "inquiryId", .flags = FIELD_REQUIRED },
	{ .name = "userId" },
	{ .name = "options", .type = FIELD_OBJECT, .fields = options_fields },
	{ .name = NULL },
};

static void
take_post(struct request *rq)
{
	enum chat_error error = room_take(request_chat(rq), request_user(rq),
	    param_string(rq, "inquiryId"), param_nonempty(rq, "userId"));

	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/inquiries.take",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_INVALID_USER } },
	    .handler = take_post },
	{ .method = NULL },
};

ENDPOINT("inquiries.take", routes);
