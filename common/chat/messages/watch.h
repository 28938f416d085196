/*
 * watch.h: for those who ask again and again whether a room has changed: by which tag they tell
 * what they have, when to ask next, and what has changed since.
 */
#ifndef CHAT_MESSAGES_WATCH_H
#define CHAT_MESSAGES_WATCH_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room_state.h"

/* Whose view of a room an answer is. */
enum watcher { WATCHER_VISITOR, WATCHER_AGENT };

/*
 * The state of a visitor's room, in one round trip that reads by unique keys.
 * CHAT_INVALID_TOKEN, CHAT_INVALID_ROOM.
 */
enum chat_error watch_as_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_state *room);

/*
 * Whether a user may read the room whose state was read with his login.
 * CHAT_INVALID_ROOM, CHAT_ROOM_NOT_ACCESSIBLE.
 */
enum chat_error watch_as_agent(
    struct chat *chat, const struct user *user, const struct room_state *room);

/*
 * Names what the watcher can read of the room `rid` in this state: as long as the tag is the
 * same, so is every answer about it. It does not depend on the question. Without quotes.
 */
const char *watch_tag(
    struct chat *chat, enum watcher watcher, const char *rid, const struct room_state *room);

/* In how many seconds it is worth asking again. */
int64_t watch_interval_s(struct chat *chat, const struct room_state *room);

#endif
