/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/method.call/:method   calls the method sendMessage: a user writes in a livechat room
 *
 * The call and its result are JSON texts inside a JSON string. There is no other method.
 */
#include <string.h>

#include "chat/format/message_json.h"
#include "http/shared/message.h"

static const struct field post_fields[] = {
	{ .name = "message", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

/* Replies with the text of the result and frees the buffer. */
static void
result_reply(struct request *rq, struct buf *result, bool success)
{
	json_put_string(reply_object(rq), "message", buf_cstr(result));
	buf_free(result);
	if (success)
		reply_success(rq);
	else
		reply_failure(rq);
}

static void
result_begin(struct json_out *out, struct buf *buf, const struct value *call)
{
	const struct value *id = value_member(call, "id");

	json_begin(out, buf);
	json_object(out);
	json_put_string(out, "msg", "result");
	if (id) {
		json_key(out, "id");
		value_json(out, id);
	}
}

static void
result_error(struct request *rq, const struct value *call, const char *code, const char *reason)
{
	struct buf buf = { 0 };
	struct json_out out;

	result_begin(&out, &buf, call);
	json_key(&out, "error");
	json_object(&out);
	json_put_bool(&out, "isClientSafe", true);
	json_put_string(&out, "error", code);
	json_put_string_opt(&out, "reason", reason);
	json_put_string(&out, "message",
	    arena_printf(
		request_chat(rq)->mem, "%s%s[%s]", reason ? reason : "", reason ? " " : "", code));
	json_put_string(&out, "errorType", "Meteor.Error");
	json_object_end(&out);
	json_object_end(&out);
	result_reply(rq, &buf, false);
}

static void
result_message(struct request *rq, const struct value *call, const struct message *message)
{
	struct buf buf = { 0 };
	struct json_out out;

	result_begin(&out, &buf, call);
	json_key(&out, "result");
	message_json(request_chat(rq), &out, message);
	json_object_end(&out);
	result_reply(rq, &buf, true);
}

static const struct field sent_field = {
	.name = "message",
	.type = FIELD_OBJECT,
	.flags = FIELD_OPEN,
	.fields = user_message_fields,
};

static void
call_send_message(struct request *rq, const struct value *call, struct value *sent)
{
	const char *complaint = value_complaint(rq, &sent_field, sent);
	struct agent_message answer = agent_message_sent(rq, sent);
	struct error_words words;
	struct message message;
	enum chat_error error;

	if (complaint) {
		result_error(rq, call, "invalid-params", complaint);
		return;
	}
	if (!answer.rid) {
		result_error(rq, call, "error-invalid-room", NULL);
		return;
	}
	error = agent_message_send(request_chat(rq), request_user(rq), &answer, &message);
	if (error == CHAT_UNAVAILABLE || error == CHAT_TOO_LARGE || error == CHAT_BROKEN) {
		reply_error(rq, error);
		return;
	}
	if (!error) {
		result_message(rq, call, &message);
		return;
	}
	words = error_words(rq, error);
	result_error(rq, call, words.code, words.reason);
}

static void
call_post(struct request *rq)
{
	const struct value *call = param_json(rq, "message");
	const struct value *params = value_member(call, "params");
	const char *method = path_param(rq, "method"), *named = value_member_text(call, "method");

	if (value_type(params) != VALUE_ARRAY || (named && strcmp(named, method) != 0)) {
		reply_invalid(rq, "Invalid method call");
		return;
	}
	if (strcmp(method, "sendMessage") != 0) {
		result_error(rq, call, "404",
		    arena_printf(request_chat(rq)->mem, "Method '%s' not found", method));
		return;
	}
	call_send_message(rq, call, value_item(params, 0));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/method.call/:method",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM_CODED },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED },
		{ CHAT_TOO_LONG, WIRE_MESSAGE_TOO_LARGE } },
	    .handler = call_post },
	{ .method = NULL },
};

ENDPOINT("method.call", routes);
