/* SPDX-License-Identifier: MIT */
/*
 * user.h: rows of users: people and bots who log in.
 */
#ifndef DB_PEOPLE_USER_H
#define DB_PEOPLE_USER_H

#include "db/db.h"
#include "db/page.h"
#include "db/people/seen.h"
#include "db/people/token.h"

struct user_row {
	const char *id; /* NULL: there is no such user */
	const char *username;
	const char *name; /* NULL: none, as for the next two */
	const char *email;
	const char *password_hash; /* NULL: cannot log in with a password */
	unsigned roles;            /* bits, see schema/001 */
	bool active;
	bool must_change_password; /* a login can do nothing else before */
	const char *status;        /* "offline" while the user is not there, and so for the next */
	bool available;
	int64_t created_at;
	int64_t updated_at;
	int64_t seen_at; /* 0: never, as for the next one */
	int64_t login_at;
	/* Only the functions that find a token's user set this; they do not set the two before. */
	enum seen seen;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error user_row_fn(const struct user_row *user, void *arg);

/* Reads all users, by username. */
DB_CHECKED enum db_error db_user_list(struct db *db, user_row_fn *row, void *arg);

/*
 * Reads a page of the users who have the text in their username, name or address, in any case; by
 * username unless it is sorted. *total: how many there are on all pages.
 */
DB_CHECKED enum db_error db_user_page(struct db *db, struct arena *mem, const char *text,
    const struct page *page, user_row_fn *row, void *arg, int64_t *total);

/* DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_user_by_id(
    struct db *db, struct arena *mem, const char *id, struct user_row *user);
DB_CHECKED enum db_error db_user_by_username(
    struct db *db, struct arena *mem, const char *username, struct user_row *user);
DB_CHECKED enum db_error db_user_by_email(
    struct db *db, struct arena *mem, const char *email, struct user_row *user);

/* The user whom a login names; upper and lower case make no difference. */
DB_CHECKED enum db_error db_user_by_login_name(
    struct db *db, struct arena *mem, const char *name, struct user_row *user);

/* The user whose token has this hash, and that token. DB_NO_ROW: nobody has it. */
DB_CHECKED enum db_error db_user_by_token(struct db *db, struct arena *mem, const char *hash,
    struct user_row *user, struct token_row *token);

/*
 * Stores that the user has been seen now, if the stored time is old. Doing it twice does no harm,
 * and it takes no lock but that of the user's row. *since_ms: how long ago that was, in milliseconds; 0: nothing was
 * stored.
 */
DB_CHECKED enum db_error db_user_mark_seen(struct db *db, const char *id, int64_t *since_ms);

/* Adds to how long an agent was available on a day (since 1970). */
DB_CHECKED enum db_error db_agent_day_add(
    struct db *db, int64_t day, const char *user_id, int64_t available_ms);

#endif
