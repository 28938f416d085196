/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/inquiries.getOne   returns the inquiry of a room; null when it has none
 */
#include "chat/rooms/inquiry.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
inquiry_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "inquiry");
	error = inquiry_of_room_write(request_chat(rq), out, param_string(rq, "roomId"));
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inquiries.getOne",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = inquiry_get },
	{ .method = NULL },
};

ENDPOINT("inquiries.getOne", routes);
