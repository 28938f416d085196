/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/chat.sendMessage   sends a message of a user to a livechat room
 */
#include "base/str.h"
#include "chat/format/message_json.h"
#include "chat/messages/agent_message.h"
#include "http/endpoint.h"

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
	struct chat *chat = request_chat(rq);
	const struct value *sent = param(rq, "message");
	const char *id = value_member_text(sent, "_id"), *msg = value_member_text(sent, "msg");
	struct agent_message answer = {
		.rid = value_member_text(sent, "rid"),
		.msg = msg ? msg : "",
		.id = str_or_null(id),
		.extra_json = value_member_json(chat->mem, sent, "attachments"),
	};
	struct message message;
	struct json_out *out;
	enum chat_error error;

	if (!answer.rid) {
		reply_wire_error(rq, WIRE_ROOM_NOT_NAMED);
		return;
	}
	error = agent_message_send(chat, request_user(rq), &answer, &message);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "message");
	message_json(chat, out, &message);
	reply_success(rq);
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
