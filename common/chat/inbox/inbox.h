/* SPDX-License-Identifier: MIT */
/*
 * inbox.h: what has changed for an agent since their page asked last: in their rooms, in the queue
 * that they see, and in themselves. "Their rooms" are the open rooms that they serve or have joined.
 */
#ifndef CHAT_INBOX_INBOX_H
#define CHAT_INBOX_INBOX_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "chat/rooms/typing.h"
#include "db/inbox/inbox.h"

/* Of the queue a page is told so many inquiries at most, the oldest. */
#define INBOX_QUEUE_MAX 100

/* In how many seconds the page should ask again. */
#define INBOX_INTERVAL_S 3

/* The length of the text of a cursor at most. */
#define INBOX_CURSOR_MAX 124

struct inbox {
	const struct user *user;
	struct inbox_state state;
	struct typing_list typing; /* told whole each time: it lapses, so no cursor can follow it */
	const char *tag; /* the ETag, without quotation marks; it stands for all that is told */
};

/* Begins with the state that was read with the user. */
CHAT_CHECKED enum chat_error inbox_begin(struct chat *chat, const struct user *user,
    const struct inbox_state *state, struct inbox *inbox);

enum inbox_cursor {
	INBOX_CURSOR_INVALID,
	INBOX_CURSOR_FOREIGN, /* it is another user's */
	INBOX_CURSOR_OWN,
};

/* Reads the cursor of an earlier reply into *since, which is set only if it is this user's own. */
enum inbox_cursor inbox_cursor_read(
    const char *cursor, const struct user *user, struct inbox_state *since);

/*
 * Whether the page knows of later changes than there are: an older backup of the database was restored.
 * Nobody can say then what has changed for the page, which is to be told all.
 */
bool inbox_is_ahead(const struct inbox *inbox, const struct inbox_state *since);

/* Whether the page knows all that the tag stands for. */
bool inbox_is_known(const struct inbox *inbox, const struct inbox_state *since);

/*
 * Writes what has changed since then, or all if `since` is NULL, as members of the current object,
 * and the next cursor. A room is written whole.
 */
CHAT_CHECKED enum chat_error inbox_write(struct chat *chat, struct json_out *out,
    const struct inbox *inbox, const struct inbox_state *since);

#endif
