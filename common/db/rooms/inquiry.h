/* SPDX-License-Identifier: MIT */
/*
 * inquiry.h: rows of the queue. A room that waits for an agent has one, and so has a room that was
 * taken, until it is closed.
 */
#ifndef DB_ROOMS_INQUIRY_H
#define DB_ROOMS_INQUIRY_H

#include "db/db.h"
#include "db/people/author.h"
#include "db/page.h"

struct inquiry {
	const char *id; /* NULL: there is none */
	const char *rid;
	const char *name;
	const char *status;        /* "queued" or "taken" */
	const char *department_id; /* NULL: none */
	int64_t ts;
	int64_t updated_at;
	/* The rest is not read by db_inquiry_get(). */
	const char *contact_id; /* of the room's visitor; NULL: none */
	const char *source;     /* of the room */
	struct author visitor;
	const char *visitor_status;
	int64_t visitor_ts; /* when the visitor wrote last; 0: never */
};

/* DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_inquiry_get(
    struct db *db, struct arena *mem, const char *id, struct inquiry *inquiry);
DB_CHECKED enum db_error db_inquiry_of_room(
    struct db *db, struct arena *mem, const char *rid, struct inquiry *inquiry);

/* The room's place in the queue of its department, from 1; 0: it does not wait. */
DB_CHECKED enum db_error db_inquiry_place(struct db *db, const char *rid, int64_t *place);

struct inquiry_pace {
	int64_t chat_ms; /* how long a chat was served lately, on average; 0: unknown */
	int64_t agents;  /* how many agents of the department are there */
};

/* `idle_too`: agents who are away count. Chats that were closed before `since_ms` do not. */
DB_CHECKED enum db_error db_inquiry_pace(struct db *db, const char *department_id, bool idle_too,
    int64_t since_ms, struct inquiry_pace *pace);

struct inquiry_list {
	const char *department_id; /* NULL: all */
	const char *user_id;       /* only what this agent may take; NULL: all */
	struct page page;          /* it cannot be sorted */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error inquiry_row_fn(const struct inquiry *inquiry, void *arg);

/*
 * Reads queued inquiries, the oldest first; *total is how many there are without limit and
 * offset.
 */
DB_CHECKED enum db_error db_inquiry_list(
    struct db *db, const struct inquiry_list *list, inquiry_row_fn *row, void *arg, int64_t *total);

#endif
