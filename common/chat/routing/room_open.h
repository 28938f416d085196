/* SPDX-License-Identifier: MIT */
/*
 * room_open.h: opens rooms.
 */
#ifndef CHAT_ROUTING_ROOM_OPEN_H
#define CHAT_ROUTING_ROOM_OPEN_H

#include "chat/core/chat.h"
#include "db/rooms/room.h"

/*
 * Checks whether visitors can open rooms now. CHAT_SWITCHED_OFF: the livechat is disabled.
 * CHAT_NO_AGENT_ONLINE: no agent is available, and the settings require one.
 */
CHAT_CHECKED enum chat_error room_may_open(struct chat *chat);

/*
 * Opens a room for view->visitor and reads it into *view. *opened is false if another request has
 * opened one meanwhile, which is read instead. `source` is "api" or "widget". With automatic
 * routing, the agent agent_id gets the room if they are available; see room_assign().
 * CHAT_SWITCHED_OFF, CHAT_NO_AGENT_ONLINE: see above. CHAT_NO_VISITOR: the visitor was erased.
 */
CHAT_CHECKED enum chat_error room_open(struct chat *chat, const char *source, const char *agent_id,
    struct room_view *view, bool *opened);

#endif
