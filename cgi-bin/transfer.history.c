/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/transfer.history/:rid   returns who gave a room to whom, the oldest first
 */
#include "chat/routing/transfer_history.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	LIST_FIELDS,
	{ .name = "query", .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	{ .name = NULL },
};

static void
history_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = transfer_history_write(
	    request_chat(rq), reply_list(rq, "history"), request_room(rq), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/transfer.history/:rid",
	    .permission = PERMISSION_VIEW_LIVECHAT_ROOMS,
	    .room = "rid",
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_UNKNOWN_ROOM_CODED } },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("transfer.history", routes);
