/*
 * GET /api/v1/users.getPersonalAccessTokens   the names of the tokens one has made
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
	    .access = { ACCESS_ANYONE },
	    .handler = tokens_get },
	{ .method = NULL },
};

ENDPOINT("users.getPersonalAccessTokens", routes);
