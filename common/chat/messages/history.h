/*
 * history.h: pages of a room's messages, for its visitor and for agents.
 */
#ifndef CHAT_MESSAGES_HISTORY_H
#define CHAT_MESSAGES_HISTORY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/rooms/message_page.h"

struct history_query {
	const char *token;
	const char *rid;
	bool has_from, has_end, has_last_seen;
	int64_t from_ms;      /* messages at or after */
	int64_t end_ms;       /* messages before */
	int64_t last_seen_ms; /* only for the number of unread ones */
	int64_t limit;        /* 0: the default; larger than the maximum: that */
	int64_t offset;
};

/*
 * Writes the messages as an array, the newest first, and says how many that were written after
 * last_seen_ms are older than these. *room becomes the state of the room that these messages show,
 * or an earlier one; the caller may know one already, else room->id is NULL. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error history_write(struct chat *chat, struct json_out *out,
    const struct history_query *query, int64_t *unread_not_loaded, struct room_state *room);

/*
 * Writes, as an array, what a user who may read the room reads of it, with the visitor's token;
 * *total is how many messages there are in all. `search` is a part of their text, NULL: any.
 */
CHAT_CHECKED enum chat_error history_write_for_agent(struct chat *chat, struct json_out *out,
    const struct room_state *room, const char *search, const struct paging *paging, int64_t *total);

/* The types of messages that a visitor does not see, separated by commas. */
const char *history_hidden_types(struct chat *chat);

#endif
