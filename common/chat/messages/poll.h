/* SPDX-License-Identifier: MIT */
/*
 * poll.h: for clients that poll a room: the ETag of its state (RFC 9110, 8.8.3), and when to poll
 * again. sync.h returns what has changed.
 */
#ifndef CHAT_MESSAGES_POLL_H
#define CHAT_MESSAGES_POLL_H

#include "chat/core/chat.h"
#include "db/messages/room_state.h"

enum poller { POLLER_VISITOR, POLLER_AGENT };

/*
 * Returns the ETag, without quotation marks, of the room `rid` in this state. As long as it stays the
 * same, the poller gets the same reply to each request about this room.
 */
const char *poll_etag(
    struct chat *chat, enum poller poller, const char *rid, const struct room_state *room);

/* Returns in how many seconds the client should poll again. */
int64_t poll_interval_s(struct chat *chat, const struct room_state *room);

#endif
