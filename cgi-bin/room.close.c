/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/room.close   closes the visitor's room
 */
#include "chat/routing/room_close.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = NULL },
};

static void
close_post(struct request *rq)
{
	const char *rid = param_string(rq, "rid"), *comment;
	struct json_out *out;
	enum chat_error error =
	    room_close_by_visitor(request_chat(rq), param_string(rq, "token"), rid, &comment);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "rid", rid);
	json_put_string(out, "comment", comment);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.close",
	    .fields = post_fields,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_CLOSING_NOT_ALLOWED } },
	    .handler = close_post },
	{ .method = NULL },
};

ENDPOINT("room.close", routes);
