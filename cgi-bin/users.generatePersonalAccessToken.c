/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.generatePersonalAccessToken   creates a personal access token, as for a bot
 */
#include "chat/people/token.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "tokenName" },
	{ .name = "bypassTwoFactor", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};

static void
token_post(struct request *rq)
{
	const char *token;
	enum chat_error error;
	bool bypass = false;

	param_bool(rq, "bypassTwoFactor", &bypass);
	error = token_create(
	    request_chat(rq), request_user(rq), param_string(rq, "tokenName"), bypass, &token);
	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_string(reply_object(rq), "token", token);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.generatePersonalAccessToken",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_INVALID_NAME, WIRE_TOKEN_NAME_WRONG },
		{ CHAT_EXISTS, WIRE_TOKEN_EXISTS } },
	    .handler = token_post },
	{ .method = NULL },
};

ENDPOINT("users.generatePersonalAccessToken", routes);
