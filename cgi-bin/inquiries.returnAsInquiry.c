/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/inquiries.returnAsInquiry   puts a served room back into the queue
 */
#include "chat/routing/room_transfer.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "departmentId", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
return_post(struct request *rq)
{
	enum chat_error error = room_return(request_chat(rq), request_user(rq),
	    param_string(rq, "roomId"), param_nonempty(rq, "departmentId"));

	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_bool(reply_object(rq), "result", true);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/inquiries.returnAsInquiry",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_MANAGER },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_AUTHORIZED },
		{ CHAT_NO_AGENT_ONLINE, WIRE_NO_AGENT_IN_DEPARTMENT } },
	    .handler = return_post },
	{ .method = NULL },
};

ENDPOINT("inquiries.returnAsInquiry", routes);
