/* SPDX-License-Identifier: MIT */
/*
 * room_open.h: opens rooms.
 */
#ifndef CHAT_ROUTING_ROOM_OPEN_H
#define CHAT_ROUTING_ROOM_OPEN_H

#include "chat/core/chat.h"
#include "chat/hours/business_hours.h"
#include "db/rooms/room.h"

/*
 * Checks whether visitors can open rooms in the department now; NULL: rooms of no department.
 * Sets *hours to whether it is open: so it is while the livechat is disabled.
 * CHAT_SWITCHED_OFF: the livechat is disabled. CHAT_NO_AGENT_ONLINE: it is closed (see
 * hours/business_hours.h) and no program answers there; or none of its agents is there (see
 * db/people/agent.h), and the settings require one.
 */
CHAT_CHECKED enum chat_error room_may_open(
    struct chat *chat, const char *department_id, struct hours_now *hours);

/*
 * Checks whether a room may be moved into the department now. CHAT_NO_AGENT_ONLINE: as above, or
 * the department has no agents at all, so that its queue is nobody's.
 */
CHAT_CHECKED enum chat_error room_may_enter(struct chat *chat, const char *department_id);

/*
 * Opens a room for view->visitor and reads it into *view. *opened is false if another request has
 * opened one meanwhile, which is read instead. `source` is "api" or "widget". With automatic
 * routing, the agent agent_id gets the room if they are available; see room_assign().
 * CHAT_SWITCHED_OFF, CHAT_NO_AGENT_ONLINE: see above. CHAT_NO_VISITOR: the visitor was erased.
 */
CHAT_CHECKED enum chat_error room_open(struct chat *chat, const char *source, const char *agent_id,
    struct room_view *view, bool *opened);

#endif
