/* SPDX-License-Identifier: MIT */
/*
 * transcript.h: mails the transcript of a room.
 */
#ifndef CHAT_MAIL_TRANSCRIPT_H
#define CHAT_MAIL_TRANSCRIPT_H

#include "chat/core/chat.h"
#include "db/duties/mail.h"

struct transcript_request {
	const char *token;
	const char *rid;
	const char *email;   /* the recipient: any address that the visitor enters */
	const char *subject; /* NULL or empty: the default of the settings */
};

/*
 * Makes a mail with the messages of the room, which may be open or closed. The caller must have checked
 * that the user may read the room. subject NULL or empty: the default of the settings.
 * CHAT_INVALID_EMAIL. CHAT_MAIL_FAILED: no sender address is configured; this is logged.
 */
CHAT_CHECKED enum chat_error transcript_compose(
    struct chat *chat, const char *rid, const char *email, const char *subject, struct mail *mail);

/*
 * Puts such a mail into the outbox for a visitor and their room. CHAT_SWITCHED_OFF: a setting must allow
 * it, because everybody who can open a room could have mail sent to any address. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM, and the errors of transcript_compose().
 */
CHAT_CHECKED enum chat_error transcript_send_to_visitor(
    struct chat *chat, const struct transcript_request *request);

#endif
