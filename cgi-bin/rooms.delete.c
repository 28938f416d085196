/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/rooms.delete   erases a closed room with its messages; the visitor remains
 *
 * A large room is erased in steps. A request that is cut off, or answered with 503, may be sent again
 * and goes on.
 */
#include "chat/rooms/room_erase.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
delete_post(struct request *rq)
{
	reply_done(rq, room_erase(request_chat(rq), param_string(rq, "roomId")));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/rooms.delete",
	    .permission = PERMISSION_REMOVE_CLOSED_LIVECHAT_ROOM,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ROOM, WIRE_UNKNOWN_ROOM },
		{ CHAT_HAS_OPEN_ROOMS, WIRE_ROOM_NOT_CLOSED } },
	    .handler = delete_post },
	{ .method = NULL },
};

ENDPOINT("rooms.delete", routes);
