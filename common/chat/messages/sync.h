/* SPDX-License-Identifier: MIT */
/*
 * sync.h: what has changed in a room since a point in time.
 */
#ifndef CHAT_MESSAGES_SYNC_H
#define CHAT_MESSAGES_SYNC_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/messages/poll.h"

/*
 * Changes in one reply, and bytes of them, of which a single change may be more. The reply is at
 * most 4 MiB with the rest of it.
 */
#define SYNC_CHANGES_MAX 100
#define SYNC_BYTES_MAX ((4096u - 64u) * 1024u)

struct sync_change;

/* The earliest changes after a point in time. No two changes of a room have the same time. */
struct sync {
	enum poller poller;
	struct room_state room;
	struct sync_change **changes; /* the oldest first */
	size_t changes_len;
	bool more;  /* there are later changes, which did not fit */
	bool reset; /* deletions since that point in time are no longer known (core/forgotten.h) */
};

/*
 * Reads the changes for the visitor with this token, without the system messages that visitors do
 * not see. CHAT_NO_VISITOR, CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error sync_as_visitor(
    struct chat *chat, const char *token, const char *rid, int64_t since_ms, struct sync *sync);

/*
 * Reads the changes for an agent. With the setting Message_Read_Receipt_Enabled it marks them as
 * read. The caller must have checked that the agent may read the room (see room_state_permits()).
 * CHAT_NO_ROOM: the room is gone.
 */
CHAT_CHECKED enum chat_error sync_as_agent(
    struct chat *chat, const struct room_state *room, int64_t since_ms, struct sync *sync);

/* Returns the time after which later changes are, where the client asked for those after `since_ms`. */
int64_t sync_next_ms(const struct sync *sync, int64_t since_ms);

/* Writes the changes as member "result" of the current object. */
void sync_json(struct chat *chat, struct json_out *out, const struct sync *sync);

#endif
