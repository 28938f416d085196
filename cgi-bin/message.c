/* SPDX-License-Identifier: MIT */
/*
 * POST   /api/v1/livechat/message       sends a visitor's message to their open room
 * GET    /api/v1/livechat/message/:_id  returns one message of the visitor's room
 * PUT    /api/v1/livechat/message/:_id  edits a message that the visitor wrote
 * DELETE /api/v1/livechat/message/:_id  deletes a message that the visitor wrote; without token and
 *                                       rid only one with an id that the server generated, because
 *                                       nobody can guess it
 */
#include "base/str.h"
#include "chat/format/message_json.h"
#include "chat/messages/message.h"
#include "http/endpoint.h"

/* Clients send the agent to prefer for a new room; here the room already exists. */
static const struct field agent_fields[] = {
	{ .name = "agentId", .type = FIELD_STRING, .flags = FIELD_REQUIRED },
	{ .name = "username", .type = FIELD_STRING, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "msg", .flags = FIELD_REQUIRED },
	{ .name = "_id", .flags = FIELD_NULLABLE | FIELD_NEW_ID },
	{ .name = "agent", .type = FIELD_OBJECT, .fields = agent_fields },
	{ .name = NULL },
};

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field put_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "msg", .flags = FIELD_REQUIRED },
	{ .name = "_id", .flags = FIELD_SAME_AS_PATH },
	{ .name = NULL },
};

/* Some clients send paging parameters here, too. */
static const struct field delete_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = "sort", .type = FIELD_STRING, .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = NULL },
};

typedef void message_write_fn(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token);

/* Replies with the message as `write` formats it, or with the error. */
static void
message_reply(struct request *rq, enum chat_error error, const struct message *message,
    message_write_fn *write)
{
	struct json_out *out;

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "message");
	write(request_chat(rq), out, message, param_string(rq, "token"));
	reply_success(rq);
}

static void
message_post(struct request *rq)
{
	const char *id = param_string(rq, "_id");
	struct message_sending sending = {
		.token = param_string(rq, "token"),
		.rid = param_string(rq, "rid"),
		.msg = param_string(rq, "msg"),
		.id = str_or_null(id),
	};
	struct message message;
	enum chat_error error = message_send(request_chat(rq), &sending, &message);

	message_reply(rq, error, &message, message_json_with_token);
}

static void
message_read(struct request *rq)
{
	struct message message;
	const char *rid = param_string(rq, "rid");
	struct room_state room;
	enum chat_error error = message_get(request_chat(rq), param_string(rq, "token"), rid,
	    path_param(rq, "_id"), &message, &room);

	if (!error && reply_is_known(rq, POLLER_VISITOR, rid, &room)) {
		reply_unchanged(rq);
		return;
	}
	message_reply(rq, error, &message, message_json_for_visitor);
}

static void
message_put(struct request *rq)
{
	struct message message;
	enum chat_error error = message_edit(request_chat(rq), param_string(rq, "token"),
	    param_string(rq, "rid"), path_param(rq, "_id"), param_string(rq, "msg"), &message);

	message_reply(rq, error, &message, message_json_with_token);
}

/* Replies with the id of a deleted message and when it was deleted. */
static void
deleted_reply(struct request *rq, int64_t deleted_at)
{
	struct json_out *out = reply_object(rq);

	json_key(out, "message");
	json_object(out);
	json_put_string(out, "_id", path_param(rq, "_id"));
	json_put_time(out, "ts", deleted_at);
	json_object_end(out);
	reply_success(rq);
}

static void
message_delete_by_visitor(struct request *rq)
{
	int64_t deleted_at;
	enum chat_error error = message_delete(request_chat(rq), param_string(rq, "token"),
	    param_string(rq, "rid"), path_param(rq, "_id"), &deleted_at);

	if (error)
		reply_error(rq, error);
	else
		deleted_reply(rq, deleted_at);
}

static void
message_delete_by_id_only(struct request *rq)
{
	int64_t deleted_at;
	enum chat_error error =
	    message_delete_by_id(request_chat(rq), path_param(rq, "_id"), &deleted_at);

	/* All reasons have one answer, so that it reveals nothing about an id. */
	if (error == CHAT_NO_MESSAGE) {
		reply_invalid(rq, "must have required property 'token'");
		return;
	}
	if (error)
		reply_error(rq, error);
	else
		deleted_reply(rq, deleted_at);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/message",
	    .fields = post_fields,
	    .limit = LIMIT_SEND,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = message_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/message/:_id",
	    .fields = get_fields,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = message_read },
	{ .method = "PUT",
	    .path = "/api/v1/livechat/message/:_id",
	    .fields = put_fields,
	    .limit = LIMIT_SEND,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .says = { { CHAT_NOT_YOURS, WIRE_ERROR_ACTION_NOT_ALLOWED },
		{ CHAT_SWITCHED_OFF, WIRE_ERROR_ACTION_NOT_ALLOWED } },
	    .handler = message_put },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/message/:_id",
	    .fields = delete_fields,
	    .limit = LIMIT_SEND,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .says = { { CHAT_NOT_YOURS, WIRE_ERROR_ACTION_NOT_ALLOWED },
		{ CHAT_SWITCHED_OFF, WIRE_ERROR_ACTION_NOT_ALLOWED } },
	    .handler = message_delete_by_visitor,
	    .no_params_handler = message_delete_by_id_only },
	{ .method = NULL },
};

ENDPOINT("message", routes);
