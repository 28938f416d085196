/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/users.list   returns the users who have the text in their username, name or address
 */
#include "http/shared/account.h"

static const struct field get_fields[] = {
	{ .name = "text" },
	LIST_FIELDS,
	{ .name = "query", .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	{ .name = "fields", .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = NULL },
};

static void
list_get(struct request *rq)
{
	const char *text = param_string(rq, "text");
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = account_list_write(
	    request_chat(rq), reply_list(rq, "users"), text ? text : "", &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/users.list",
	    .permission = PERMISSION_VIEW_FULL_OTHER_USER_INFO,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = NULL },
};

ENDPOINT("users.list", routes);
