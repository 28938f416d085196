/* SPDX-License-Identifier: MIT */
/*
 * message_render.h: renders a message: parses its text and makes the JSON that clients read. This is
 * done once, when the message is written or changed; the result is stored with it.
 */
#ifndef CHAT_FORMAT_MESSAGE_RENDER_H
#define CHAT_FORMAT_MESSAGE_RENDER_H

#include "chat/core/chat.h"
#include "db/rooms/message.h"

/* How many @names of a message are looked up. The others mention nobody. */
#define MESSAGE_MENTIONS_MAX 20

/*
 * Sets shown_json from msg, which is parsed for markup, links and mentions, and from the members
 * that do not change later. CHAT_NOTIFY_ALL_NOT_ALLOWED, CHAT_NOTIFY_HERE_NOT_ALLOWED: a visitor
 * wrote @all or @here.
 */
CHAT_CHECKED enum chat_error message_render(struct chat *chat, struct message *message);

/* The same for a stored message. Here @all and @here of a visitor mention nobody and are no error. */
enum db_error message_render_again(struct chat *chat, struct message *message);

/* Sets shown_json of a system message. No markup, links or mentions are parsed. */
void message_render_plain(struct chat *chat, struct message *message);

#endif
