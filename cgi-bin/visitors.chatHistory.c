/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/visitors.chatHistory/room/:roomId/visitor/:visitorId
 *     returns all conversations of a visitor to an agent who may read that room of theirs
 */
#include "chat/rooms/room_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	LIST_FIELDS,
	{ .name = NULL },
};

static void
history_get(struct request *rq)
{
	struct room_search search = room_search_all();
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = chat_history_write(request_chat(rq), reply_list(rq, "history"), request_user(rq),
	    path_param(rq, "roomId"), path_param(rq, "visitorId"), &search, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitors.chatHistory/room/:roomId/visitor/:visitorId",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED } },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("visitors.chatHistory", routes);
