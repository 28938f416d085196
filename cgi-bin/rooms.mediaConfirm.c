/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/rooms.mediaConfirm/:rid/:fileId  sends the message of a file that the user has stored with rooms.media;
 *                                               a repeated call returns the message of the first one
 */
#include "base/str.h"
#include "chat/messages/file_message.h"
#include "http/files/file_name.h"
#include "http/shared/message.h"

static const struct field fields[] = {
	{ .name = "msg", .flags = FIELD_NULLABLE },
	{ .name = "description", .flags = FIELD_NULLABLE },
	{ .name = "fileName", .flags = FIELD_NULLABLE },
	{ .name = "groupable", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "tmid", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "alias", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "avatar", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "emoji", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "customFields", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "t", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "content", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = "fileContent", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static void
confirm_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *msg = param_string(rq, "msg"),
		   *name = str_or_null(param_string(rq, "fileName"));
	struct file_sending sending = { .msg = msg ? msg : "",
		.words = { .description = param_string(rq, "description") } };
	struct message message;
	enum chat_error error;

	param_bool(rq, "groupable", &sending.words.groupable);
	if (name)
		name = file_name_clean(chat->mem, name);
	error = file_confirm(chat, request_user(rq), path_param(rq, "rid"),
	    path_param(rq, "fileId"), name, &sending, &message);
	reply_message(rq, error, &message);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/rooms.mediaConfirm/:rid/:fileId",
	    .fields = fields,
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ROOM_MEMBER },
	    .says = { { CHAT_NO_ROOM, WIRE_UNAUTHORIZED }, { CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = confirm_post },
	{ .method = NULL },
};

ENDPOINT("rooms.mediaConfirm", routes);
