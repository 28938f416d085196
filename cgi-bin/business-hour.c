/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/business-hour   returns the default business hour, or with type=custom the
 *                                      one whose _id is sent, with its departments; null if there
 *                                      is none
 */
#include "chat/hours/business_hours.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "_id" },
	{ .name = "type", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
business_hour_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	const char *type = param_nonempty(rq, "type");
	enum chat_error error;

	json_key(out, "businessHour");
	error = business_hour_write(
	    request_chat(rq), out, type ? type : "default", param_string(rq, "_id"));
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/business-hour",
	    .permission = PERMISSION_VIEW_LIVECHAT_BUSINESS_HOURS,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = business_hour_get },
	{ .method = NULL },
};

ENDPOINT("business-hour", routes);
