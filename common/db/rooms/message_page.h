/*
 * message_page.h: pages of a room's messages.
 */
#ifndef DB_ROOMS_MESSAGE_PAGE_H
#define DB_ROOMS_MESSAGE_PAGE_H

#include "db/rooms/message.h"
#include "db/sort_column.h"

struct history_page {
	const char *token;
	const char *rid;
	int64_t from_ms;          /* inclusive; CLOCK_MIN_MS: none */
	int64_t end_ms;           /* exclusive; CLOCK_MAX_MS: none */
	const char *hidden_types; /* comma separated; never NULL */
	int64_t limit;
	int64_t offset;
};

/*
 * Newest first; no rows also when the token or the room is unknown. *room is as it was when the
 * rows were read; without rows it is left alone.
 */
enum db_error db_message_history(struct db *db, const struct history_page *page,
    message_row_fn *row, void *arg, struct room_state *room);

/* How many messages a history would show between two points in time, both exclusive. */
enum db_error db_message_count_between(struct db *db, const char *rid, int64_t after_ms,
    int64_t before_ms, const char *hidden_types, int64_t *count);

/* What an agent reads: people's messages and the closing one. */
struct message_list {
	const char *rid;
	const char *visitor_token; /* put into the rows of the visitor, as is read_ts into all */
	int64_t read_ts;
	const char *search;                        /* literal text, case ignored; NULL: all */
	int64_t total;                             /* how many there are, without a search */
	struct sort_column sort[SORT_COLUMNS_MAX]; /* else newest first */
	int64_t limit;
	int64_t offset;
};

enum db_error db_message_list(struct db *db, struct arena *mem, const struct message_list *list,
    message_row_fn *row, void *arg);

/* How many messages of the room the search finds. */
enum db_error db_message_search_count(
    struct db *db, struct arena *mem, const struct message_list *list, int64_t *count);

/* What people wrote, whole, the oldest first. */
enum db_error db_message_texts(
    struct db *db, const char *rid, int64_t limit, message_row_fn *row, void *arg);

#endif
