/* SPDX-License-Identifier: MIT */
/*
 * prepared.h: one prepared statement of one connection, with the buffers into which its rows are
 * read. For the files of this folder only.
 */
#ifndef DB_MYSQL_PREPARED_H
#define DB_MYSQL_PREPARED_H

#include "db/mysql/client.h"
#include "db/mysql/stmt.h"

/* More than any statement has. */
#define PREPARED_COLUMNS_MAX 96

struct prepared;

/* Never NULL. Whether it failed is in prepared_errno(). */
struct prepared *prepared_new(MYSQL *mysql, const char *sql);
void prepared_free(struct prepared *prepared); /* NULL is fine */

unsigned prepared_errno(const struct prepared *prepared);
const char *prepared_error(const struct prepared *prepared);

/* How many columns its rows have. */
size_t prepared_columns_len(const struct prepared *prepared);

/* The size of the packet that executes a statement with these values, rounded up. */
size_t prepared_packet_len(const struct db_arg *args, size_t args_len);

/*
 * Sends nothing, and returns false, when the statement with its values would not be smaller than
 * `packet_max` bytes (0: any size): the server would hang up. Its size is in *packet_len.
 */
bool prepared_execute(struct prepared *prepared, const struct db_arg *args, size_t args_len,
    size_t packet_max, size_t *packet_len);

/*
 * Returns 1 with the next row, 0 after the last, -1 on error. The cells are valid until the next
 * call.
 */
int prepared_fetch(struct prepared *prepared, const struct db_cell **row);

/* To be called after the last row, or when no more rows are wanted. */
void prepared_finish(struct prepared *prepared);

void prepared_outcome(const struct prepared *prepared, struct db_outcome *outcome);

#endif
