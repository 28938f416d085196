/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/transcript   mails the visitor a transcript of their conversation
 *
 * The setting Livechat_enable_transcript must allow it. The limit is five requests per minute and
 * network, because the visitor may send any address.
 */
#include "chat/mail/transcript.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "email", .flags = FIELD_REQUIRED },
	{ .name = "subject", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = NULL },
};

static void
transcript_post(struct request *rq)
{
	const struct transcript_request request = {
		.token = param_string(rq, "token"),
		.rid = param_string(rq, "rid"),
		.email = param_string(rq, "email"),
		.subject = param_string(rq, "subject"),
	};
	enum chat_error error = transcript_send_to_visitor(request_chat(rq), &request);

	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_string(reply_object(rq), "message", "Omnichannel transcript sent");
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/transcript",
	    .fields = post_fields,
	    .limit = LIMIT_TRANSCRIPT,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .says = { { CHAT_NO_VISITOR, WIRE_ERROR_INVALID_VISITOR },
		{ CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		{ CHAT_SWITCHED_OFF, WIRE_TRANSCRIPT_NOT_ENABLED },
		{ CHAT_INVALID_EMAIL, WIRE_TRANSCRIPT_FAILED } },
	    .handler = transcript_post },
	{ .method = NULL },
};

ENDPOINT("transcript", routes);
