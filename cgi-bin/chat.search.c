/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/chat.search?roomId=&searchText=   returns the messages of a livechat room that contain the text, newest
 * first, to a user who may read the room
 */
#include "chat/messages/history.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "searchText", .flags = FIELD_REQUIRED },
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
found_get(struct request *rq)
{
	struct paging paging;

	if (!request_paging(rq, &paging))
		return;
	reply_finish(rq, history_write_found(request_chat(rq), reply_list(rq, "messages"),
			     request_room(rq), param_string(rq, "searchText"), &paging));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/chat.search",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "roomId",
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_NOT_ALLOWED_CODED },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED } },
	    .handler = found_get },
	{ .method = NULL },
};

ENDPOINT("chat.search", routes);
