/*
 * room_take.h: who serves a room: an agent takes it from the queue, or it is given to one.
 */
#ifndef CHAT_ROUTING_ROOM_TAKE_H
#define CHAT_ROUTING_ROOM_TAKE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"

/*
 * The agent with this id, for somebody who wants to give them a room. CHAT_NO_USER;
 * CHAT_AGENT_UNAVAILABLE when they take no chats now, though *agent is filled then.
 */
CHAT_CHECKED enum chat_error agent_find_available(
    struct chat *chat, const char *id, struct author *agent);

/*
 * Gives a queued room to `agent_id`, or to the user is_self when that is NULL; only one of
 * several that try gets it. CHAT_NO_INQUIRY, CHAT_TAKEN, CHAT_NO_USER,
 * CHAT_AGENT_UNAVAILABLE, CHAT_NOT_YOURS.
 */
CHAT_CHECKED enum chat_error room_take(
    struct chat *chat, const struct user *user, const char *inquiry_id, const char *agent_id);

/*
 * A room that was just opened or handed to a department goes to the least busy agent there,
 * where that is how rooms are given out, or to `agent_id` (NULL: nobody) if he is available; else
 * it stays in the queue. `view` is read again.
 */
CHAT_CHECKED enum chat_error room_assign(
    struct chat *chat, struct room_view *view, const char *agent_id);

/* The user takes part in a room that another serves. */
CHAT_CHECKED enum chat_error room_join(struct chat *chat, const struct user *user, const char *rid);

#endif
