/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/chat.getMessage?msgId=   returns a message of a livechat room to a user who may read the room
 */
#include "chat/format/message_json.h"
#include "chat/messages/agent_message.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "msgId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
message_get_one(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct message message;
	struct json_out *out;
	enum chat_error error =
	    agent_message_get(chat, request_user(rq), param_string(rq, "msgId"), &message);

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
	{ .method = "GET",
	    .path = "/api/v1/chat.getMessage",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_MESSAGE, WIRE_BARE },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED } },
	    .handler = message_get_one },
	{ .method = NULL },
};

ENDPOINT("chat.getMessage", routes);
