/* SPDX-License-Identifier: MIT */
/*
 * POST   /api/v1/livechat/transcript        mails the visitor a transcript of their conversation
 * POST   /api/v1/livechat/transcript/:rid   has it mailed for a user when the room is closed
 * DELETE /api/v1/livechat/transcript/:rid   cancels that
 *
 * For visitors the setting Livechat_enable_transcript must allow it, and the limit is five requests per
 * minute and network, because they may send any address.
 */
#include "chat/mail/transcript.h"
#include "chat/mail/transcript_request.h"
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

static const struct field request_fields[] = {
	{ .name = "email", .flags = FIELD_REQUIRED },
	{ .name = "subject", .flags = FIELD_REQUIRED, .max = 255 },
	{ .name = NULL },
};

static void
request_post(struct request *rq)
{
	reply_done(rq, transcript_request(request_chat(rq), request_user(rq), path_param(rq, "rid"),
			   param_string(rq, "email"), param_string(rq, "subject")));
}

static void
request_delete(struct request *rq)
{
	reply_done(rq, transcript_request_cancel(request_chat(rq), path_param(rq, "rid")));
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
	{ .method = "POST",
	    .path = "/api/v1/livechat/transcript/:rid",
	    .permission = PERMISSION_SEND_OMNICHANNEL_CHAT_TRANSCRIPT,
	    .fields = request_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ROOM, WIRE_UNKNOWN_ROOM_CODED },
		{ CHAT_EXISTS, WIRE_TRANSCRIPT_REQUESTED } },
	    .handler = request_post },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/transcript/:rid",
	    .permission = PERMISSION_SEND_OMNICHANNEL_CHAT_TRANSCRIPT,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ROOM, WIRE_UNKNOWN_ROOM_CODED },
		{ CHAT_NO_ENTRY, WIRE_TRANSCRIPT_NOT_REQUESTED } },
	    .handler = request_delete },
	{ .method = NULL },
};

ENDPOINT("transcript", routes);
