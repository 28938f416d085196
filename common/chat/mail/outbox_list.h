/* SPDX-License-Identifier: MIT */
/*
 * outbox_list.h: the outbox as admins see it, without what the mails say.
 */
#ifndef CHAT_MAIL_OUTBOX_LIST_H
#define CHAT_MAIL_OUTBOX_LIST_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"

/* Writes the mails in that state (NULL: in any) as an array, the newest first. */
CHAT_CHECKED enum chat_error outbox_list_write(struct chat *chat, struct json_out *out,
    const char *state, const struct paging *paging, struct list_size *size);

/*
 * Makes a mail due now, or all (NULL) that were given up or have to wait for long; *count is how many
 * they were. One that is due within minutes is left alone: a process may be sending it.
 * CHAT_NO_ENTRY: none with this id is to be sent or was given up.
 */
CHAT_CHECKED enum chat_error outbox_retry(struct chat *chat, const char *id, int64_t *count);

/*
 * Removes a mail that was not sent, or all (NULL) that were given up, as many as one request removes.
 * CHAT_NO_ENTRY as above.
 */
CHAT_CHECKED enum chat_error outbox_drop(struct chat *chat, const char *id, int64_t *count);

#endif
