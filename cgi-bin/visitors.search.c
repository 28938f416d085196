/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/visitors.search   returns the visitors who have the term in their name or username,
 *                                       or as their phone number or e-mail address
 */
#include "chat/visitors/visitor_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "term", .flags = FIELD_REQUIRED },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
search_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = visitor_list_write(
	    request_chat(rq), reply_list(rq, "visitors"), param_string(rq, "term"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitors.search",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = search_get },
	{ .method = NULL },
};

ENDPOINT("visitors.search", routes);
