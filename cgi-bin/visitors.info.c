/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/visitors.info   returns what agents may know of a visitor
 */
#include "chat/visitors/visitor_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "visitorId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
info_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "visitor");
	error = visitor_info_write(request_chat(rq), out, param_string(rq, "visitorId"));
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitors.info",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_VISITOR, WIRE_VISITOR_NOT_FOUND } },
	    .handler = info_get },
	{ .method = NULL },
};

ENDPOINT("visitors.info", routes);
