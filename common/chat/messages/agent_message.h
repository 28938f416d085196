/* SPDX-License-Identifier: MIT */
/*
 * agent_message.h: messages that users, mostly agents, write into livechat rooms.
 */
#ifndef CHAT_MESSAGES_AGENT_MESSAGE_H
#define CHAT_MESSAGES_AGENT_MESSAGE_H

#include "chat/core/chat.h"
#include "chat/messages/file_message.h"
#include "chat/people/user.h"
#include "db/messages/message.h"

struct agent_message {
	const char *rid;
	const char *msg;
	const char *id; /* NULL: a new one; see agent_message_send() */
	const char
	    *extra_json; /* further members of the message; NULL: none, or those of the file */
	const struct message_file *file; /* NULL: none */
};

/*
 * Stores a message. If the client chose its id, a repeated call stores nothing and returns the
 * message that is stored already. CHAT_NO_ROOM. CHAT_NOT_YOURS: the user neither serves the room nor
 * has joined it, and lacks the permission that the route declares. CHAT_CLOSED, CHAT_TOO_LONG.
 * CHAT_EXISTS: another message has this id.
 */
CHAT_CHECKED enum chat_error agent_message_send(struct chat *chat, const struct user *user,
    const struct agent_message *answer, struct message *message);

/* Reads a message. CHAT_NO_MESSAGE. CHAT_NOT_YOURS: it is in a room that the user may not read. */
CHAT_CHECKED enum chat_error agent_message_get(
    struct chat *chat, const struct user *user, const char *id, struct message *message);

/*
 * Changes the text of a message; *message is the changed one. CHAT_NO_MESSAGE: there is none, or it
 * is in a room that the user may not read. CHAT_MISMATCH: it is not in the room `rid`.
 * CHAT_NOT_YOURS: the user did not write it. CHAT_SWITCHED_OFF: a setting forbids it. CHAT_TOO_LONG.
 */
CHAT_CHECKED enum chat_error agent_message_edit(struct chat *chat, const struct user *user,
    const char *rid, const char *id, const char *msg, struct message *message);

/* Deletes a message; *message is the deleted one. The errors are those above but CHAT_TOO_LONG. */
CHAT_CHECKED enum chat_error agent_message_delete(struct chat *chat, const struct user *user,
    const char *rid, const char *id, struct message *message, int64_t *deleted_at);

#endif
