/*
 * offline.h: what visitors write while nobody is there. It is stored first, then mailed.
 */
#ifndef CHAT_MAIL_OFFLINE_H
#define CHAT_MAIL_OFFLINE_H

#include "chat/core/chat.h"

struct offline_form {
	const char *name;
	const char *email;
	const char *message;
	const char *department; /* NULL: none */
	const char *host;       /* NULL: not told */
};

/* CHAT_SWITCHED_OFF: the form is; CHAT_INVALID_EMAIL: no mail can be sent to that address. */
CHAT_CHECKED enum chat_error offline_form_check(struct chat *chat, const struct offline_form *form);

/* Stores the message and a mail for each configured address; sent after the reply. */
CHAT_CHECKED enum chat_error offline_message_store(
    struct chat *chat, const struct offline_form *form);

#endif
