/*
 * message.h: sending, reading, changing and removing messages.
 */
#ifndef CHAT_MESSAGES_MESSAGE_H
#define CHAT_MESSAGES_MESSAGE_H

#include <stddef.h>

#include "chat/core/chat.h"
#include "db/rooms/message.h"

/*
 * A visitor's message. With an id of the sender's choice a repeated call stores nothing more
 * and gives the stored message.
 */
struct message_sending {
	const char *token;
	const char *rid;
	const char *msg;
	const char *id; /* NULL: one is made */
};

/*
 * CHAT_NO_VISITOR, CHAT_NO_ROOM, CHAT_CLOSED, CHAT_TOO_LONG,
 * CHAT_SWITCHED_OFF, CHAT_NOTIFY_..., CHAT_EXISTS.
 */
CHAT_CHECKED enum chat_error message_send(
    struct chat *chat, const struct message_sending *sending, struct message *message);

/*
 * Several messages of one visitor, in this order, all or none. An unknown visitor is
 * registered; a room is opened when none is open. The array and everything in it live in the
 * chat's arena; *username is the visitor's.
 */
CHAT_CHECKED enum chat_error message_send_batch(struct chat *chat, const char *token,
    const char *const *texts, size_t count, struct message **messages, const char **username);

/* CHAT_NO_VISITOR, CHAT_NO_ROOM, CHAT_NO_MESSAGE. *room is what it was read from. */
CHAT_CHECKED enum chat_error message_get(struct chat *chat, const char *token, const char *rid,
    const char *id, struct message *message, struct room_state *room);

/* As message_get(); CHAT_NOT_YOURS: somebody else wrote it; CHAT_SWITCHED_OFF. */
CHAT_CHECKED enum chat_error message_edit(struct chat *chat, const char *token, const char *rid,
    const char *id, const char *msg, struct message *message);
CHAT_CHECKED enum chat_error message_delete(
    struct chat *chat, const char *token, const char *rid, const char *id, int64_t *deleted_at);

/*
 * For who knows nothing but the id: only a message that a visitor wrote and whose id was made
 * here, so that knowing it is proof enough; CHAT_NO_MESSAGE for all others.
 */
CHAT_CHECKED enum chat_error message_delete_by_id(
    struct chat *chat, const char *id, int64_t *deleted_at);

/*
 * Changes or removes a message that was found, and whose edited_by_* say who does it: without
 * asking whether he may. CHAT_NO_MESSAGE: it is gone. CHAT_NOTIFY_... as for sending.
 */
CHAT_CHECKED enum chat_error message_change(
    struct chat *chat, struct message *message, const char *msg);
CHAT_CHECKED enum chat_error message_remove(
    struct chat *chat, const struct message *message, int64_t *deleted_at);

#endif
