/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/chat.postMessage   sends a message of a user, mostly a bot, to a livechat room
 */
#include "chat/format/message_json.h"
#include "chat/messages/agent_message.h"
#include "http/endpoint.h"

/* alias, avatar and emoji are ignored: they would let any user impersonate another. */
static const struct field post_fields[] = {
	{ .name = "roomId" },
	{ .name = "channel" },
	{ .name = "text", .flags = FIELD_NULLABLE },
	ATTACHMENTS_FIELD,
	{ .name = "alias", .type = FIELD_ANY },
	{ .name = "avatar", .type = FIELD_ANY },
	{ .name = "emoji", .type = FIELD_ANY },
	{ .name = "tmid", .type = FIELD_ANY },
	{ .name = "customFields", .type = FIELD_ANY },
	{ .name = "parseUrls", .type = FIELD_ANY },
	{ .name = NULL },
};

static void
post_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *rid = param_string(rq, "roomId"), *text = param_string(rq, "text");
	struct agent_message answer = {
		.rid = rid ? rid : param_string(rq, "channel"),
		.msg = text ? text : "",
		.extra_json = value_member_json(chat->mem, request_params(rq), "attachments"),
	};
	enum chat_error error = CHAT_NO_ROOM;
	struct message message;
	struct json_out *out;

	if (answer.rid)
		error = agent_message_send(chat, request_user(rq), &answer, &message);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_int(out, "ts", message.ts);
	json_put_string(out, "channel", message.rid);
	json_key(out, "message");
	message_json(chat, out, &message);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/chat.postMessage",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_INVALID_CHANNEL },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED },
		{ CHAT_TOO_LONG, WIRE_MESSAGE_TOO_LARGE } },
	    .handler = post_post },
	{ .method = NULL },
};

ENDPOINT("chat.postMessage", routes);
