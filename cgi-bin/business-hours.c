/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/business-hours   returns the business hours whose name has a part, by name,
 *                                       with the departments whose own they are
 */
#include "chat/hours/business_hours.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "name", .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
business_hours_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = business_hour_list_write(request_chat(rq), reply_list(rq, "businessHours"),
	    param_nonempty(rq, "name"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/business-hours",
	    .permission = PERMISSION_VIEW_LIVECHAT_BUSINESS_HOURS,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = business_hours_get },
	{ .method = NULL },
};

ENDPOINT("business-hours", routes);
