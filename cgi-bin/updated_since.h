/* SPDX-License-Identifier: MIT */
/* updated_since.h: the date since which rooms.get and subscriptions.get tell what has changed. */
#ifndef CGI_BIN_UPDATED_SINCE_H
#define CGI_BIN_UPDATED_SINCE_H

#include "base/clock.h"
#include "chat/inbox/subscription.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "updatedSince", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

/* Sets *ms to SINCE_EVER without a date. Returns false if it is none. */
static bool
updated_since(struct request *rq, int64_t *ms)
{
	const char *text = param_nonempty(rq, "updatedSince");

	*ms = SINCE_EVER;
	return !text || clock_parse(text, strlen(text), ms);
}

#endif
