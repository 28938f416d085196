/*
 * GET /api/v1/livechat/room.join?roomId=   a user takes part in a room that another serves
 */
#include "chat/routing/room_take.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static int
join_get(struct request *rq)
{
	enum chat_error error =
	    room_join(request_chat(rq), request_user(rq), param_string(rq, "roomId"));

	if (error)
		return reply_error(rq, error);
	reply_object(rq);
	return reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/room.join",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .whose = { OWNER_READER, PERMISSION_VIEW_LIVECHAT_ROOMS,
		.refusal = CHAT_ROOM_NOT_ACCESSIBLE },
	    .handler = join_get },
	{ .method = NULL },
};

ENDPOINT("room.join", routes);
