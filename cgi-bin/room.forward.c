/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/room.forward   transfers a room to another agent or department
 */
#include "chat/routing/room_transfer.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "userId", .flags = FIELD_NULLABLE },
	{ .name = "departmentId", .flags = FIELD_NULLABLE },
	{ .name = "comment", .flags = FIELD_NULLABLE, .max = 5000 },
	{ .name = "clientAction", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
forward_post(struct request *rq)
{
	struct room_forwarding forwarding = {
		.rid = param_string(rq, "roomId"),
		.user_id = param_string(rq, "userId"),
		.department = param_string(rq, "departmentId"),
		.comment = param_string(rq, "comment"),
	};
	enum chat_error error = room_forward(request_chat(rq), request_user(rq), &forwarding);

	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.forward",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_AUTHORIZED },
		{ CHAT_CLOSED, WIRE_CONVERSATION_CLOSED }, { CHAT_NO_USER, WIRE_INVALID_USER },
		{ CHAT_AGENT_UNAVAILABLE, WIRE_USER_OFFLINE },
		{ CHAT_NO_AGENT_ONLINE, WIRE_NO_AGENT_IN_DEPARTMENT },
		{ CHAT_MISMATCH, WIRE_NOT_IN_DEPARTMENT },
		{ CHAT_TOO_LONG, WIRE_MESSAGE_TOO_LARGE } },
	    .handler = forward_post },
	{ .method = NULL },
};

ENDPOINT("room.forward", routes);
