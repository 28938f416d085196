/* SPDX-License-Identifier: MIT */
/*
 * duties.h: does what is due. There is no daemon: a process that has just answered a request does a
 * few duties, unless the shared memory of the host says that none is due (http/limit/due.h).
 */
#ifndef CHAT_DUTIES_DUTIES_H
#define CHAT_DUTIES_DUTIES_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/core/chat.h"

/*
 * Ends what was begun before and takes no time to end. Returns whether this process can do another
 * duty; false: something is still being sent, and the caller should call again soon.
 */
bool duties_free(struct chat *chat);

/* Whether duties_free() was false. */
bool duties_busy(void);

/*
 * Does a few of the duties that are due, in about 200 ms. Returns when to look again, by the wall
 * clock: 0 for at once, INT64_MAX for never.
 */
int64_t duties_run(struct chat *chat);

/*
 * Does up to `max` duties, and waits for the end of each, for at most wait_ms together. *count is how
 * many were begun. CHAT_UNAVAILABLE, CHAT_BROKEN: the database.
 */
CHAT_CHECKED enum chat_error duties_run_all(
    struct chat *chat, int64_t max, int64_t wait_ms, int64_t *count);

/* To be called before the process ends; see outbox_finish() and push_finish(). */
void duties_finish(struct chat *chat, int64_t wait_ms);

#endif
