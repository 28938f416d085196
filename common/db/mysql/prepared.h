/*
 * prepared.h: one prepared statement on one connection, with the buffers its rows are read
 * into. For the files of this folder only.
 */
#ifndef DB_MYSQL_PREPARED_H
#define DB_MYSQL_PREPARED_H

#include "db/mysql/client.h"
#include "db/mysql/stmt.h"

/* More than any statement has. */
#define PREPARED_COLUMNS_MAX 96

struct prepared;

/* Never NULL: what went wrong is in prepared_errno(). */
struct prepared *prepared_new(MYSQL *mysql, const char *sql);
void prepared_free(struct prepared *prepared); /* NULL is fine */

unsigned prepared_errno(const struct prepared *prepared);
const char *prepared_error(const struct prepared *prepared);

/* How many columns its rows have. */
size_t prepared_columns_len(const struct prepared *prepared);

bool prepared_execute(struct prepared *prepared, const struct db_arg *args, size_t args_len);

/* The next row: 1, none left: 0, failed: -1. The cells are valid until the next call. */
int prepared_fetch(struct prepared *prepared, const struct db_cell **row);

/* After the last row, or when no more are wanted. */
void prepared_finish(struct prepared *prepared);

void prepared_outcome(const struct prepared *prepared, struct db_outcome *outcome);

#endif
