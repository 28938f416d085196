/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/chat.delete   deletes a message that the user wrote in a livechat room
 */
#include "chat/format/message_json.h"
#include "chat/messages/agent_message.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "msgId", .flags = FIELD_REQUIRED },
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "asUser", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};

static void
delete_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *id = param_string(rq, "msgId");
	struct message message;
	struct json_out *out;
	int64_t deleted_at;
	enum chat_error error = agent_message_delete(
	    chat, request_user(rq), param_string(rq, "roomId"), id, &message, &deleted_at);

	if (error == CHAT_NO_MESSAGE) {
		reply_unknown_message(rq, id);
		return;
	}
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "_id", id);
	/* Rocket.Chat sends epoch milliseconds as text here, unlike in any other reply. */
	json_put_string(out, "ts", arena_printf(chat->mem, "%lld", (long long)deleted_at));
	json_key(out, "message");
	message_json(chat, out, &message);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/chat.delete",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { .who = ACCESS_MESSAGE_AUTHOR },
	    .says = { { CHAT_NOT_YOURS, WIRE_ERROR_ACTION_NOT_ALLOWED },
		{ CHAT_SWITCHED_OFF, WIRE_ERROR_ACTION_NOT_ALLOWED },
		{ CHAT_MISMATCH, WIRE_MESSAGE_ELSEWHERE } },
	    .handler = delete_post },
	{ .method = NULL },
};

ENDPOINT("chat.delete", routes);
