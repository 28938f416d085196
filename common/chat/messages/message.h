/* SPDX-License-Identifier: MIT */
/*
 * message.h: visitors send, read, change and delete messages.
 */
#ifndef CHAT_MESSAGES_MESSAGE_H
#define CHAT_MESSAGES_MESSAGE_H

#include <stddef.h>

#include "chat/core/chat.h"
#include "chat/messages/file_message.h"
#include "db/messages/message.h"

struct message_sending {
	const char *token;
	const char *rid;
	const char *msg;
	const char *id;                  /* chosen by the client; NULL: a new one */
	const struct message_file *file; /* NULL: a text alone */
};

/*
 * Stores a message. If the client chose its id, a repeated call stores nothing and returns the
 * message that is stored already. CHAT_NO_VISITOR, CHAT_NO_ROOM, CHAT_CLOSED,
 * CHAT_SWITCHED_OFF: the livechat is disabled. CHAT_EXISTS: another message has this id. And the
 * errors of message_render().
 */
CHAT_CHECKED enum chat_error message_send(
    struct chat *chat, const struct message_sending *sending, struct message *message);

/*
 * Whether the visitor may send into this room now, before they do: *visitor_id is theirs. The errors are those
 * of message_send() that do not depend on the message.
 */
CHAT_CHECKED enum chat_error message_may_send(
    struct chat *chat, const char *token, const char *rid, const char **visitor_id);

/*
 * Stores several messages of a visitor in this order, all or none. Registers an unknown visitor, and
 * opens a room if they have no open one. *messages is an array of `count` messages, in the arena;
 * *username is the visitor's. CHAT_EMPTY_TOKEN, CHAT_REGISTRATION_FAILED, CHAT_SWITCHED_OFF,
 * CHAT_NO_AGENT_ONLINE, those of message_render(). CHAT_CLOSED: the room was closed twice
 * meanwhile.
 */
CHAT_CHECKED enum chat_error message_send_batch(struct chat *chat, const char *token,
    const char *const *texts, size_t count, struct message **messages, const char **username);

/*
 * Reads a message of the visitor's room, or an earlier version of one, by its id. *room is the state
 * of the room at that time. CHAT_NO_VISITOR, CHAT_NO_ROOM, CHAT_NO_MESSAGE.
 */
CHAT_CHECKED enum chat_error message_get(struct chat *chat, const char *token, const char *rid,
    const char *id, struct message *message, struct room_state *room);

/*
 * Change or delete a message that the visitor wrote. The errors are those of message_get(), when it
 * is changed also of message_render(), and CHAT_NOT_YOURS: an agent or the server wrote it.
 * CHAT_SWITCHED_OFF: a setting forbids it.
 */
CHAT_CHECKED enum chat_error message_edit(struct chat *chat, const char *token, const char *rid,
    const char *id, const char *msg, struct message *message);
CHAT_CHECKED enum chat_error message_delete(
    struct chat *chat, const char *token, const char *rid, const char *id, int64_t *deleted_at);

/*
 * Deletes a message for a client that sends nothing but its id. This works for messages of visitors
 * with an id that this server generated: nobody can guess it, so that knowing it proves that the
 * client is the visitor. CHAT_NO_MESSAGE: it is another message or there is none, or a setting
 * forbids it.
 */
CHAT_CHECKED enum chat_error message_delete_by_id(
    struct chat *chat, const char *id, int64_t *deleted_at);

/*
 * Change or delete a message that was found. They check no permission: the caller must have done so,
 * and must set edited_by_* to the visitor or user who acts. A message that is gone counts as deleted,
 * but gives CHAT_NO_MESSAGE when it is to be changed. A change has the errors of message_render().
 */
CHAT_CHECKED enum chat_error message_change(
    struct chat *chat, struct message *message, const char *msg);
CHAT_CHECKED enum chat_error message_remove(
    struct chat *chat, const struct message *message, int64_t *deleted_at);

#endif
