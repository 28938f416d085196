/*
 * stmt.h: prepared statements, for the files of this folder only.
 *
 * Each statement of the program stands in folder sql, and is prepared on first use and again after
 * a reconnect. Outside a transaction a statement whose connection was found dead is run once more
 * on a new one, though the first attempt may have been carried out: a write outside a transaction
 * must do no harm when it is done twice.
 */
#ifndef DB_MYSQL_STMT_H
#define DB_MYSQL_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/sql/sql.h"

/* One parameter. Build with the macros below. */
struct db_arg {
	enum { DB_ARG_NULL, DB_ARG_INT, DB_ARG_BYTES } type;
	int64_t number;
	const char *bytes;
	size_t len;
};

struct db_arg db_int(int64_t number);
struct db_arg db_text(const char *text); /* NULL is SQL's NULL */
struct db_arg db_bytes(const char *bytes, size_t len);
struct db_arg db_int_or_null(bool given, int64_t number);

/* One column of a row. Valid only inside the callback; copy with db_cell_dup(). */
struct db_cell {
	bool is_null;
	int64_t number;    /* integer columns; 0 when NULL */
	const char *bytes; /* other columns, NUL-terminated; NULL when NULL */
	size_t len;
};

char *db_cell_dup(struct arena *arena, const struct db_cell *cell); /* NULL when NULL */

/* Called for each row; a result other than DB_OK ends the reading and is returned. */
typedef enum db_error db_row_fn(const struct db_cell *row, void *arg);

#define DB_ARGS(...) \
	(const struct db_arg[]){ __VA_ARGS__ }, \
	    sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg)

/*
 * Reads all rows. DB_OK also when there is none. The callback must not use the database. The
 * number of arguments must be that of the statement's marks; columns are handed over in the
 * order of its select list.
 */
enum db_error db_query(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len,
    db_row_fn *row, void *arg);

struct db_outcome {
	uint64_t matched;   /* rows found by an UPDATE or DELETE (changed or not), inserted */
	uint64_t insert_id; /* what LAST_INSERT_ID(expression) was set to */
};

/* Writes. `outcome` may be NULL. */
enum db_error db_exec(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len,
    struct db_outcome *outcome);

/*
 * The pattern that finds text literally, LIKE's wildcards in it behind the escape sign '|'.
 * NULL for NULL.
 */
const char *db_like(struct arena *mem, const char *text);

/* A callback for statements that give one number; the argument is an int64_t. */
enum db_error db_row_number(const struct db_cell *row, void *arg);

#endif
