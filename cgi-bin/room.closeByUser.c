/*
 * POST /api/v1/livechat/room.closeByUser   an agent ends a conversation
 */
#include "base/buf.h"
#include "chat/desk.h"
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
	{ .name = "tags", .type = FIELD_ARRAY },
	{ .name = "generateTranscriptPdf", .type = FIELD_BOOLEAN },
	{ .name = "forceClose", .type = FIELD_BOOLEAN },
	{ .name = "transcriptEmail", .type = FIELD_OBJECT, .fields = transcript_fields },
	{ .name = NULL },
};

/* The tags as they are stored; NULL when none were sent. */
static const char *
tags_json(struct request *rq)
{
	const struct value *tags = param(rq, "tags");
	struct buf buf = { 0 };
	struct json_out out;
	const char *json;

	if (!tags)
		return NULL;
	json_begin(&out, &buf);
	json_array(&out);
	for (const struct value *tag = tags->items.first; tag; tag = tag->next)
		json_string(&out, value_text(tag));
	json_array_end(&out);
	json = arena_strndup(request_chat(rq)->mem, buf.data, buf.len);
	buf_free(&buf);
	return json;
}

static int
close_post(struct request *rq)
{
	struct desk_closing closing = {
		.rid = param_string(rq, "rid"),
		.comment = param_string(rq, "comment"),
		.tags_json = tags_json(rq),
	};
	enum chat_error error = desk_close_by_user(request_chat(rq), request_user(rq), &closing);

	if (error)
		return reply_error(rq, error);
	reply_object(rq);
	return reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.closeByUser",
	    .permission = PERMISSION_CLOSE_LIVECHAT_ROOM,
	    .fields = post_fields,
	    .handler = close_post },
	{ .method = NULL },
};

ENDPOINT("room.closeByUser", routes);
