/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/rooms.upload/:rid  sends a file of a user into a room, together with its message; newer clients use
 *                                 rooms.media
 */
#include "chat/format/message_json.h"
#include "chat/messages/file_message.h"
#include "http/endpoint.h"
#include "http/files.h"
#include "http/files/upload_form.h"

static const struct field fields[] = {
	{ .name = "msg" },
	{ .name = "description" },
	{ .name = "_id", .flags = FIELD_NEW_ID },
	{ .name = "groupable", .flags = FIELD_TRUTH },
	{ .name = NULL },
};

static void
upload_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct user *user = request_user(rq);
	const char *rid = path_param(rq, "rid");
	struct file_sending sending;
	struct upload *upload;
	struct message message;
	struct json_out *out;
	enum chat_error error = file_of_user(chat, user, rid, request_content_length(rq), &upload);

	if (error) {
		reply_no_upload(rq, error);
		return;
	}
	if (!request_upload(rq, upload))
		return;
	sending = request_file_sending(rq);
	error = file_send_by_user(chat, user, rid, upload, &sending, &message);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "message");
	message_json(chat, out, &message);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/rooms.upload/:rid",
	    .fields = fields,
	    .form = true,
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ROOM_MEMBER },
	    .says = { { CHAT_NO_ROOM, WIRE_UNAUTHORIZED }, { CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = upload_post },
	{ .method = NULL },
};

ENDPOINT("rooms.upload", routes);
