/*
 * message_render.h: what clients see of a message, made when it is written or changed.
 */
#ifndef CHAT_FORMAT_MESSAGE_RENDER_H
#define CHAT_FORMAT_MESSAGE_RENDER_H

#include "chat/core/chat.h"
#include "db/rooms/message.h"

/* Names looked up among the users in one message; further ones are taken for unknown. */
#define MESSAGE_MENTIONS_MAX 20

/*
 * Fills shown_json from what msg means and the other members.
 * CHAT_NOTIFY_ALL_NOT_ALLOWED and CHAT_NOTIFY_HERE_NOT_ALLOWED for a visitor's @all and @here.
 */
CHAT_CHECKED enum chat_error message_render(struct chat *chat, struct message *message);

/* The same for a message that was accepted long ago: a visitor's @all and @here mention nobody. */
enum db_error message_render_again(struct chat *chat, struct message *message);

/* The same for a message of the server, whose text is not read for meaning. */
void message_render_plain(struct chat *chat, struct message *message);

#endif
