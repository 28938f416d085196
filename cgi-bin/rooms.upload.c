/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/rooms.upload/:rid  sends a file of a user into a room, together with its message; newer clients use
 *                                 rooms.media
 */
#include "http/files.h"
#include "http/files/upload_form.h"
#include "http/shared/message.h"

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
	enum chat_error error = file_of_user(chat, user, rid, request_content_length(rq), &upload);

	if (error) {
		reply_no_upload(rq, error);
		return;
	}
	if (!request_upload(rq, upload))
		return;
	sending = request_file_sending(rq);
	error = file_send_by_user(chat, user, rid, upload, &sending, &message);
	reply_message(rq, error, &message);
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
