/* SPDX-License-Identifier: MIT */
/*
 * room_access.h: finds a room for a caller who may use it, and checks the access rule of the route
 * (see people/access.h). All functions return CHAT_NO_ROOM if there is no such room, and
 * CHAT_NOT_YOURS if the user may not use it.
 */
#ifndef CHAT_ROOMS_ROOM_ACCESS_H
#define CHAT_ROOMS_ROOM_ACCESS_H

#include "chat/core/chat.h"
#include "chat/people/access.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"

/* Finds the room for a user who may read it. */
CHAT_CHECKED enum chat_error room_for_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* The same for a user who asks for a file of the room. */
CHAT_CHECKED enum chat_error room_for_file_reader(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* Finds the room for a user who serves it or has joined it. */
CHAT_CHECKED enum chat_error room_for_member(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* Finds the room for the agent who serves it. */
CHAT_CHECKED enum chat_error room_for_its_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/*
 * Reads the state of the room for the visitor with this token, in one round trip by unique keys.
 * CHAT_NO_VISITOR: no visitor has the token. CHAT_NO_ROOM: the room is not theirs, either.
 */
CHAT_CHECKED enum chat_error room_state_for_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_state *room);

/*
 * Checks whether the user may use the room whose state user_authenticate() has read. The route must
 * have an access rule.
 */
CHAT_CHECKED enum chat_error room_state_permits(
    struct chat *chat, const struct user *user, const struct room_state *room);

/*
 * The visitor is shown the room `rid` in this state, so they are there (visitor_seen()). If they had missed
 * something, answered_seen() stores that they have seen it.
 */
void visitor_sees(
    struct chat *chat, const char *token, const char *rid, const struct room_state *room);

#endif
