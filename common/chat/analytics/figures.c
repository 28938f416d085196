/* SPDX-License-Identifier: MIT */
#include "chat/analytics/figures.h"

#include <string.h>

#include "base/number.h"

struct figures_cell
cell_text(const char *text)
{
	return (struct figures_cell){ .text = text };
}

struct figures_cell
cell_number(double number)
{
	return (struct figures_cell){ .number = number, .is_number = true };
}

struct figures_cell
cell_nothing(void)
{
	return (struct figures_cell){ .text = NULL };
}

void
figures_begin(
    struct figures *figures, struct arena *mem, enum figures_shape shape, const char *const *heads)
{
	*figures = (struct figures){ .shape = shape, .mem = mem };
	figures->end = &figures->first;
	for (size_t i = 0; heads[i]; i++)
		figures->heads[i] = heads[i];
}

void
figures_add(struct figures *figures, const struct figures_cell *cells)
{
	struct figures_row *row = arena_zalloc(figures->mem, sizeof(*row));

	for (size_t i = 0; figures->heads[i]; i++) {
		row->cells[i] = cells[i];
		row->cells[i].text = arena_strdup(figures->mem, cells[i].text);
	}
	*figures->end = row;
	figures->end = &row->next;
}

void
figures_add_pair(struct figures *figures, const char *name, struct figures_cell cell)
{
	figures_add(figures, (const struct figures_cell[]){ cell_text(name), cell });
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void
cell_json(struct json_out *out, const struct figures_cell *cell)
{
	char number[NUMBER_TEXT_SIZE];

	if (cell->text) {
		json_string(out, cell->text);
	} else if (cell->is_number) {
		number_text(number, cell->number);
		json_raw(out, number, strlen(number));
	} else {
		json_null(out);
	}
}

/* Writes the cells from one on as members that are named like the columns. */
static void
cells_json(
    struct json_out *out, const struct figures *figures, const struct figures_row *row, size_t from)
{
	for (size_t i = from; figures->heads[i]; i++) {
		json_key(out, figures->heads[i]);
		cell_json(out, &row->cells[i]);
	}
}

static void
column_json(struct json_out *out, const char *name, const struct figures *figures, size_t column)
{
	json_key(out, name);
	json_array(out);
	for (const struct figures_row *row = figures->first; row; row = row->next)
		cell_json(out, &row->cells[column]);
	json_array_end(out);
}

static void
heads_json(struct json_out *out, const struct figures *figures)
{
	json_key(out, "head");
	json_array(out);
	for (size_t i = 0; figures->heads[i]; i++) {
		json_object(out);
		json_put_string(out, "name", figures->heads[i]);
		json_object_end(out);
	}
	json_array_end(out);
}

/* Writes the rows as objects with these two members. */
static void
pairs_json(struct json_out *out, const struct figures *figures, const char *name, const char *value)
{
	json_array(out);
	for (const struct figures_row *row = figures->first; row; row = row->next) {
		json_object(out);
		json_key(out, name);
		cell_json(out, &row->cells[0]);
		json_key(out, value);
		cell_json(out, &row->cells[1]);
		json_object_end(out);
	}
	json_array_end(out);
}

void
figures_titles_json(struct json_out *out, const struct figures *figures)
{
	pairs_json(out, figures, "title", "value");
}

void
figures_members_json(struct json_out *out, const struct figures *figures)
{
	switch (figures->shape) {
	case SHAPE_EMPTY:
		break;
	case SHAPE_TITLES:
		json_key(out, "totalizers");
		figures_titles_json(out, figures);
		break;
	case SHAPE_NAMED:
		for (const struct figures_row *row = figures->first; row; row = row->next) {
			json_key_text(out, row->cells[0].text);
			json_object(out);
			cells_json(out, figures, row, 1);
			json_object_end(out);
		}
		break;
	case SHAPE_ONE:
		if (figures->first)
			cells_json(out, figures, figures->first, 0);
		break;
	case SHAPE_CHART:
		json_put_string(out, "chartLabel", figures->label);
		column_json(out, "dataLabels", figures, 0);
		column_json(out, "dataPoints", figures, 1);
		break;
	case SHAPE_WITH_HEADS:
		heads_json(out, figures);
		json_key(out, "data");
		pairs_json(out, figures, "name", "value");
		break;
	}
}

/* --- CSV ------------------------------------------------------------------------------------- */

static void
text_csv(struct buf *out, const char *text)
{
	bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';

	if (quoted)
		buf_putc(out, '"');
	if (*text && strchr("=+-@\t\r", *text))
		buf_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_putc(out, '"');
		buf_putc(out, *text);
	}
	if (quoted)
		buf_putc(out, '"');
}

static void
cell_csv(struct buf *out, const struct figures_cell *cell)
{
	char number[NUMBER_TEXT_SIZE];

	if (cell->text) {
		text_csv(out, cell->text);
	} else if (cell->is_number) {
		number_text(number, cell->number);
		buf_puts(out, number);
	}
}

void
figures_csv(struct buf *out, const struct figures *figures)
{
	if (!figures->heads[0])
		return;
	for (size_t i = 0; figures->heads[i]; i++) {
		if (i > 0)
			buf_putc(out, ',');
		text_csv(out, figures->heads[i]);
	}
	buf_puts(out, "\r\n");
	for (const struct figures_row *row = figures->first; row; row = row->next) {
		for (size_t i = 0; figures->heads[i]; i++) {
			if (i > 0)
				buf_putc(out, ',');
			cell_csv(out, &row->cells[i]);
		}
		buf_puts(out, "\r\n");
	}
}
