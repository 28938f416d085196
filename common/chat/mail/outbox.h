/*
 * outbox.h: mails go out between requests, since there is no daemon to send them: each process
 * looks now and then, after a reply, whether one is due, and runs one sendmail at a time beside
 * its own work.
 */
#ifndef CHAT_MAIL_OUTBOX_H
#define CHAT_MAIL_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/core/chat.h"

/* There is something new: look after this very reply. */
void outbox_wake(void);

/*
 * Begins to send what is due and keeps what became of it. A sendmail that takes its time is
 * not waited for: outbox_busy() then says that this wants to be called again soon. What cannot
 * be sent keeps its reason and is tried again later, more and more rarely, then given up.
 */
void outbox_run(struct chat *chat);
bool outbox_busy(void);

/*
 * Before the process ends: waits so long for the sendmail at work, then stops it; its mail is
 * due again when the claim on it is over.
 */
void outbox_finish(struct chat *chat, int64_t wait_ms);

#endif
