/* SPDX-License-Identifier: MIT */
/*
 * table.h: writes tables to standard output: aligned columns for people, JSON for programs.
 */
#ifndef ADMIN_TABLE_H
#define ADMIN_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

#define TABLE_COLUMNS_MAX 12

struct table_column {
	const char *key;     /* the name of the member in JSON */
	const char *heading; /* NULL ends an array of columns */
};

struct table_cell;

struct table {
	const struct table_column *columns;
	size_t columns_len;
	struct arena *mem;
	struct table_cell *cells; /* in rows, each of columns_len cells */
	size_t len, cap;
};

/* The table copies all texts into the arena. table_free() frees the rest of it. */
void table_init(struct table *table, struct arena *mem, const struct table_column *columns);

/* Append a cell. NULL and the time 0 become an empty cell, which is null in JSON. */
void table_text(struct table *table, const char *text);
void table_int(struct table *table, int64_t number);
void table_bool(struct table *table, bool yes); /* "yes" or empty */
void table_time(struct table *table, int64_t ms);
void table_list(struct table *table, const char *items); /* words separated by ", " */

void table_free(struct table *table);

/* Writes the table to standard output, in JSON as an array of objects. */
void table_write(const struct table *table, bool as_json);

/* Appends the JSON array to the buffer. */
void table_json(const struct table *table, struct buf *buf);

#endif
