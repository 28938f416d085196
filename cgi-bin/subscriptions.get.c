/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/subscriptions.get   returns what the user has in each room that they serve or have joined
 *
 * With `updatedSince` it returns those that have changed after that date, and in `remove` those that have
 * ended since. The text of the error has the words of Rocket.Chat.
 */
#include "http/shared/updated_since.h"

static void
list_get(struct request *rq)
{
	int64_t since_ms;

	if (!request_updated_since(rq, &since_ms, "error-roomId-param-invalid",
		"The \"lastUpdate\" query parameter must be a valid date."))
		return;
	reply_finish(rq,
	    subscriptions_write(request_chat(rq), reply_object(rq), request_user(rq), since_ms));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/subscriptions.get",
	    .permission = PERMISSION_LOGIN,
	    .fields = updated_since_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = NULL },
};

ENDPOINT("subscriptions.get", routes);
