/* SPDX-License-Identifier: MIT */
/*
 * due.h: when the next duty is due (chat/duties/duties.h), in the memory that all processes of a
 * host share, so that none asks the database while nothing is due.
 *
 * A duty that was stored on another machine or with livechat-admin, or by a process that died before it
 * said so, is found within a minute; where there is no shared memory, any duty within five seconds.
 */
#ifndef HTTP_LIMIT_DUE_H
#define HTTP_LIMIT_DUE_H

#include "http/limit/limiter.h"

/*
 * Whether it is time to look. If so, the caller does it and then says by due_note() when the next duty is
 * due; meanwhile, but for five seconds at most, it is no time for others to.
 */
bool due_look(struct limiter *limiter, int64_t now_ms);

/*
 * Whether it is time to look, or soon will be, as far as this process knows: a process that has nothing else to do
 * may wait for it.
 */
bool due_soon(struct limiter *limiter, int64_t now_ms);

/* A duty is due at due_ms; 0: now, INT64_MAX: none is known. */
void due_note(struct limiter *limiter, int64_t due_ms, int64_t now_ms);

#endif
