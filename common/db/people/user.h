/*
 * user.h: rows of people who log in, and of the tokens they come with.
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
	unsigned roles;            /* bits as in the schema */
	bool active;
	const char *status;
	bool available;
	int64_t created_at;
	int64_t updated_at;
};

/* Handed a row; its strings are valid only during the call. */
typedef enum db_error user_row_fn(const struct user_row *user, void *arg);

/* All by username. */
enum db_error db_user_list(struct db *db, user_row_fn *row, void *arg);

/* DB_NO_ROW when there is none. */
enum db_error db_user_by_id(
    struct db *db, struct arena *mem, const char *id, struct user_row *user);
enum db_error db_user_by_username(
    struct db *db, struct arena *mem, const char *username, struct user_row *user);
enum db_error db_user_by_email(
    struct db *db, struct arena *mem, const char *email, struct user_row *user);

/* The user who may mean himself by this name: capitals make no difference. */
enum db_error db_user_by_login_name(
    struct db *db, struct arena *mem, const char *name, struct user_row *user);

/* The user to whom a token with this hash belongs, in one round trip. DB_NO_ROW: none. */
enum db_error db_user_by_token(struct db *db, struct arena *mem, const char *hash,
    struct user_row *user, struct token_row *token);

/* Whether a username exists that differs at most in case; *taken is it, or NULL. */
enum db_error db_user_alike(
    struct db *db, struct arena *mem, const char *username, const char **taken);

/* Writes all but status and available. DB_EXISTS: the username is taken. */
enum db_error db_user_insert(struct db *db, const struct user_row *user);

/* Takes all tokens away and lets nobody log in as this user. DB_NO_ROW: there is none. */
enum db_error db_user_disable(struct db *db, const char *id, int64_t now_ms);

enum db_error db_user_enable(struct db *db, const char *id, int64_t now_ms);

/* Whoever is logged in as this user no longer is; personal access tokens stay. */
enum db_error db_user_set_password(
    struct db *db, const char *id, const char *password_hash, int64_t now_ms);

#endif
