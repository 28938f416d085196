/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/upload/:rid  sends a file of the visitor into their open room: the body is
 *                                    multipart/form-data, and the part "file" the file
 */
#include "chat/format/message_json.h"
#include "chat/messages/file_message.h"
#include "chat/rooms/room.h"
#include "http/endpoint.h"
#include "http/files.h"
#include "http/files/upload_form.h"

static const struct field fields[] = {
	{ .name = "token", .flags = FIELD_VISITOR_TOKEN },
	{ .name = "description" },
	{ .name = "msg" },
	{ .name = "_id", .flags = FIELD_NEW_ID },
	{ .name = NULL },
};

/* Without a token the reply is the same as with one that nobody has. */
static const char *
visitor_token(struct request *rq)
{
	const char *token = param_string(rq, "token");

	return token ? token : "";
}

static void
upload_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *token = visitor_token(rq), *rid = path_param(rq, "rid");
	struct file_sending sending;
	struct upload *upload;
	struct message message;
	struct json_out *out;
	enum chat_error error =
	    file_of_visitor(chat, token, rid, request_content_length(rq), &upload);

	if (error) {
		reply_no_upload(rq, error);
		return;
	}
	if (!request_upload(rq, upload))
		return;
	sending = request_file_sending(rq);
	error = file_send_by_visitor(chat, token, rid, upload, &sending, &message);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	message_json_members(chat, out, &message, token);
	json_put_bool(out, "newRoom", false);
	json_put_bool(out, "showConnecting", room_is_waiting(chat, token, rid));
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/upload/:rid",
	    .fields = fields,
	    .form = true,
	    .limit = LIMIT_UPLOAD,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .says = { { CHAT_NO_VISITOR, WIRE_UNAUTHORIZED }, { CHAT_NO_ROOM, WIRE_UNAUTHORIZED },
		{ CHAT_CLOSED, WIRE_UNAUTHORIZED } },
	    .handler = upload_post },
	{ .method = NULL },
};

ENDPOINT("upload", routes);
