/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/me   returns the user who is logged in
 */
#include "chat/people/session.h"
#include "http/endpoint.h"

static void
me_get(struct request *rq)
{
	reply_finish(rq, session_me_json(request_chat(rq), reply_object(rq), request_user(rq)));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/me",
	    .permission = PERMISSION_LOGIN,
	    .before_password = true,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = me_get },
	{ .method = NULL },
};

ENDPOINT("me", routes);
