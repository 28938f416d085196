/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/custom-fields        returns the definitions of custom fields, by label
 * GET /api/v1/livechat/custom-fields/:_id   returns a definition
 */
#include "chat/visitors/field_definition.h"
#include "http/endpoint.h"

static const struct field list_fields[] = {
	{ .name = "text", .flags = FIELD_NULLABLE },
	{ .name = "query", .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
list_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = field_definition_list_write(request_chat(rq), reply_list(rq, "customFields"),
	    param_nonempty(rq, "text"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static void
one_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);

	json_key(out, "customField");
	reply_finish(rq, field_definition_show(request_chat(rq), out, path_param(rq, "_id")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/custom-fields",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = "GET",
	    .path = "/api/v1/livechat/custom-fields/:_id",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_get },
	{ .method = NULL },
};

ENDPOINT("custom-fields", routes);
