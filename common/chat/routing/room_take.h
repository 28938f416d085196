/* SPDX-License-Identifier: MIT */
/*
 * room_take.h: an agent takes a room from the queue, is assigned one, or joins one.
 */
#ifndef CHAT_ROUTING_ROOM_TAKE_H
#define CHAT_ROUTING_ROOM_TAKE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"

/*
 * Finds an agent who is to get a room. CHAT_NO_USER: there is no user with this id.
 * CHAT_AGENT_UNAVAILABLE: they take no chats now; *agent is set nevertheless.
 */
CHAT_CHECKED enum chat_error agent_find_available(
    struct chat *chat, const char *id, struct author *agent);

/*
 * Gives a queued room to the agent agent_id. NULL: to the user themself. If several agents try, one
 * gets it. CHAT_NO_INQUIRY: there is no such inquiry. CHAT_TAKEN: another agent has the room.
 * CHAT_NO_USER, CHAT_AGENT_UNAVAILABLE: about the agent. CHAT_NOT_YOURS: the user may not read the
 * room.
 */
CHAT_CHECKED enum chat_error room_take(
    struct chat *chat, const struct user *user, const char *inquiry_id, const char *agent_id);

/*
 * Assigns a room that was just opened or transferred to a department, and reads *view again. With
 * the routing method Auto_Selection the agent agent_id gets it, if not NULL and available, else the
 * least busy agent of its department. With any other method, or if no agent is available, it stays
 * in the queue and CHAT_OK is returned.
 */
CHAT_CHECKED enum chat_error room_assign(
    struct chat *chat, struct room_view *view, const char *agent_id);

/*
 * Makes the user a member of a room that another agent serves. CHAT_NO_ROOM, CHAT_NOT_YOURS,
 * CHAT_CLOSED.
 */
CHAT_CHECKED enum chat_error room_join(struct chat *chat, const struct user *user, const char *rid);

#endif
