/* SPDX-License-Identifier: MIT */
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
	const char *last_part;  /* lets its owner recognise it; NULL: not stored */
	bool bypass_two_factor; /* stored only: there is no second factor */
	const char *ip;         /* whence the login came; NULL: unknown, as for user_agent */
	const char *user_agent;
};

/*
 * Stores a personal access token that the owner of the token `by_hash` has asked for; NULL:
 * livechat-admin. DB_EXISTS: the user has one with that name. DB_NO_ROW: `by_hash` has ended.
 */
DB_CHECKED enum db_error db_token_insert(
    struct db *db, const struct token_row *token, const char *by_hash);

/*
 * Replaces hash, last part and date of the user's token with that name. DB_NO_ROW: there is none.
 */
DB_CHECKED enum db_error db_token_replace(struct db *db, const struct token_row *token);

/* What lets somebody log in once. */
struct login_proof {
	const char *verified_hash; /* the stored hash with which the password was verified */
	const char *nonce_hash;    /* of a signed login; NULL: it is none */
	int64_t nonce_expires_at;
};

/*
 * Stores the token of a login. The user is online from now on; an agent takes chats if
 * `take_chats`. Removes the user's expired tokens. DB_NO_ROW: there is no such user, or they are
 * disabled, or their password has another hash by now than the one that it was verified with.
 * DB_EXISTS: the signed login was used before.
 */
DB_CHECKED enum db_error db_session_begin(
    struct db *db, const struct token_row *token, const struct login_proof *proof, bool take_chats);

/* Whether a signed login was used. One that was not may be used by another request at the same time. */
DB_CHECKED enum db_error db_signed_login_used(struct db *db, const char *nonce_hash, bool *used);

/*
 * The user has been seen now, and is online unless they are away or busy, with the token of this
 * hash that is stored already: a personal access token if `by_program`. DB_NO_ROW: there is no
 * such user, or they are disabled.
 */
DB_CHECKED enum db_error db_session_resume(
    struct db *db, const char *user_id, const char *hash, bool by_program, int64_t now_ms);

/* Removes the token. A user without another login is offline and takes no chats from then on. */
DB_CHECKED enum db_error db_session_end(
    struct db *db, const char *hash, const char *user_id, int64_t now_ms);

/* In a transaction, after logins were deleted: a user without another login is offline. */
DB_CHECKED enum db_error db_user_leave(struct db *db, const char *user_id, int64_t now_ms);

/*
 * In a transaction, after tokens were deleted: a user is offline whom neither a login nor a program
 * that said they are there keeps online.
 */
DB_CHECKED enum db_error db_user_leave_wholly(struct db *db, const char *user_id, int64_t now_ms);

/*
 * Removes the user's token with that name. A user who was there through a program, and has no
 * other token or login, is offline and takes no chats from then on. DB_NO_ROW: there is none.
 */
DB_CHECKED enum db_error db_token_delete_named(
    struct db *db, const char *user_id, const char *name, int64_t now_ms);

/* Called for each row with the name of its user. The strings are valid during the call only. */
typedef enum db_error token_row_fn(const struct token_row *token, const char *username, void *arg);

/* Reads the tokens that have a name, of one user or of all (NULL). */
DB_CHECKED enum db_error db_token_list(
    struct db *db, const char *user_id, token_row_fn *row, void *arg);

/* In a transaction, before the tokens of a user are written: locks the user, as all others do first. */
DB_CHECKED enum db_error db_user_lock(struct db *db, const char *user_id);

#endif
