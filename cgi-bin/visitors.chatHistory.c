/*
 * GET /api/v1/livechat/visitors.chatHistory/room/:roomId/visitor/:visitorId
 *     all conversations of a visitor, for an agent who can read that room of his
 */
#include "chat/room_list.h"
#include "http/endpoint.h"

/* Keys of a sort order that are looked at; any more of them would decide nothing. */
#define SORT_KEYS_MAX 8

static const struct field get_fields[] = {
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "sort", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static int
history_get(struct request *rq)
{
	struct room_search search = room_search_all();
	struct sort_key keys[SORT_KEYS_MAX];
	struct list_size size;
	struct paging paging;
	struct json_out *out;
	enum chat_error error;
	size_t len;

	if (!request_sort(rq, keys, SORT_KEYS_MAX, &len))
		return 0;
	for (size_t i = 0; i < len; i++)
		room_search_sort(&search, keys[i].name, keys[i].descending);
	request_paging(rq, &paging);
	search.limit = paging.limit;
	search.offset = paging.offset;
	out = reply_object(rq);
	json_key(out, "history");
	error = chat_history_write(request_chat(rq), out, request_user(rq),
	    path_param(rq, "roomId"), path_param(rq, "visitorId"), &search, &size);
	if (error)
		return reply_error(rq, error);
	return reply_page(rq, &paging, size.count, size.total);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitors.chatHistory/room/:roomId/visitor/:visitorId",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .whose = { OWNER_READER, PERMISSION_VIEW_LIVECHAT_ROOMS,
		.refusal = CHAT_ROOM_OF_OTHERS },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("visitors.chatHistory", routes);
