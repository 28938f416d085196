/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/note   writes an internal note about a chat, which only agents see
 */
#include "base/str.h"
#include "chat/messages/note.h"
#include "http/shared/message.h"

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "msg", .flags = FIELD_REQUIRED },
	{ .name = "_id", .flags = FIELD_NULLABLE | FIELD_NEW_ID },
	{ .name = NULL },
};

static void
note_post(struct request *rq)
{
	struct message note;
	enum chat_error error = note_write(request_chat(rq), request_user(rq),
	    param_string(rq, "rid"), param_nonempty(rq, "_id"), param_string(rq, "msg"), &note);

	reply_message(rq, error, &note);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/note",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .handler = note_post },
	{ .method = NULL },
};

ENDPOINT("note", routes);
