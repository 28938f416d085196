/* SPDX-License-Identifier: MIT */
/*
 * figures.h: a table of figures, which clients get as JSON or as CSV.
 */
#ifndef CHAT_ANALYTICS_FIGURES_H
#define CHAT_ANALYTICS_FIGURES_H

#include "base/arena.h"
#include "base/json_out.h"

#define FIGURES_COLUMNS_MAX 5

/* What the JSON of a table is. */
enum figures_shape {
	SHAPE_EMPTY,      /* no members */
	SHAPE_TITLES,     /* "totalizers":[{"title":...,"value":...}], a row for each object */
	SHAPE_NAMED,      /* "name":{"open":1,"closed":2}, a row for each object */
	SHAPE_ONE,        /* "open":1,"closed":2: the only row */
	SHAPE_CHART,      /* "chartLabel", "dataLabels":[...],"dataPoints":[...]: a column each */
	SHAPE_WITH_HEADS, /* "head":[{"name":...}],"data":[{"name":...,"value":...}] */
};

/* A text; or if that is NULL a number, unless there is nothing. */
struct figures_cell {
	const char *text;
	double number;
	bool is_number;
};

struct figures_row {
	struct figures_cell cells[FIGURES_COLUMNS_MAX];
	struct figures_row *next;
};

struct figures {
	enum figures_shape shape;
	const char *heads[FIGURES_COLUMNS_MAX + 1]; /* of the columns; NULL after the last */
	const char *label;                          /* of a chart */
	struct figures_row *first, **end;
	struct arena *mem;
};

struct figures_cell cell_text(const char *text);
struct figures_cell cell_number(double number);
struct figures_cell cell_nothing(void);

/* The heads, constants or of the arena, end with NULL. */
void figures_begin(
    struct figures *figures, struct arena *mem, enum figures_shape shape, const char *const *heads);

/* Adds a row with as many cells as the table has heads, and copies the texts. */
void figures_add(struct figures *figures, const struct figures_cell *cells);

/* Adds a row of a text and another cell. */
void figures_add_pair(struct figures *figures, const char *name, struct figures_cell cell);

/* Writes the members of an object. */
void figures_members_json(struct json_out *out, const struct figures *figures);

/* Writes a SHAPE_TITLES as an array alone. */
void figures_titles_json(struct json_out *out, const struct figures *figures);

/*
 * Writes the heads and the rows as CSV (RFC 4180). A spreadsheet would take a text that begins as a formula does for
 * one, which may do harm: such a text gets an apostrophe before it.
 */
void figures_csv(struct buf *out, const struct figures *figures);

#endif
