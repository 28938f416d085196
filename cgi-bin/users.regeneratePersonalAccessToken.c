/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.regeneratePersonalAccessToken   replaces the token of that name by a new one
 */
#include "chat/people/token.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "tokenName" },
	{ .name = NULL },
};

static void
token_post(struct request *rq)
{
	const char *token;
	enum chat_error error =
	    token_renew(request_chat(rq), request_user(rq), param_string(rq, "tokenName"), &token);

	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_string(reply_object(rq), "token", token);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.regeneratePersonalAccessToken",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_INVALID_NAME, WIRE_TOKEN_NAME_WRONG } },
	    .handler = token_post },
	{ .method = NULL },
};

ENDPOINT("users.regeneratePersonalAccessToken", routes);
