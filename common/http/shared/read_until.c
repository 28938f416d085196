/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "http/endpoint.h"
#include "http/request/request.h"

void
reply_read_until(struct request *rq, const struct room_state *room)
{
	char *text;

	if (!room->read_ts ||
	    !setting_bool(rq->chat.settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED))
		return;
	text = arena_alloc(rq->chat.mem, CLOCK_ISO_SIZE);
	clock_iso(text, room->read_ts);
	rq->reply->read_until = text;
}
