/*
 * GET /api/v1/livechat/visitors.searchChats/room/:roomId/visitor/:visitorId
 *     conversations of a visitor, for an agent who can read that room of his
 *
 * searchText         a message has this in it
 * closedChatsOnly    "true": those that are over
 * servedChatsOnly    "true": those an agent took
 */
#include <string.h>

#include "chat/room_list.h"
#include "http/endpoint.h"

/* Keys of a sort order that are looked at; any more of them would decide nothing. */
#define SORT_KEYS_MAX 8

static const struct field get_fields[] = {
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "sort", .flags = FIELD_NULLABLE },
	{ .name = "searchText", .flags = FIELD_NULLABLE },
	{ .name = "closedChatsOnly", .flags = FIELD_NULLABLE },
	{ .name = "servedChatsOnly", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static bool
is_true(struct request *rq, const char *name)
{
	const char *text = param_string(rq, name);

	return text && strcmp(text, "true") == 0;
}

static int
history_get(struct request *rq)
{
	struct room_search search = room_search_all();
	const char *text = param_string(rq, "searchText");
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
	search.text = text && *text ? text : NULL;
	search.open = is_true(rq, "closedChatsOnly") ? SEARCH_NO : SEARCH_ANY;
	search.served = is_true(rq, "servedChatsOnly") ? SEARCH_YES : SEARCH_ANY;
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
	    .path = "/api/v1/livechat/visitors.searchChats/room/:roomId/visitor/:visitorId",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .whose = { OWNER_READER, PERMISSION_VIEW_LIVECHAT_ROOMS,
		.refusal = CHAT_ROOM_OF_OTHERS },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("visitors.searchChats", routes);
