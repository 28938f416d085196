/*
 * sync.h: what has changed in a room since a client looked.
 */
#ifndef CHAT_MESSAGES_SYNC_H
#define CHAT_MESSAGES_SYNC_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/messages/poll.h"

/* Changes in an answer at most. */
#define SYNC_CHANGES_MAX 100

struct sync_change;

/* The earliest changes after a point in time: no two of a room have the same. */
struct sync {
	enum poller poller;
	struct room_state room;
	struct sync_change **changes; /* the oldest first */
	size_t changes_len;
	bool more; /* there are others, later than these */
};

/*
 * For the visitor with this token, and without what he does not see in a history.
 * CHAT_NO_VISITOR, CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error sync_as_visitor(
    struct chat *chat, const char *token, const char *rid, int64_t since_ms, struct sync *sync);

/*
 * For an agent who may read the room (see room_state_permits()): everything. They have read then
 * what they are given. CHAT_NO_ROOM: it is gone.
 */
CHAT_CHECKED enum chat_error sync_as_agent(
    struct chat *chat, const struct room_state *room, int64_t since_ms, struct sync *sync);

/* Writes the member "result". */
void sync_json(struct chat *chat, struct json_out *out, const struct sync *sync);

#endif
