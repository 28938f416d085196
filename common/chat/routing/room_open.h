/*
 * room_open.h: opening a conversation.
 */
#ifndef CHAT_ROUTING_ROOM_OPEN_H
#define CHAT_ROUTING_ROOM_OPEN_H

#include "chat/core/chat.h"
#include "db/rooms/room.h"

/* Whether visitors can open rooms now. CHAT_SWITCHED_OFF, CHAT_NO_AGENT_ONLINE. */
CHAT_CHECKED enum chat_error room_may_open(struct chat *chat);

/*
 * Opens a room for view->visitor, or finds the one that was opened meanwhile; `source` is
 * "api" or "widget". Where rooms are given out, agent_id (NULL: any) gets it if he is available.
 * CHAT_SWITCHED_OFF, CHAT_NO_AGENT_ONLINE.
 */
CHAT_CHECKED enum chat_error room_open(struct chat *chat, const char *source, const char *agent_id,
    struct room_view *view, bool *opened);

#endif
