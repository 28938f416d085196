/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/logout   revokes the token that the request is sent with, and no other
 * GET  /api/v1/logout   does the same; other websites cannot send the headers that it needs
 */
#include "chat/people/session.h"
#include "http/endpoint.h"

static void
logout(struct request *rq)
{
	enum chat_error error =
	    session_close(request_chat(rq), request_user(rq), request_env(rq, "HTTP_X_AUTH_TOKEN"));
	struct json_out *out;

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "status", "success");
	json_key(out, "data");
	json_object(out);
	json_put_string(out, "message", "You've been logged out!");
	json_object_end(out);
	reply_plain(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/logout",
	    .permission = PERMISSION_LOGIN,
	    .before_password = true,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = logout },
	{ .method = "GET",
	    .path = "/api/v1/logout",
	    .permission = PERMISSION_LOGIN,
	    .before_password = true,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = logout },
	{ .method = NULL },
};

ENDPOINT("logout", routes);
