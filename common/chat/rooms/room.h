/*
 * room.h: conversations: finding the one at hand.
 */
#ifndef CHAT_ROOMS_ROOM_H
#define CHAT_ROOMS_ROOM_H

#include "chat/core/chat.h"
#include "db/rooms/room.h"

/* Tags an agent can put on a room, each of 255 characters at most: what its column holds. */
#define ROOM_TAGS_MAX 40

/*
 * The visitor with this token and his room `rid`, open or closed. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM (also another visitor's).
 */
CHAT_CHECKED enum chat_error room_of_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_view *view);

/*
 * The visitor's open room, the oldest if there are several; view->room.id is NULL when he has
 * none. With rid not NULL: that room, and CHAT_NO_ROOM unless it is open and his.
 */
CHAT_CHECKED enum chat_error room_current(
    struct chat *chat, const char *token, const char *rid, struct room_view *view);

/* The visitor's open rooms, the oldest first; none also for a token nobody has. */
CHAT_CHECKED enum chat_error room_list_open(
    struct chat *chat, const char *token, room_row_fn *row, void *arg);

#endif
