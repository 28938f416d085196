/* SPDX-License-Identifier: MIT */
/*
 * limits.h: which buckets of the limiter a request is charged to (per visitor token, user or
 * network), and at which rates. limiter.h has the buckets themselves.
 */
#ifndef HTTP_LIMIT_LIMITS_H
#define HTTP_LIMIT_LIMITS_H

#include "http/request/request.h"

/*
 * Takes `cost` tokens (0: none) from the bucket(s) of that limit, and records their state for the
 * X-RateLimit headers. False when the request exceeds the rate. rq->params may be unvalidated.
 */
bool limits_take(struct request *rq, enum limit limit, int64_t cost);

#endif
