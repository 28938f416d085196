/*
 * token.h: rows of login tokens and personal access tokens. Only hashes are stored.
 */
#ifndef DB_TOKEN_H
#define DB_TOKEN_H

#include "db/db.h"

struct token_row {
	const char *hash; /* see token_hash() */
	const char *user_id;
	const char *name; /* NULL: made by a login */
	int64_t created_at;
	int64_t expires_at; /* 0: never */
};

/* DB_EXISTS: the user has a token of that name. */
enum db_error db_token_insert(struct db *db, const struct token_row *token);

/* DB_NO_ROW: there is none. */
enum db_error db_token_delete(struct db *db, const char *hash);
enum db_error db_token_delete_named(struct db *db, const char *user_id, const char *name);

/* Handed a row and its user's name; the strings are valid only during the call. */
typedef enum db_error token_row_fn(const struct token_row *token, const char *username, void *arg);

/* Tokens with a name, of one user or of all (NULL). */
enum db_error db_token_list(struct db *db, const char *user_id, token_row_fn *row, void *arg);

#endif
