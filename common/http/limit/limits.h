/*
 * limits.h: which buckets a request is charged to, and at which rates.
 */
#ifndef HTTP_LIMIT_LIMITS_H
#define HTTP_LIMIT_LIMITS_H

#include "http/request/request.h"

/*
 * Takes `cost` (0: only looks) from the bucket(s) of that limit and notes for the reply where
 * they stand. False when the request is one too many. rq->params need not be checked yet.
 */
bool limits_take(struct request *rq, enum limit limit, int64_t cost);

#endif
