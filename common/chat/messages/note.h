/* SPDX-License-Identifier: MIT */
/*
 * note.h: internal notes: what agents write about a chat among themselves.
 */
#ifndef CHAT_MESSAGES_NOTE_H
#define CHAT_MESSAGES_NOTE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/messages/message.h"

/*
 * Stores a note, which then is among the messages that agents read of the room, and nowhere else.
 * `id` NULL: a new one; if the client chose it, a repeated call stores nothing and returns the note
 * that is stored already. CHAT_NO_ROOM. CHAT_NOT_YOURS: the user neither serves the room nor has joined
 * it, and lacks the permission that the route declares. CHAT_CLOSED, CHAT_TOO_LONG, CHAT_BLANK.
 * CHAT_EXISTS: another note has this id.
 */
CHAT_CHECKED enum chat_error note_write(struct chat *chat, const struct user *user, const char *rid,
    const char *id, const char *msg, struct message *note);

#endif
