/* SPDX-License-Identifier: MIT */
/*
 * team.h: rows of users as agents and managers: lists of them, their roles, and whether they take
 * chats.
 */
#ifndef DB_PEOPLE_TEAM_H
#define DB_PEOPLE_TEAM_H

#include "db/people/user.h"
#include "db/page.h"

struct team_list {
	unsigned role;      /* users who have it */
	const char *text;   /* a part of username, name or address; "": any */
	const char *not_id; /* the user to leave out; "": none */
	bool only_available;
	bool only_online;
	struct page page; /* only the first column counts; unsorted: by name */
};

/*
 * Called for each department of each user, and once with NULL for a user without. The calls for one
 * user follow each other. The strings are valid during the call only.
 */
typedef enum db_error team_row_fn(
    const struct user_row *user, const char *department_id, void *arg);

DB_CHECKED enum db_error db_team_list(
    struct db *db, struct arena *mem, const struct team_list *list, team_row_fn *row, void *arg);
DB_CHECKED enum db_error db_team_count(
    struct db *db, struct arena *mem, const struct team_list *list, int64_t *count);

/* Sets whether an agent takes chats. `is_here`: the agent is online from now on, too. */
DB_CHECKED enum db_error db_team_set_available(
    struct db *db, const char *id, bool available, bool is_here, int64_t now_ms);

/* Gives a user a role. A user who becomes an agent while online takes chats from then on. */
DB_CHECKED enum db_error db_role_grant(
    struct db *db, const char *id, unsigned role, int64_t now_ms);

/* Takes a role away. Without that of an agent a user takes no chats and is in no department. */
DB_CHECKED enum db_error db_role_revoke(
    struct db *db, const char *id, unsigned role, int64_t now_ms);

#endif
