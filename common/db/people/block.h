/* SPDX-License-Identifier: MIT */
/*
 * block.h: rows of table blocks: whose requests are refused.
 */
#ifndef DB_PEOPLE_BLOCK_H
#define DB_PEOPLE_BLOCK_H

#include "db/db.h"
#include "db/page.h"

struct block_row {
	const char *id;
	const char *kind;  /* visitor, email or network */
	const char *value; /* the id of the visitor, the address, or a network like 192.0.2.0/24 */
	const char *token; /* of the visitor; NULL: it is of another kind */
	int64_t ends_at;   /* 0: never */
	const char *reason;
	const char *blocked_by; /* a username; NULL: by livechat-admin */
	int64_t created_at;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error block_fn(const struct block_row *block, void *arg);

/* Reads all blocks that have not ended at that time. */
DB_CHECKED enum db_error db_block_in_force(struct db *db, int64_t now_ms, block_fn *row, void *arg);

/* Reads a page of them, the newest first, and how many there are. */
DB_CHECKED enum db_error db_block_list(struct db *db, int64_t now_ms, const struct page *page,
    block_fn *row, void *arg, int64_t *total);

DB_CHECKED enum db_error db_block_count(struct db *db, int64_t now_ms, int64_t *count);

/* Stores the block instead of one with its kind and value, and removes those that have ended. */
DB_CHECKED enum db_error db_block_put(struct db *db, const struct block_row *block, int64_t now_ms);

/* Reads the block with that kind and value, if there is one. */
DB_CHECKED enum db_error db_block_get(
    struct db *db, const char *kind, const char *value, block_fn *row, void *arg);

/* *count: how many were removed, 0 or 1. */
DB_CHECKED enum db_error db_block_remove(
    struct db *db, const char *kind, const char *value, uint64_t *count);

/* DB_NO_ROW: there is none with this id. */
DB_CHECKED enum db_error db_block_remove_by_id(struct db *db, const char *id);

/*
 * Reads the token of a visitor who has had a room from the source; NULL: from any or none.
 * DB_NO_ROW: there is no such visitor.
 */
DB_CHECKED enum db_error db_block_token_of(struct db *db, struct arena *mem, const char *visitor_id,
    const char *source, const char **token);

/* Reads a visitor's address. NULL: they have none, or nobody has the token. */
DB_CHECKED enum db_error db_block_email_of(
    struct db *db, struct arena *mem, const char *token, const char **email);

#endif
