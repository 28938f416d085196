/* SPDX-License-Identifier: MIT */
#include "chat/rooms/typing.h"

#include "http/endpoint.h"
#include "http/request/request.h"

void
reply_typing(struct request *rq, const char *rid, const struct user *user)
{
	rq->reply->typing = typing_names(&rq->chat, rid, user);
}
