/*
 * transcript.h: a conversation as a mail.
 */
#ifndef CHAT_MAIL_TRANSCRIPT_H
#define CHAT_MAIL_TRANSCRIPT_H

#include "chat/core/chat.h"

struct transcript_request {
	const char *token;
	const char *rid;
	const char *email;   /* where to: any address the visitor names */
	const char *subject; /* NULL or empty: the admin's */
};

/*
 * Puts a mail with what was said in the room, open or closed, into the outbox; sent after the
 * reply. subject NULL or empty: the admin's. CHAT_INVALID_EMAIL; CHAT_MAIL_FAILED: there
 * is no address to send from, which is logged.
 */
CHAT_CHECKED enum chat_error transcript_send(
    struct chat *chat, const char *rid, const char *email, const char *subject);

/*
 * The same as a visitor asks for it. Only where the admin allows it: whoever can open a room can
 * have it mail anybody. CHAT_SWITCHED_OFF, CHAT_NO_VISITOR, CHAT_NO_ROOM,
 * and the errors of transcript_send().
 */
CHAT_CHECKED enum chat_error transcript_send_to_visitor(
    struct chat *chat, const struct transcript_request *request);

#endif
