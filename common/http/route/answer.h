/* SPDX-License-Identifier: MIT */
/*
 * answer.h: what a request goes through before a handler answers it, so that no handler can forget any of it.
 */
#ifndef HTTP_ROUTE_ANSWER_H
#define HTTP_ROUTE_ANSWER_H

#include "http/request/request.h"
#include "http/route/routes.h"

/*
 * Finds the route; checks the caller's permission, the rate limit, the parameters, the access to the room and
 * the blocks, in that order; then runs the handler. What is refused has its reply as well.
 */
void answer(struct routes *routes, struct request *rq);

/* Answers a CORS preflight from the settings in memory, without the database. */
void answer_preflight(struct request *rq);

#endif
