/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.removePersonalAccessToken   revokes the token of that name
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
	enum chat_error error =
	    token_revoke(request_chat(rq), request_user(rq), param_string(rq, "tokenName"));

	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.removePersonalAccessToken",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_INVALID_NAME, WIRE_TOKEN_NAME_WRONG } },
	    .handler = token_post },
	{ .method = NULL },
};

ENDPOINT("users.removePersonalAccessToken", routes);
