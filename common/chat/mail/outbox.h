/* SPDX-License-Identifier: MIT */
/*
 * outbox.h: sends the mails that are stored in the database. Each is a duty, which duties/duties.h
 * claims and passes on. A process runs one sendmail program at a time and serves requests meanwhile.
 */
#ifndef CHAT_MAIL_OUTBOX_H
#define CHAT_MAIL_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/* How long sending a mail can take, with what a process may serve before it looks after it. */
#define OUTBOX_MAIL_MS INT64_C(100000)

/*
 * Starts to send the mail of the duty, waits up to wait_ms and stores the result. While the program is
 * running, outbox_busy() is true, and no other mail can be started. A mail that could not be sent
 * is tried again after growing delays, and given up in the end; the reason is stored and logged.
 */
CHAT_CHECKED enum chat_error outbox_send(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

/* Whether a mail is being sent. */
bool outbox_busy(void);

/* Waits up to wait_ms for that mail and stores its result. Returns false if it is still being sent. */
bool outbox_wait(struct chat *chat, int64_t wait_ms);

/*
 * To be called before the process ends: waits up to wait_ms for the running sendmail program, then
 * kills it. Its mail is sent again later by another process.
 */
void outbox_finish(struct chat *chat, int64_t wait_ms);

#endif
