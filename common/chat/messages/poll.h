/*
 * poll.h: for clients that ask again and again whether a room has changed: the ETag of the state
 * they have, and when to ask next. What has changed since is told by sync.h.
 */
#ifndef CHAT_MESSAGES_POLL_H
#define CHAT_MESSAGES_POLL_H

#include "chat/core/chat.h"
#include "db/rooms/room_state.h"

/* For whom a room is shown. */
enum poller { POLLER_VISITOR, POLLER_AGENT };

/*
 * The ETag, without quotes, of everything the poller can read of the room `rid` in this state,
 * whatever they ask: as long as it stays the same, so does every answer about the room.
 */
const char *poll_etag(
    struct chat *chat, enum poller poller, const char *rid, const struct room_state *room);

/* In how many seconds it is worth asking again. */
int64_t poll_interval_s(struct chat *chat, const struct room_state *room);

#endif
