/* SPDX-License-Identifier: MIT */
/*
 * outbox.h: sends the mails that are stored in the database. There is no daemon: after a reply each
 * process checks from time to time whether a mail is due. It runs one sendmail program at a time and
 * serves requests meanwhile.
 */
#ifndef CHAT_MAIL_OUTBOX_H
#define CHAT_MAIL_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/core/chat.h"

/* A mail was stored: makes the next outbox_run() of this process look for it at once. */
void outbox_wake(void);

/*
 * Starts to send the mails that are due and stores the results. It does not wait long for a slow
 * sendmail program: while one is running, outbox_busy() is true and the caller should call again
 * soon. A mail that could not be sent is tried again after growing delays, and given up in the end;
 * the reason is stored and logged.
 */
void outbox_run(struct chat *chat);
bool outbox_busy(void);

/*
 * To be called before the process ends: waits up to wait_ms for the running sendmail program, then
 * kills it. Its mail is sent again later by another process.
 */
void outbox_finish(struct chat *chat, int64_t wait_ms);

#endif
