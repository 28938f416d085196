/*
 * agent_message.h: what people who are logged in write into livechat rooms.
 */
#ifndef CHAT_MESSAGES_AGENT_MESSAGE_H
#define CHAT_MESSAGES_AGENT_MESSAGE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/message.h"

struct agent_message {
	const char *rid;
	const char *msg;
	const char *id;         /* NULL: one is made; a repeated call finds the stored message */
	const char *extra_json; /* NULL: none; further members of the message */
};

/*
 * CHAT_NO_ROOM, CHAT_NOT_YOURS (the user neither serves the room nor has joined it, and may not
 * write into all), CHAT_CLOSED, CHAT_TOO_LONG, CHAT_EXISTS.
 */
CHAT_CHECKED enum chat_error agent_message_send(struct chat *chat, const struct user *user,
    const struct agent_message *answer, struct message *message);

/*
 * Only the author may. CHAT_NO_MESSAGE also for a message in a room the user may not read;
 * CHAT_MISMATCH: it is in another room; CHAT_NOT_YOURS, CHAT_SWITCHED_OFF, CHAT_TOO_LONG.
 */
CHAT_CHECKED enum chat_error agent_message_edit(struct chat *chat, const struct user *user,
    const char *rid, const char *id, const char *msg, struct message *message);

/* Likewise, without CHAT_TOO_LONG. *message is what was deleted. */
CHAT_CHECKED enum chat_error agent_message_delete(struct chat *chat, const struct user *user,
    const char *rid, const char *id, struct message *message, int64_t *deleted_at);

#endif
