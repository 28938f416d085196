/* SPDX-License-Identifier: MIT */
/*
 * history.h: pages of the messages of a room, for its visitor and for agents.
 */
#ifndef CHAT_MESSAGES_HISTORY_H
#define CHAT_MESSAGES_HISTORY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/messages/message_page.h"

struct history_query {
	const char *token;
	const char *rid;
	bool has_from, has_end, has_last_seen;
	int64_t from_ms;      /* inclusive */
	int64_t end_ms;       /* exclusive */
	int64_t last_seen_ms; /* see unread_not_loaded */
	int64_t limit;        /* 0: the default of the settings, which also have a maximum */
	int64_t offset;
};

/*
 * Writes the messages as an array, the newest first. *unread_not_loaded is the number of messages
 * after last_seen_ms that are older than this page. *room becomes the state of the room at the time
 * of reading or shortly before; on input it is the state that the caller has read before, or
 * room->id is NULL. CHAT_NO_VISITOR, CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error history_write(struct chat *chat, struct json_out *out,
    const struct history_query *query, int64_t *unread_not_loaded, struct room_state *room);

/*
 * Writes the pages of the website that the visitor opened during the chat as an array for a user,
 * newest first. The caller must have checked that the user may read the room.
 */
CHAT_CHECKED enum chat_error history_write_visited(struct chat *chat, struct json_out *out,
    const struct room_state *room, const struct paging *paging, struct list_size *size);

/*
 * Writes the messages of a room as an array for a user, with the visitor's token. With the setting
 * Message_Read_Receipt_Enabled it marks the room as read. The caller must have checked that the user
 * may read the room. `search` is a part of the text; NULL: any text. *total is the number of messages
 * on all pages.
 */
CHAT_CHECKED enum chat_error history_write_for_agent(struct chat *chat, struct json_out *out,
    const struct room_state *room, const char *search, const struct paging *paging, int64_t *total);

/*
 * Writes the messages of a room whose text has `search`, in any case, as an array for a user, newest first. The caller
 * must have checked that the user may read the room.
 */
CHAT_CHECKED enum chat_error history_write_found(struct chat *chat, struct json_out *out,
    const struct room_state *room, const char *search, const struct paging *paging);

/* Returns the types of system messages that visitors do not see, separated by commas. */
const char *history_hidden_types(struct chat *chat);

#endif
