/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/rooms.media/:rid  stores a file of a user for a room; rooms.mediaConfirm sends its message, and
 *                                without that it is removed after a day
 */
#include "chat/files/file_json.h"
#include "chat/messages/file_message.h"
#include "http/endpoint.h"
#include "http/files.h"
#include "http/files/upload_form.h"

/* Clients send `content` with files that are encrypted from end to end, which no livechat has. */
static const struct field fields[] = {
	{ .name = "content", .flags = FIELD_IGNORED },
	{ .name = "msg", .flags = FIELD_IGNORED },
	{ .name = "description", .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static void
media_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *rid = path_param(rq, "rid");
	struct upload *upload;
	struct upload_row file;
	struct json_out *out;
	enum chat_error error =
	    file_of_user(chat, request_user(rq), rid, request_content_length(rq), &upload);

	if (error) {
		reply_no_upload(rq, error);
		return;
	}
	if (!request_upload(rq, upload))
		return;
	error = file_stage(chat, upload, &file);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "file");
	json_object(out);
	json_put_string(out, "_id", file.id);
	json_put_string(out, "url", file_path(chat->mem, file.id, file.name));
	json_object_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/rooms.media/:rid",
	    .fields = fields,
	    .form = true,
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ROOM_MEMBER },
	    .says = { { CHAT_NO_ROOM, WIRE_UNAUTHORIZED }, { CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = media_post },
	{ .method = NULL },
};

ENDPOINT("rooms.media", routes);
