/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "base/log.h"
#include "base/printable.h"
#include "base/str.h"

struct table_cell {
	enum { CELL_TEXT, CELL_INT, CELL_BOOL, CELL_TIME, CELL_LIST } type;
	const char *text; /* the text in a column; NULL: empty */
	int64_t number;
};

void
table_init(struct table *table, struct arena *mem, const struct table_column *columns)
{
	*table = (struct table){ .columns = columns, .mem = mem };
	while (columns[table->columns_len].heading)
		table->columns_len++;
	assert(table->columns_len <= TABLE_COLUMNS_MAX);
}

void
table_free(struct table *table)
{
	free(table->cells);
	table->cells = NULL;
}

static struct table_cell *
cell_add(struct table *table)
{
	if (table->len == table->cap) {
		table->cap = table->cap ? table->cap * 2 : 64;
		table->cells = realloc(table->cells, table->cap * sizeof(*table->cells));
		if (!table->cells)
			log_fatal("out of memory");
	}
	return &table->cells[table->len++];
}

void
table_text(struct table *table, const char *text)
{
	*cell_add(table) =
	    (struct table_cell){ .type = CELL_TEXT, .text = text_printable(table->mem, text) };
}

void
table_list(struct table *table, const char *items)
{
	*cell_add(table) =
	    (struct table_cell){ .type = CELL_LIST, .text = text_printable(table->mem, items) };
}

void
table_int(struct table *table, int64_t number)
{
	*cell_add(table) = (struct table_cell){ .type = CELL_INT,
		.number = number,
		.text = arena_printf(table->mem, "%lld", (long long)number) };
}

void
table_bool(struct table *table, bool yes)
{
	*cell_add(table) =
	    (struct table_cell){ .type = CELL_BOOL, .number = yes, .text = yes ? "yes" : NULL };
}

void
table_time(struct table *table, int64_t ms)
{
	struct table_cell *cell = cell_add(table);
	char iso[CLOCK_ISO_SIZE];

	*cell = (struct table_cell){ .type = CELL_TIME, .number = ms };
	if (ms == 0)
		return;
	clock_iso(iso, ms);
	cell->text = arena_strdup(table->mem, iso);
}

static void
list_json(struct json_out *out, const char *items)
{
	const char *item;
	size_t len;

	json_array(out);
	while ((item = str_next(&items, ", ", &len)))
		json_string_len(out, item, len);
	json_array_end(out);
}

static void
cell_json(struct json_out *out, const struct table_cell *cell)
{
	switch (cell->type) {
	case CELL_TEXT:
	case CELL_TIME:
		json_string(out, cell->text);
		break;
	case CELL_INT:
		json_int(out, cell->number);
		break;
	case CELL_BOOL:
		json_bool(out, cell->number != 0);
		break;
	case CELL_LIST:
		list_json(out, cell->text ? cell->text : "");
		break;
	}
}

void
table_json(const struct table *table, struct buf *buf)
{
	struct json_out out;

	json_begin(&out, buf);
	json_array(&out);
	for (size_t i = 0; i < table->len; i++) {
		size_t column = i % table->columns_len;

		if (column == 0)
			json_object(&out);
		json_key(&out, table->columns[column].key);
		cell_json(&out, &table->cells[i]);
		if (column + 1 == table->columns_len)
			json_object_end(&out);
	}
	json_array_end(&out);
}

static size_t
text_width(const char *text)
{
	size_t width = 0;

	for (; text && *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

/* Writes a cell and pads it to the width of its column, unless it is the last one of the row. */
static void
column_write(const char *text, size_t width, bool last)
{
	fputs(text ? text : "", stdout);
	if (last)
		putchar('\n');
	else
		printf("%*s", (int)(width - text_width(text) + 2), "");
}

static void
table_columns_write(const struct table *table)
{
	size_t widths[TABLE_COLUMNS_MAX] = { 0 }, width;

	for (size_t i = 0; i < table->columns_len; i++)
		widths[i] = text_width(table->columns[i].heading);
	for (size_t i = 0; i < table->len; i++) {
		width = text_width(table->cells[i].text);
		if (width > widths[i % table->columns_len])
			widths[i % table->columns_len] = width;
	}
	for (size_t i = 0; i < table->columns_len; i++)
		column_write(table->columns[i].heading, widths[i], i + 1 == table->columns_len);
	for (size_t i = 0; i < table->len; i++) {
		size_t column = i % table->columns_len;

		column_write(
		    table->cells[i].text, widths[column], column + 1 == table->columns_len);
	}
}

void
table_write(const struct table *table, bool as_json)
{
	struct buf json = { 0 };

	assert(table->len % table->columns_len == 0);
	if (as_json) {
		table_json(table, &json);
		puts(buf_cstr(&json));
		buf_free(&json);
	} else {
		table_columns_write(table);
	}
}
