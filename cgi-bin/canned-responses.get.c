/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/canned-responses.get   returns all canned responses that the user sees, by shortcut
 */
#include "chat/messages/canned.h"
#include "http/endpoint.h"

/* The list has no pages. */
#define RESPONSES_MAX 10000

static void
get_get(struct request *rq)
{
	const struct paging paging = { .limit = RESPONSES_MAX };
	const struct canned_filter all = { 0 };
	struct list_size size;
	enum chat_error error = canned_list_write(
	    request_chat(rq), reply_list(rq, "responses"), request_user(rq), &all, &paging, &size);

	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/canned-responses.get",
	    .permission = PERMISSION_VIEW_CANNED_RESPONSES,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = get_get },
	{ .method = NULL },
};

ENDPOINT("canned-responses.get", routes);
