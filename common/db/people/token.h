/*
 * token.h: rows of login tokens and personal access tokens. Only hashes are stored.
 */
#ifndef DB_PEOPLE_TOKEN_H
#define DB_PEOPLE_TOKEN_H

#include "db/db.h"

struct token_row {
	const char *hash; /* see token_hash() */
	const char *user_id;
	const char *name; /* NULL: made by a login */
	int64_t created_at;
	int64_t expires_at;     /* 0: never */
	const char *last_part;  /* by which its owner knows it again; NULL: not kept */
	bool bypass_two_factor; /* as asked for; there is no second factor */
};

/* DB_EXISTS: the user has a token of that name. */
enum db_error db_token_insert(struct db *db, const struct token_row *token);

/*
 * The user's token of that name gets another hash, last part and date. DB_NO_ROW: there is
 * none.
 */
enum db_error db_token_replace(struct db *db, const struct token_row *token);

/*
 * Somebody logged in, and is online from now on; an agent takes chats if `take_chats`. His
 * expired tokens are gone. DB_NO_ROW: no such user, or a disabled one.
 */
enum db_error db_session_begin(struct db *db, const struct token_row *token, bool take_chats);

/* The same with a token that there is. */
enum db_error db_session_resume(struct db *db, const char *user_id, int64_t now_ms);

/* The token is gone; without another login the user is offline and takes no chats. */
enum db_error db_session_end(struct db *db, const char *hash, const char *user_id, int64_t now_ms);

/* DB_NO_ROW: there is none. */
enum db_error db_token_delete(struct db *db, const char *hash);
enum db_error db_token_delete_named(struct db *db, const char *user_id, const char *name);

/* Handed a row and its user's name; the strings are valid only during the call. */
typedef enum db_error token_row_fn(const struct token_row *token, const char *username, void *arg);

/* Tokens with a name, of one user or of all (NULL). */
enum db_error db_token_list(struct db *db, const char *user_id, token_row_fn *row, void *arg);

#endif
