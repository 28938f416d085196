/* SPDX-License-Identifier: MIT */
/*
 * offline.h: offline messages, which visitors send while no agent is available. They are stored and
 * mailed.
 */
#ifndef CHAT_MAIL_OFFLINE_H
#define CHAT_MAIL_OFFLINE_H

#include "chat/core/chat.h"

struct offline_form {
	const char *name;
	const char *email;
	const char *message;
	const char *department; /* id or name; NULL: none */
	const char *host;       /* the website; NULL: unknown */
};

/*
 * Checks the form, and converts the address of the visitor to that of mails (see
 * mail_address_read()). CHAT_SWITCHED_OFF: the settings switch it off. CHAT_INVALID_EMAIL: the
 * address is invalid, or its domain cannot receive mail. CHAT_TOO_LONG: the message is longer than
 * Message_MaxAllowedSize. CHAT_BLANK: nothing in it is visible. chat->detail says the same.
 */
CHAT_CHECKED enum chat_error offline_form_read(struct chat *chat, struct offline_form *form);

/*
 * Stores the message and, in the outbox, a mail for each recipient of the department or the settings.
 * An unknown department counts as none.
 */
CHAT_CHECKED enum chat_error offline_message_store(
    struct chat *chat, const struct offline_form *form);

#endif
