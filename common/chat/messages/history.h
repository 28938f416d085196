/*
 * history.h: pages of a room's messages, for its visitor and for agents.
 */
#ifndef CHAT_MESSAGES_HISTORY_H
#define CHAT_MESSAGES_HISTORY_H

#include "chat/core/chat.h"
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
 * Hands over the messages, newest first, and says how many that were written after
 * last_seen_ms are older than these. CHAT_INVALID_TOKEN, CHAT_INVALID_ROOM; then nothing was
 * handed over. *room is the state of the room that these messages show, or an earlier one; the
 * caller may know one already, else room->id is NULL.
 */
enum chat_error history_read(struct chat *chat, const struct history_query *query,
    message_row_fn *row, void *arg, int64_t *unread_not_loaded, struct room_state *room);

/*
 * What an agent who may (see room_state_permits) reads of the room, in the list's order, and how
 * many there are in all; rid and read_ts are filled in here.
 */
enum chat_error history_read_as_agent(struct chat *chat, const struct room_state *room,
    struct message_list *list, message_row_fn *row, void *arg, int64_t *total);

/* As room_search_sort(). */
void message_list_sort(struct message_list *list, const char *name, bool descending);

/* The types of messages that a visitor does not see, separated by commas. */
const char *history_hidden_types(struct chat *chat);

#endif
