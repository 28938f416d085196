/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/business-hours.remove   removes a custom business hour; its departments have
 *                                               the default one then, which cannot be removed
 */
#include "chat/hours/business_hours.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "_id", .flags = FIELD_REQUIRED },
	{ .name = "type", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
remove_post(struct request *rq)
{
	const char *type = param_string(rq, "type");

	if (strcmp(type, "custom") == 0)
		reply_done(rq, business_hour_remove(request_chat(rq), param_string(rq, "_id")));
	else if (strcmp(type, "default") == 0)
		reply_done(rq, CHAT_OK);
	else
		reply_failed(rq, "error-invalid-business-hour-type");
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/business-hours.remove",
	    .permission = PERMISSION_VIEW_LIVECHAT_BUSINESS_HOURS,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = remove_post },
	{ .method = NULL },
};

ENDPOINT("business-hours.remove", routes);
