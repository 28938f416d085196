/*
 * table.h: lists on standard output, in aligned columns for people or as JSON for programs.
 */
#ifndef ADMIN_TABLE_H
#define ADMIN_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

#define TABLE_COLUMNS_MAX 12

struct table_column {
	const char *key;     /* in JSON */
	const char *heading; /* NULL ends an array of columns */
};

struct table_cell;

struct table {
	const struct table_column *columns;
	size_t columns_len;
	struct arena *mem;
	struct table_cell *cells; /* row after row */
	size_t len, cap;
};

/* Everything handed over is copied into the arena; release with table_free(). */
void table_init(struct table *table, struct arena *mem, const struct table_column *columns);

/* The next cell of the current row. Text that is NULL and the time 0 are empty, null in JSON. */
void table_text(struct table *table, const char *text);
void table_int(struct table *table, int64_t number);
void table_bool(struct table *table, bool yes); /* yes or empty */
void table_time(struct table *table, int64_t ms);
void table_list(struct table *table, const char *items); /* separated by ", "; [] in JSON */

void table_free(struct table *table);

/* On standard output: columns, or an array of objects. */
void table_write(const struct table *table, bool as_json);

/* The array alone, appended to the buffer. */
void table_json(const struct table *table, struct buf *buf);

/*
 * Text from the database as it may go to a terminal: control characters and what is not UTF-8
 * are written as \xNN, so that no visitor's message moves the cursor.
 */
const char *text_printable(struct arena *mem, const char *text);

#endif
