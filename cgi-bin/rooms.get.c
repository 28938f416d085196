/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/rooms.get   returns the open rooms that the user serves or has joined
 *
 * With `updatedSince` it returns those that have changed after that date, and in `remove` those that have
 * left the user since: closed, forwarded or put back into the queue.
 */
#include "http/shared/updated_since.h"

static void
list_get(struct request *rq)
{
	int64_t since_ms;

	if (!request_updated_since(rq, &since_ms, "error-updatedSince-param-invalid",
		"The \"updatedSince\" query parameter must be a valid date."))
		return;
	reply_finish(rq,
	    subscribed_rooms_write(request_chat(rq), reply_object(rq), request_user(rq), since_ms));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/rooms.get",
	    .permission = PERMISSION_LOGIN,
	    .fields = updated_since_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = NULL },
};

ENDPOINT("rooms.get", routes);
