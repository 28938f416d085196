/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/chat.update   edits a message that the user wrote in a livechat room
 */
#include "http/shared/message.h"

static const struct field post_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "msgId", .flags = FIELD_REQUIRED },
	{ .name = "text", .flags = FIELD_REQUIRED },
	{ .name = "previewUrls", .type = FIELD_ANY },
	{ .name = "customFields", .type = FIELD_ANY },
	{ .name = NULL },
};

static void
update_post(struct request *rq)
{
	const char *id = param_string(rq, "msgId");
	struct message message;
	enum chat_error error = agent_message_edit(request_chat(rq), request_user(rq),
	    param_string(rq, "roomId"), id, param_string(rq, "text"), &message);

	if (error == CHAT_NO_MESSAGE)
		reply_unknown_message(rq, id);
	else
		reply_message(rq, error, &message);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/chat.update",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { .who = ACCESS_MESSAGE_AUTHOR },
	    .says = { { CHAT_NOT_YOURS, WIRE_EDITING_NOT_ALLOWED },
		{ CHAT_SWITCHED_OFF, WIRE_EDITING_NOT_ALLOWED },
		{ CHAT_MISMATCH, WIRE_MESSAGE_ELSEWHERE },
		{ CHAT_TOO_LONG, WIRE_MESSAGE_TOO_LARGE } },
	    .handler = update_post },
	{ .method = NULL },
};

ENDPOINT("chat.update", routes);
