/* SPDX-License-Identifier: MIT */
/*
 * presence.h: what users see of each other's presence, and what they say of their own.
 */
#ifndef DB_PEOPLE_PRESENCE_H
#define DB_PEOPLE_PRESENCE_H

#include "db/db.h"

#define STATUS_TEXT_MAX 120 /* UTF-16 code units, as the schema has it */

struct presence {
	const char *id;
	const char *username;
	const char *name;   /* NULL: none */
	const char *status; /* "offline" while the user is not there */
	const char *text;   /* what they say about it; NULL: nothing */
	int64_t login_at;   /* when the newest of their logins began; 0: they have none */
};

/*
 * In all of these, `here_id` is a user who is here because they have sent this request; "": nobody.
 */

/* The user with that id or that username, of which one is NULL. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_presence_get(struct db *db, struct arena *mem, const char *here_id,
    const char *id, const char *username, struct presence *presence);

/* Called for each user, by username. The strings are valid during the call only. */
typedef enum db_error presence_row_fn(const struct presence *presence, void *arg);

/* Reads those who are not offline, of the ids separated by commas unless NULL. */
DB_CHECKED enum db_error db_presence_list(
    struct db *db, const char *here_id, const char *ids, presence_row_fn *row, void *arg);

/* Reads those, but `not_id`, of whom anything may have changed since then. */
DB_CHECKED enum db_error db_presence_changed(struct db *db, const char *here_id, const char *not_id,
    int64_t since_ms, presence_row_fn *row, void *arg);

struct presence_change {
	const char *status; /* NULL: it stays; so does text */
	const char *text;   /* "": none */
	bool by_program;    /* the user says so through a program, and is there from now on */
};

/* DB_NO_ROW: there is no such user, or they are disabled. */
DB_CHECKED enum db_error db_presence_set(
    struct db *db, const char *id, const struct presence_change *change, int64_t now_ms);

#endif
