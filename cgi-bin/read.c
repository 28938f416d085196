/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/read   notes that the visitor has read all of their room
 *
 * To be sent when the newest message was shown to them. Agents see it as `v.lastReadTs`: the time of the room's
 * last change when the visitor read it.
 */
#include "chat/rooms/room.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = NULL },
};

static void
read_post(struct request *rq)
{
	reply_done(rq, room_read_by_visitor(
			   request_chat(rq), param_string(rq, "token"), param_string(rq, "rid")));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/read",
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = read_post },
	{ .method = NULL },
};

ENDPOINT("read", routes);
