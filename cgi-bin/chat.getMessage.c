/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/chat.getMessage?msgId=   returns a message of a livechat room to a user who may read the room
 */
#include "http/shared/message.h"

static const struct field get_fields[] = {
	{ .name = "msgId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
message_one_get(struct request *rq)
{
	struct message message;
	enum chat_error error = agent_message_get(
	    request_chat(rq), request_user(rq), param_string(rq, "msgId"), &message);

	reply_message(rq, error, &message);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/chat.getMessage",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_MESSAGE, WIRE_BARE },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED } },
	    .handler = message_one_get },
	{ .method = NULL },
};

ENDPOINT("chat.getMessage", routes);
