/* SPDX-License-Identifier: MIT */
/*
 * message_page.h: pages of a room's messages.
 */
#ifndef DB_MESSAGES_MESSAGE_PAGE_H
#define DB_MESSAGES_MESSAGE_PAGE_H

#include "db/messages/message.h"
#include "db/page.h"

struct history_page {
	const char *token;
	const char *rid;
	int64_t from_ms;          /* inclusive; CLOCK_MIN_MS: no bound */
	int64_t end_ms;           /* exclusive; CLOCK_MAX_MS: no bound */
	const char *hidden_types; /* comma separated; never NULL */
	int64_t limit;
	int64_t offset;
};

/*
 * Reads a page, the newest message first. There are no rows also when the token or the room is
 * unknown. *room becomes the state of the room that the rows belong to; without rows it is
 * unchanged.
 */
DB_CHECKED enum db_error db_message_history(struct db *db, const struct history_page *page,
    message_row_fn *row, void *arg, struct room_state *room);

/* How many messages a history shows between two times, both exclusive. */
DB_CHECKED enum db_error db_message_count_between(struct db *db, const char *rid, int64_t after_ms,
    int64_t before_ms, const char *hidden_types, int64_t *count);

/* What agents read of a room: messages of people, the one that says that it was closed, and notes. */
struct message_list {
	const char *rid;
	int64_t read_ts;
	const char *search; /* a part of the text, in any case; NULL: any text */
	bool with_notes;    /* see note.h */
	struct page page;   /* unsorted: newest first */
};

DB_CHECKED enum db_error db_message_list(struct db *db, struct arena *mem,
    const struct message_list *list, message_row_fn *row, void *arg);

/* How many messages of the room the search finds. */
DB_CHECKED enum db_error db_message_search_count(
    struct db *db, struct arena *mem, const struct message_list *list, int64_t *count);

/* The system messages of a room that are of a type. */
struct message_type_list {
	const char *rid;
	const char *type;
	struct page page; /* unsorted: newest first */
};

DB_CHECKED enum db_error db_message_of_type(struct db *db, const struct message_type_list *list,
    message_row_fn *row, void *arg, int64_t *total);

/* Reads the messages of people from that time on with all members, the oldest first. */
DB_CHECKED enum db_error db_message_texts(struct db *db, const char *rid, int64_t since_ms,
    int64_t limit, message_row_fn *row, void *arg);

#endif
