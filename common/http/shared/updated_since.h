/* SPDX-License-Identifier: MIT */
/*
 * updated_since.h: the date since which rooms.get and subscriptions.get tell what has changed; their
 * files include it besides endpoint.h.
 */
#ifndef HTTP_SHARED_UPDATED_SINCE_H
#define HTTP_SHARED_UPDATED_SINCE_H

#include "chat/inbox/subscription.h"
#include "http/endpoint.h"

/* The fields of these routes. */
extern const struct field updated_since_fields[];

/*
 * Sets *ms to the date, or to SINCE_EVER without one. When it is no date, it replies with this code and
 * reason and returns false.
 */
bool request_updated_since(struct request *rq, int64_t *ms, const char *code, const char *reason);

#endif
