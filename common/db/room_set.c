/* SPDX-License-Identifier: MIT */
#include "db/room_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/inbox_touch.h"

#define ID_SIZE 65 /* of the schema's ids, with the NUL */

struct room_set_item {
	char id[ID_SIZE];       /* "": no room, but an agent whose inbox is locked, too */
	char agent_id[ID_SIZE]; /* "": nobody serves the room */
};

static void
id_copy(char to[ID_SIZE], const struct db_cell *cell)
{
	size_t len = cell->len < ID_SIZE ? cell->len : ID_SIZE - 1;

	if (len > 0)
		memcpy(to, cell->bytes, len);
	to[len] = '\0';
}

static struct room_set_item *
item_add(struct room_set *set)
{
	struct room_set_item *items = realloc(set->items, (set->len + 1) * sizeof(*items));

	if (!items)
		log_fatal("out of memory");
	set->items = items;
	items[set->len].id[0] = items[set->len].agent_id[0] = '\0';
	return &items[set->len++];
}

static enum db_error
id_row(const struct db_cell *row, void *arg)
{
	id_copy(item_add(arg)->id, &row[0]);
	return DB_OK;
}

static enum db_error
added_row(const struct db_cell *row, void *arg)
{
	id_copy(item_add(arg)->agent_id, &row[0]);
	return DB_OK;
}

static enum db_error
agent_row(const struct db_cell *row, void *arg)
{
	struct room_set_item *item = arg;

	id_copy(item->agent_id, &row[0]);
	return DB_OK;
}

static int
id_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

enum db_error
room_set_lock(
    struct db *db, struct room_set *set, enum sql ids, const struct db_arg *args, size_t args_len)
{
	enum db_error error;

	*set = (struct room_set){ 0 };
	error = db_query(db, ids, args, args_len, id_row, set);
	/* An item begins with its id. */
	if (set->len > 1)
		qsort(set->items, set->len, sizeof(*set->items), id_compare);
	for (size_t i = 0; i < set->len && !error; i++)
		error = db_query(db, SQL_ROOM_LOCK_AGENT, DB_ARGS(db_text(set->items[i].id)),
		    agent_row, &set->items[i]);
	return error;
}

enum db_error
room_set_add_agents(
    struct db *db, struct room_set *set, enum sql ids, const struct db_arg *args, size_t args_len)
{
	return db_query(db, ids, args, args_len, added_row, set);
}

/* The next of the agents in the order of their ids, after *last. NULL: there is none. */
static const char *
agent_next(const struct room_set *set, const char *also, const char *last)
{
	const char *next = also && strcmp(also, last) > 0 ? also : NULL;

	for (size_t i = 0; i < set->len; i++) {
		const char *id = set->items[i].agent_id;

		if (strcmp(id, last) > 0 && (!next || strcmp(id, next) < 0))
			next = id;
	}
	return next;
}

enum db_error
room_set_touch(struct db *db, const struct room_set *set, const char *also)
{
	enum db_error error = DB_OK;
	int64_t locked;

	for (const char *id = agent_next(set, also, ""); id && !error;
	     id = agent_next(set, also, id))
		error = db_number(db, SQL_INBOX_LOCK, DB_ARGS(db_text(id)), &locked);
	for (size_t i = 0; i < set->len && !error; i++)
		if (*set->items[i].id && *set->items[i].agent_id)
			error = inbox_touch_room(db, set->items[i].id);
	return error;
}

enum db_error
room_set_each(struct db *db, const struct room_set *set, enum sql statement)
{
	enum db_error error = DB_OK;

	for (size_t i = 0; i < set->len && !error; i++)
		if (*set->items[i].id)
			error = db_exec(db, statement, DB_ARGS(db_text(set->items[i].id)), NULL);
	return error;
}

void
room_set_free(struct room_set *set)
{
	free(set->items);
	*set = (struct room_set){ 0 };
}
