/* SPDX-License-Identifier: MIT */
/*
 * user.h: rows of users: people and bots who log in.
 */
#ifndef DB_PEOPLE_USER_H
#define DB_PEOPLE_USER_H

#include "db/db.h"
#include "db/people/token.h"

struct user_row {
	const char *id; /* NULL: there is no such user */
	const char *username;
	const char *name; /* NULL: none, as for the next two */
	const char *email;
	const char *password_hash; /* NULL: cannot log in with a password */
	unsigned roles;            /* bits, see schema/001 */
	bool active;
	const char *status;
	bool available;
	int64_t created_at;
	int64_t updated_at;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error user_row_fn(const struct user_row *user, void *arg);

/* Reads all users, by username. */
DB_CHECKED enum db_error db_user_list(struct db *db, user_row_fn *row, void *arg);

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

/* *taken is a username that differs from this one in case at most; NULL: there is none. */
DB_CHECKED enum db_error db_user_alike(
    struct db *db, struct arena *mem, const char *username, const char **taken);

/* Inserts a user with all but status and available. DB_EXISTS: the username is taken. */
DB_CHECKED enum db_error db_user_insert(struct db *db, const struct user_row *user);

/* Removes all tokens of a user, who cannot log in any more. DB_NO_ROW: there is no such user. */
DB_CHECKED enum db_error db_user_disable(struct db *db, const char *id, int64_t now_ms);

DB_CHECKED enum db_error db_user_enable(struct db *db, const char *id, int64_t now_ms);

/* Ends all logins of the user; personal access tokens stay. DB_NO_ROW: there is no such user. */
DB_CHECKED enum db_error db_user_set_password(
    struct db *db, const char *id, const char *password_hash, int64_t now_ms);

#endif
