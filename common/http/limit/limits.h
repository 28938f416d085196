/* SPDX-License-Identifier: MIT */
/*
 * limits.h: which buckets of the limiter a request is charged to (per visitor token, user or
 * network), and at which rates. limiter.h has the buckets themselves.
 */
#ifndef HTTP_LIMIT_LIMITS_H
#define HTTP_LIMIT_LIMITS_H

#include "http/request/request.h"

/*
 * Records the state of the buckets for the X-RateLimit headers, and charges nothing; the handler
 * calls request_charge() (endpoint.h), which does. False when the request has to be refused by
 * reply_limited() because what the limit guards cannot be counted. rq->params may be unvalidated.
 */
bool limits_look(struct request *rq, enum limit limit);

#endif
