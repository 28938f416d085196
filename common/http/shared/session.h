/* SPDX-License-Identifier: MIT */
/*
 * session.h: the answer of the routes that log a user in; their files include it besides endpoint.h.
 */
#ifndef HTTP_SHARED_SESSION_H
#define HTTP_SHARED_SESSION_H

#include "chat/people/session.h"
#include "http/endpoint.h"

/* Replies with the token of the session, and with what its user sees of themself. */
void reply_session(struct request *rq, const struct session *session);

#endif
