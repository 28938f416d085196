/* SPDX-License-Identifier: MIT */
/*
 * served.h: who serves how many open rooms, and by what kinds of clients rooms were opened.
 */
#ifndef DB_ROOMS_SERVED_H
#define DB_ROOMS_SERVED_H

#include "db/db.h"
#include "db/page.h"
#include "db/people/author.h"

struct served_list {
	const char *agent_id; /* NULL: all; so is the next one */
	const char *department_id;
	bool absent_too;  /* also agents who are not available */
	struct page page; /* unsorted: the most rooms first */
};

/* The open rooms of one agent in one department. */
struct served_rooms {
	struct author agent;
	const char *status;        /* of the agent */
	const char *department_id; /* NULL: rooms without a department; so is the name */
	const char *department_name;
	int64_t rooms;
};

/* Called for each, whose strings are valid during the call only. */
typedef enum db_error served_row_fn(const struct served_rooms *served, void *arg);

DB_CHECKED enum db_error db_served_list(
    struct db *db, const struct served_list *list, served_row_fn *row, void *arg, int64_t *total);

/* Called for each kind of client ("widget"), which is valid during the call only. */
typedef enum db_error room_source_fn(const char *source, void *arg);

/* Reads by what kinds of clients rooms were opened. */
DB_CHECKED enum db_error db_room_sources(struct db *db, room_source_fn *row, void *arg);

#endif
