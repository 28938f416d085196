/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/room.closeByUser   closes a room for an agent
 *
 * With sendToVisitor a transcript is mailed to the address in requestData, whatever the setting
 * Livechat_enable_transcript is: that only concerns what visitors may request. false cancels one that was
 * requested before; without transcriptEmail that one is mailed.
 */
#include "chat/rooms/room.h"
#include "chat/routing/room_close.h"
#include "http/endpoint.h"

static const struct field request_data_fields[] = {
	{ .name = "email", .flags = FIELD_REQUIRED },
	{ .name = "subject", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field transcript_fields[] = {
	{ .name = "sendToVisitor", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "requestData", .type = FIELD_OBJECT, .fields = request_data_fields },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "comment", .max = 5000 },
	{ .name = "tags", .type = FIELD_ARRAY, .max = 255 },
	{ .name = "generateTranscriptPdf", .type = FIELD_BOOLEAN },
	{ .name = "forceClose", .type = FIELD_BOOLEAN },
	{ .name = "transcriptEmail", .type = FIELD_OBJECT, .fields = transcript_fields },
	{ .name = NULL },
};

/*
 * Reads where to mail the transcript. Replies with an error and returns false when that is
 * missing.
 */
static bool
read_transcript(struct request *rq, struct room_closing *closing)
{
	const struct value *transcript = param(rq, "transcriptEmail");
	const struct value *wanted = value_member(transcript, "sendToVisitor");
	const struct value *data = value_member(transcript, "requestData");

	closing->without_transcript = wanted && !value_boolean(wanted);
	if (!value_boolean(wanted))
		return true;
	closing->transcript_email = value_member_text(data, "email");
	closing->transcript_subject = value_member_text(data, "subject");
	if (!data)
		reply_invalid(rq, "must have required property 'requestData'");
	return data;
}

static void
close_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct value *tags = param(rq, "tags");
	struct room_closing closing = {
		.rid = param_string(rq, "rid"),
		.comment = param_string(rq, "comment"),
		.tags_json = tags ? value_json_text(chat->mem, tags) : NULL,
	};
	enum chat_error error;

	if (value_count(tags) > ROOM_TAGS_MAX) {
		reply_invalid(rq, "must NOT have more than %d items", ROOM_TAGS_MAX);
		return;
	}
	if (!read_transcript(rq, &closing))
		return;
	error = room_close_by_user(chat, request_user(rq), &closing);
	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.closeByUser",
	    .permission = PERMISSION_CLOSE_LIVECHAT_ROOM,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_CLOSE_OTHERS_LIVECHAT_ROOM },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_AUTHORIZED },
		{ CHAT_CLOSED, WIRE_ROOM_ALREADY_CLOSED },
		{ CHAT_TOO_LONG, WIRE_MESSAGE_TOO_LARGE } },
	    .handler = close_post },
	{ .method = NULL },
};

ENDPOINT("room.closeByUser", routes);
