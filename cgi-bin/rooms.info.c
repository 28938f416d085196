/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/rooms.info   returns a room that the user may read
 *
 * Rooms of a livechat have no names by which they could be found, so `roomName` finds none.
 */
#include "chat/inbox/subscription.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_NULLABLE },
	{ .name = "roomName", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static bool
info_check(struct request *rq)
{
	if (param_nonempty(rq, "roomId") || param_nonempty(rq, "roomName"))
		return true;
	reply_refused(rq, "error-roomid-param-not-provided",
	    "The parameter \"roomId\" or \"roomName\" is required", NULL);
	return false;
}

static void
info_get(struct request *rq)
{
	const char *rid = param_nonempty(rq, "roomId");
	struct json_out *out;

	if (!rid) {
		reply_error(rq, CHAT_NO_ROOM);
		return;
	}
	out = reply_object(rq);
	json_key(out, "room");
	reply_finish(rq, subscribed_room_write(request_chat(rq), out, request_user(rq), rid));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/rooms.info",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .check = info_check,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_CHANNEL_NOT_FOUND },
		{ CHAT_NOT_YOURS, WIRE_CHANNEL_NOT_ALLOWED } },
	    .handler = info_get },
	{ .method = NULL },
};

ENDPOINT("rooms.info", routes);
