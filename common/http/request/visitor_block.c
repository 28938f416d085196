/* SPDX-License-Identifier: MIT */
#include "chat/visitors/block.h"
#include "http/endpoint.h"
#include "http/request/request.h"

/* Returns the text of a parameter, or of that member of the parameter `visitor`; NULL: none. */
static const char *
sent(struct request *rq, const char *name)
{
	const char *text = param_string(rq, name);

	return text ? text : value_member_text(param(rq, "visitor"), name);
}

enum chat_error
request_block(struct request *rq)
{
	const struct route *route = rq->route;
	struct block_signs signs;

	if (route->permission != PERMISSION_NONE || route->access.who == ACCESS_NOBODY ||
	    route->for_blocked || !blocks_exist(&rq->chat))
		return CHAT_OK;
	signs.token = sent(rq, "token");
	if (!signs.token)
		signs.token = path_params_get(&rq->path, "token");
	/* Without a token the caller is a user, whose permission has been checked. */
	if (route->users && !signs.token)
		return CHAT_OK;
	signs.email = sent(rq, "email");
	if (!rq->chat.client.ip)
		request_client(rq);
	signs.ip = rq->chat.client.ip;
	return block_check(&rq->chat, &signs);
}
