/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/visitors.searchChats/room/:roomId/visitor/:visitorId
 *     returns matching conversations of a visitor to an agent who may read that room of theirs
 *
 * searchText         a message contains this text
 * closedChatsOnly    "true" selects closed conversations
 * servedChatsOnly    "true" selects conversations that an agent has served
 * source             the kind of client that began the conversation: api or widget
 *
 * Of a visitor who is not that of the room there is nothing to be found.
 */
#include <string.h>

#include "base/str.h"
#include "chat/rooms/room_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	LIST_FIELDS,
	{ .name = "searchText", .flags = FIELD_NULLABLE },
	{ .name = "closedChatsOnly", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "servedChatsOnly", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "source", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
history_get(struct request *rq)
{
	struct room_search search = room_search_all();
	const char *text = param_string(rq, "searchText");
	struct list_size size = { 0 };
	struct json_out *out;
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	out = reply_list(rq, "history");
	search.text = str_or_null(text);
	search.source = param_nonempty(rq, "source");
	search.open = param_is_true(rq, "closedChatsOnly") ? SEARCH_NO : SEARCH_ANY;
	search.served = param_is_true(rq, "servedChatsOnly") ? SEARCH_YES : SEARCH_ANY;
	error = chat_history_write(request_chat(rq), out, request_user(rq),
	    path_param(rq, "roomId"), path_param(rq, "visitorId"), &search, &paging, &size);
	if (error == CHAT_MISMATCH) {
		json_array(out);
		json_array_end(out);
		error = CHAT_OK;
	}
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitors.searchChats/room/:roomId/visitor/:visitorId",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED } },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("visitors.searchChats", routes);
