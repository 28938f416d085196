/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/room.join   makes the user a member of a room that another agent serves
 */
#include "chat/routing/room_take.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
join_get(struct request *rq)
{
	enum chat_error error =
	    room_join(request_chat(rq), request_user(rq), param_string(rq, "roomId"));

	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/room.join",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .handler = join_get },
	{ .method = NULL },
};

ENDPOINT("room.join", routes);
