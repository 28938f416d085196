/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/room.transfer   transfers the visitor's room to another department
 */
#include "chat/rooms/room.h"
#include "chat/rooms/room_json.h"
#include "chat/routing/room_transfer.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "department", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
transfer_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *token = param_string(rq, "token"), *rid = param_string(rq, "rid");
	struct room_view view;
	struct json_out *out;
	enum chat_error error;

	error = room_transfer_by_visitor(chat, token, rid, param_string(rq, "department"));
	if (!error)
		error = room_current(chat, token, rid, &view);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "room");
	room_json_for_visitor(chat, out, &view);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.transfer",
	    .rules = RULES_MATCH,
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = transfer_post },
	{ .method = NULL },
};

ENDPOINT("room.transfer", routes);
