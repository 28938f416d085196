/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/users.getPersonalAccessTokens   returns the names of the user's tokens
 */
#include "chat/people/token.h"
#include "http/endpoint.h"

static void
tokens_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "tokens");
	error = token_list_write(request_chat(rq), request_user(rq), out);
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/users.getPersonalAccessTokens",
	    .permission = PERMISSION_LOGIN,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = tokens_get },
	{ .method = NULL },
};

ENDPOINT("users.getPersonalAccessTokens", routes);
