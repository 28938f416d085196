/* SPDX-License-Identifier: MIT */
/*
 * recipients.h: who gets mails for a department.
 */
#ifndef CHAT_MAIL_RECIPIENTS_H
#define CHAT_MAIL_RECIPIENTS_H

#include "chat/core/chat.h"
#include "db/duties/mail.h"

#define RECIPIENTS_MAX 20 /* further addresses are ignored */

/*
 * Makes a mail, with an id and without content yet, for each address of the department (id or name;
 * NULL: none), or else of the setting. An unknown department counts as none.
 */
CHAT_CHECKED enum chat_error recipients_read(struct chat *chat, const char *department,
    enum setting setting, struct mail mails[RECIPIENTS_MAX], size_t *count);

#endif
