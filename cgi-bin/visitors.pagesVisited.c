/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/visitors.pagesVisited/:roomId   returns the pages of the website that the visitor
 * opened during a chat, newest first, to an agent who may read the room
 */
#include "chat/messages/history.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	LIST_FIELDS,
	{ .name = NULL },
};

static void
visited_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = history_write_visited(
	    request_chat(rq), reply_list(rq, "pages"), request_room(rq), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitors.pagesVisited/:roomId",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "roomId",
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .handler = visited_get },
	{ .method = NULL },
};

ENDPOINT("visitors.pagesVisited", routes);
