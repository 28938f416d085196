/*
 * outbox.h: mails go out between requests, since there is no daemon to send them: each process
 * looks now and then, after a reply, whether one is due.
 */
#ifndef CHAT_OUTBOX_H
#define CHAT_OUTBOX_H

#include "chat/chat.h"

/* There is something new: look after this very reply. */
void outbox_wake(void);

/*
 * Sends what is due, a few mails at most, each with the host's sendmail program. What cannot
 * be sent keeps its reason and is tried again later, more and more rarely, then given up.
 */
void outbox_run(struct chat *chat);

#endif
