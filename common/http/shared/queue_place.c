/* SPDX-License-Identifier: MIT */
#include "chat/routing/queue.h"

#include "http/endpoint.h"
#include "http/request/request.h"

void
reply_queue_place(struct request *rq, const char *rid, const struct room_state *room)
{
	/* What was asked for has been read: a visitor gets it even if their place cannot be told. */
	if (queue_place(&rq->chat, rid, room, &rq->reply->queue_place))
		rq->reply->queue_place = 0;
}
