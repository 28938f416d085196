/* SPDX-License-Identifier: MIT */
/*
 * room_set.h: several rooms that one transaction changes, for the files of folder db only. They are
 * locked in the order of their ids, and the inboxes of their agents in that of theirs, so that
 * transactions do not wait for each other.
 */
#ifndef DB_ROOM_SET_H
#define DB_ROOM_SET_H

#include "db/db.h"
#include "db/mysql/stmt.h"

struct room_set_item;

struct room_set {
	struct room_set_item *items;
	size_t len;
};

/*
 * Locks the rooms whose ids the statement reads, each by its id: a statement that finds them by another
 * key would lock that key before the room, and those who change the key do it the other way round. To
 * be called before any inbox is written. The caller frees the set, also after an error.
 */
DB_CHECKED enum db_error room_set_lock(
    struct db *db, struct room_set *set, enum sql ids, const struct db_arg *args, size_t args_len);

/* Adds agents, whose ids the statement reads: their inboxes are locked with those of the rooms' agents. */
DB_CHECKED enum db_error room_set_add_agents(
    struct db *db, struct room_set *set, enum sql ids, const struct db_arg *args, size_t args_len);

/* The agents who serve the rooms see a change. The inbox of `also` (NULL: none) is locked with theirs. */
DB_CHECKED enum db_error room_set_touch(
    struct db *db, const struct room_set *set, const char *also);

/* Executes a statement for each room, whose id is its placeholder. */
DB_CHECKED enum db_error room_set_each(
    struct db *db, const struct room_set *set, enum sql statement);

void room_set_free(struct room_set *set);

#endif
