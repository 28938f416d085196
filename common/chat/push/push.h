/* SPDX-License-Identifier: MIT */
/*
 * push.h: sends a message to one browser, through its push service. Each is a duty, which
 * duties/duties.h claims and passes on. A process sends one at a time and serves requests meanwhile.
 */
#ifndef CHAT_PUSH_PUSH_H
#define CHAT_PUSH_PUSH_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/*
 * Starts to send the message of the duty, waits up to wait_ms and stores the result. While it is being
 * sent, push_busy() is true, and no other can be started. A subscription that the service no longer
 * knows is removed; what fails otherwise is tried again after growing delays, and given up in the end.
 */
CHAT_CHECKED enum chat_error push_send(struct chat *chat, const struct duty *duty, int64_t wait_ms);

/* Whether a message is being sent. */
bool push_busy(void);

/* Waits up to wait_ms for it and stores its result. Returns false if it is still being sent. */
bool push_wait(struct chat *chat, int64_t wait_ms);

/*
 * To be called before the process ends: waits up to wait_ms, then gives the message up. Another process
 * sends it later.
 */
void push_finish(struct chat *chat, int64_t wait_ms);

#endif
