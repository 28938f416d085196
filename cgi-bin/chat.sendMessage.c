/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/chat.sendMessage   sends a message of a user to a livechat room
 */
#include "http/shared/message.h"

static const struct field post_fields[] = {
	{ .name = "message",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = user_message_fields },
	{ .name = "previewUrls", .type = FIELD_ANY },
	{ .name = NULL },
};

static void
send_post(struct request *rq)
{
	struct agent_message answer = agent_message_sent(rq, param(rq, "message"));
	struct message message;
	enum chat_error error;

	if (!answer.rid) {
		reply_wire_error(rq, WIRE_ROOM_NOT_NAMED);
		return;
	}
	error = agent_message_send(request_chat(rq), request_user(rq), &answer, &message);
	reply_message(rq, error, &message);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/chat.sendMessage",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM_CODED },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED },
		{ CHAT_TOO_LONG, WIRE_MESSAGE_TOO_LARGE } },
	    .handler = send_post },
	{ .method = NULL },
};

ENDPOINT("chat.sendMessage", routes);
