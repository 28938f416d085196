/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/department.listByIds?ids[]=   returns the departments with these ids, by name; ids that
 * nobody has are left out
 */
#include "chat/people/department.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "ids", .type = FIELD_ANY },
	{ .name = NULL },
};

static void
some_get(struct request *rq)
{
	const struct value *ids = param(rq, "ids");
	struct chat *chat = request_chat(rq);

	if (!ids || (value_text(ids) && !*value_text(ids)))
		reply_failed(rq, "The 'ids' param is required");
	else if (value_type(ids) != VALUE_ARRAY)
		reply_failed(rq, "The 'ids' param must be an array");
	else
		reply_finish(rq, department_some_write(chat, reply_list(rq, "departments"),
				     value_texts(chat->mem, ids)));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/department.listByIds",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = some_get },
	{ .method = NULL },
};

ENDPOINT("department.listByIds", routes);
