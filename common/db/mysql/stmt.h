/* SPDX-License-Identifier: MIT */
/*
 * stmt.h: executes prepared statements. For the files of folder db only.
 *
 * The statements are those of folder sql. Each is prepared on first use, and again after a
 * reconnect. When the connection breaks outside a transaction, the statement is executed again on
 * a new one, although the server may have executed it before: a write outside a transaction must
 * do no harm when it is done twice.
 */
#ifndef DB_MYSQL_STMT_H
#define DB_MYSQL_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/sql/sql.h"

/* More placeholders than any statement has. */
#define DB_ARGS_MAX 168

/* The value of one placeholder. Made by the functions below. */
struct db_arg {
	enum { DB_ARG_NULL, DB_ARG_INT, DB_ARG_BYTES } type;
	int64_t number;
	const char *bytes;
	size_t len;
};

struct db_arg db_int(int64_t number);
struct db_arg db_text(const char *text); /* NULL becomes SQL's NULL */
struct db_arg db_int_or_null(bool given, int64_t number);

/* One column of a row. In a row callback it is valid during the call only. */
struct db_cell {
	bool is_null;
	int64_t number;    /* integer columns; 0 when NULL */
	const char *bytes; /* other columns, NUL-terminated; NULL when NULL */
	size_t len;
};

/* Copies a row's first `len` cells, and their texts into the arena. */
void db_row_dup(struct arena *mem, const struct db_cell *row, struct db_cell *copy, size_t len);

/* Called for each row. A result other than DB_OK ends the reading and is returned. */
typedef enum db_error db_row_fn(const struct db_cell *row, void *arg);

#define DB_ARGS(...) \
	(const struct db_arg[]){ __VA_ARGS__ }, \
	    sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg)

/*
 * Calls `row` for each row, with the columns in the order of the select list. DB_OK also when there
 * is no row. The callback must not use the database. Here and below there must be as many
 * arguments as the statement has placeholders.
 */
DB_CHECKED enum db_error db_query(struct db *db, enum sql sql, const struct db_arg *args,
    size_t args_len, db_row_fn *row, void *arg);

/*
 * Reads the first row of a statement with exactly `cells_len` columns. The texts live in the
 * arena, which may be NULL for a row of numbers. DB_NO_ROW: there is none; then, and after any
 * other error, all cells are NULL.
 */
DB_CHECKED enum db_error db_one(struct db *db, struct arena *mem, enum sql sql,
    const struct db_arg *args, size_t args_len, struct db_cell *cells, size_t cells_len);

/* Reads one number: 0 when there is no row, when it is NULL and after an error. */
DB_CHECKED enum db_error db_number(
    struct db *db, enum sql sql, const struct db_arg *args, size_t args_len, int64_t *number);

struct db_outcome {
	uint64_t matched;   /* rows that an UPDATE or DELETE found (changed or not), or inserted */
	uint64_t insert_id; /* the value of LAST_INSERT_ID(expression) */
};

/* Executes a write. `outcome` may be NULL. */
DB_CHECKED enum db_error db_exec(struct db *db, enum sql sql, const struct db_arg *args,
    size_t args_len, struct db_outcome *outcome);

/* Executes a write that must find a row. DB_NO_ROW: it found none. */
DB_CHECKED enum db_error db_change(
    struct db *db, enum sql sql, const struct db_arg *args, size_t args_len);

/*
 * Whether the server takes a statement with these values at once. A statement with larger ones is
 * not sent; its caller gets DB_TOO_LARGE.
 */
bool db_args_fit(struct db *db, const struct db_arg *args, size_t args_len);

/*
 * The pattern that finds text literally: LIKE's wildcards in it are behind the escape character
 * '|'. NULL for NULL.
 */
const char *db_like(struct arena *mem, const char *text);

#endif
