/*
 * room_access.h: who may read and change a room. What the route declares (people/access.h) is asked
 * here.
 */
#ifndef CHAT_ROOMS_ROOM_ACCESS_H
#define CHAT_ROOMS_ROOM_ACCESS_H

#include "chat/core/chat.h"
#include "chat/people/access.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"

/* The room, for a user who may read it. CHAT_NO_ROOM, CHAT_NOT_YOURS. */
CHAT_CHECKED enum chat_error room_for_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* The room, for a user who serves it or has joined it. CHAT_NO_ROOM, CHAT_NOT_YOURS. */
CHAT_CHECKED enum chat_error room_for_member(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* The room, for the agent who serves it. CHAT_NO_ROOM, CHAT_NOT_YOURS. */
CHAT_CHECKED enum chat_error room_for_its_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/*
 * The state of a visitor's room, in one round trip that reads by unique keys.
 * CHAT_NO_VISITOR, CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error room_state_for_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_state *room);

/*
 * Whether the user may have the room whose state was read together with their login, as the route
 * declares it. CHAT_NO_ROOM, CHAT_NOT_YOURS.
 */
CHAT_CHECKED enum chat_error room_state_permits(
    struct chat *chat, const struct user *user, const struct room_state *room);

#endif
