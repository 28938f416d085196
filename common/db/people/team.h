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

/* Who says whether an agent takes chats. */
enum team_word {
	TEAM_WORD_OF_OTHERS,  /* somebody else, about an agent who is logged in */
	TEAM_WORD_OF_AGENT,   /* the agent, after a login */
	TEAM_WORD_OF_PROGRAM, /* the agent, with a personal access token */
};

/*
 * Sets whether an agent takes chats. An agent who says that they do is online from now on, too.
 * Nothing changes when others say it of an agent who is not logged in.
 */
DB_CHECKED enum db_error db_team_set_available(
    struct db *db, const char *id, bool available, enum team_word word, int64_t now_ms);

/* Gives a user a role. A user who becomes an agent while online takes chats from then on. */
DB_CHECKED enum db_error db_role_grant(
    struct db *db, const char *id, unsigned role, int64_t now_ms);

#endif
