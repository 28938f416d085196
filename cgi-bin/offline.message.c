/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/offline.message   stores a visitor's message while no agent is online
 *
 * The message must show something, and is at most Message_MaxAllowedSize long (UTF-16 code units).
 * It is mailed after the response, which does not wait for it.
 */
#include "chat/mail/offline.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "name", .flags = FIELD_REQUIRED, .max = 255 },
	{ .name = "email", .flags = FIELD_REQUIRED },
	{ .name = "message", .flags = FIELD_REQUIRED },
	{ .name = "department", .flags = FIELD_NULLABLE },
	{ .name = "host", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
offline_post(struct request *rq)
{
	struct offline_form form = {
		.name = param_string(rq, "name"),
		.email = param_string(rq, "email"),
		.message = param_string(rq, "message"),
		.department = param_string(rq, "department"),
		.host = param_string(rq, "host"),
	};
	struct chat *chat = request_chat(rq);
	enum chat_error error = offline_form_read(chat, &form);

	if (error) {
		reply_error(rq, error);
		return;
	}
	/*
	 * Only stored messages are charged, so that a visitor can correct a mistyped address at
	 * once.
	 */
	if (!request_charge(rq, LIMIT_OFFLINE)) {
		reply_limited(rq);
		return;
	}
	error = offline_message_store(chat, &form);
	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_string(reply_object(rq), "message", "Livechat offline message sent");
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/offline.message",
	    .fields = post_fields,
	    .limit = LIMIT_OFFLINE,
	    .limit_in_handler = true,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_OFFLINE_MESSAGE_FAILED },
		{ CHAT_INVALID_EMAIL, WIRE_OFFLINE_MESSAGE_FAILED },
		{ CHAT_TOO_LONG, WIRE_OFFLINE_MESSAGE_FAILED },
		{ CHAT_BLANK, WIRE_OFFLINE_MESSAGE_FAILED } },
	    .handler = offline_post },
	{ .method = NULL },
};

ENDPOINT("offline.message", routes);
