/*
 * room_access.h: who may read and change a room.
 */
#ifndef CHAT_ROOMS_ROOM_ACCESS_H
#define CHAT_ROOMS_ROOM_ACCESS_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"

/* A room an agent wants to read. CHAT_INVALID_ROOM, CHAT_ROOM_NOT_ACCESSIBLE. */
enum chat_error room_for_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* Whether the user is one of those who talk in the room: he serves it or has joined it. */
enum chat_error room_has_user(
    struct chat *chat, const struct user *user, const struct room *room, bool *has);

/*
 * A room the user may change: one they take part in, or any with the permission.
 * CHAT_UNKNOWN_ROOM, CHAT_NOT_AUTHORIZED.
 */
enum chat_error room_to_manage(struct chat *chat, const struct user *user, const char *rid,
    enum permission permission, struct room_view *view);

/*
 * The state of a visitor's room, in one round trip that reads by unique keys.
 * CHAT_INVALID_TOKEN, CHAT_INVALID_ROOM.
 */
enum chat_error room_state_for_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_state *room);

/*
 * Whether the user may read the room whose state was read together with their login.
 * CHAT_INVALID_ROOM, CHAT_ROOM_NOT_ACCESSIBLE.
 */
enum chat_error room_state_permits(
    struct chat *chat, const struct user *user, const struct room_state *room);

#endif
