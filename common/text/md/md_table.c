/* SPDX-License-Identifier: MIT */
/*
 * md_table.c: tables. Each row begins and ends with |. The second row is the delimiter row, which
 * sets the alignment of the columns:
 *     | name | price |
 *     | ---- | ----: |
 */
#include "text/md/md_parser.h"

#include "base/utf8.h"

/*
 * A row with fewer cells than the header is filled with empty cells. Many short rows under a wide
 * header would need far more of them than there is text, so a table ends before the row that takes
 * it over EMPTY_CELLS_FREE plus EMPTY_CELLS_PER_BYTE for each byte of its text.
 */
#define EMPTY_CELLS_PER_BYTE 2
#define EMPTY_CELLS_FREE 256

static size_t
cell_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (md_starts_with(p, at, "\\|")) {
		if (out)
			md_list_plain(out, "|", 1);
		return at + 2;
	}
	if (p->text[at] == '|' || md_is((unsigned char)p->text[at], CH_EOL))
		return NO_MATCH;
	end = md_line_item(p, at, out);
	return end ? end : md_any_char(p, at, out);
}

/* Matches a cell with the | behind it. */
static size_t
cell(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t next;

	while ((next = cell_item(p, at, out)))
		at = next;
	return p->text[at] == '|' ? at + 1 : NO_MATCH;
}

static size_t
eol_skip(const struct md_parser *p, size_t at)
{
	size_t end = md_eol(p, at);

	return end ? end : at;
}

static size_t
row(struct md_parser *p, size_t at, size_t *cells)
{
	size_t end = at + 1, next;

	*cells = 0;
	if (p->text[at] != '|')
		return NO_MATCH;
	for (; (next = cell(p, end, NULL)); end = next)
		++*cells;
	return *cells > 0 ? eol_skip(p, end) : NO_MATCH;
}

/* Matches a cell of the delimiter row, such as ":---:", with the | behind it. */
static size_t
delimiter(const struct md_parser *p, size_t at, char *align)
{
	bool left, right;
	size_t dashes;

	at = md_skip(p, at, CH_SPACE);
	left = p->text[at] == ':';
	at += left;
	for (dashes = at; p->text[at] == '-';)
		at++;
	if (at == dashes)
		return NO_MATCH;
	right = p->text[at] == ':';
	at = md_skip(p, at + right, CH_SPACE);
	if (p->text[at] != '|')
		return NO_MATCH;
	*align = left && right ? 'c' : right ? 'r' : left ? 'l' : '\0';
	return at + 1;
}

static size_t
delimiter_row(const struct md_parser *p, size_t at)
{
	size_t end = at + 1, next;
	char align;

	if (p->text[at] != '|')
		return NO_MATCH;
	while ((next = delimiter(p, end, &align)))
		end = next;
	return end > at + 1 ? eol_skip(p, end) : NO_MATCH;
}

/* Removes white space from both ends of a cell; returns the new first node. */
static struct md_node *
cell_trim(struct md_node *first)
{
	struct md_node *last = first, *before = NULL;
	const char *at, *end, *keep;

	if (first && first->type == MD_PLAIN_TEXT) {
		for (at = keep = first->text.at, end = at + first->text.len; at < end; keep = at)
			if (!md_is_blank_char(utf8_next(&at, end)))
				break;
		first->text = (struct md_text){ keep, (size_t)(end - keep) };
		if (keep == end)
			last = first = first->next;
	}
	for (; last && last->next; last = last->next)
		before = last;
	if (last && last->type == MD_PLAIN_TEXT) {
		for (at = keep = last->text.at, end = at + last->text.len; at < end;)
			if (!md_is_blank_char(utf8_next(&at, end)))
				keep = at;
		last->text.len = (size_t)(keep - last->text.at);
		if (last->text.len == 0 && before)
			before->next = NULL;
		else if (last->text.len == 0)
			first = NULL;
	}
	return first;
}

/* Builds a row of exactly `columns` cells. */
static struct md_node *
row_build(struct md_parser *p, size_t at, const char *aligns, size_t columns)
{
	struct md_node *node = md_node_new(p, MD_TABLE_ROW, 0, 0), **last = &node->first;
	struct md_list content;
	size_t next = at + 1, i;

	for (i = 0; i < columns; i++, last = &(*last)->next) {
		*last = md_node_new(p, MD_TABLE_CELL, 0, 0);
		(*last)->detail = aligns[i];
		at = next;
		if (!at || !(next = cell(p, at, NULL))) {
			next = NO_MATCH;
			continue;
		}
		content = md_list_begin(p->arena);
		cell(p, at, &content);
		(*last)->first = cell_trim(md_list_end(&content));
	}
	return node;
}

static struct md_node *
table_build(struct md_parser *p, size_t at, size_t delimiters, size_t rows, size_t end)
{
	size_t columns, cells, next = delimiters + 1, i;
	struct md_node *node, **last;
	char *aligns;

	row(p, at, &columns);
	aligns = arena_zalloc(p->arena, columns);
	for (i = 0; i < columns && (next = delimiter(p, next, &aligns[i])); i++)
		continue;
	node = md_node_new(p, MD_TABLE, at, end);
	node->start = md_utf16_offset(p, at);
	node->first = row_build(p, at, aligns, columns);
	for (last = &node->first->next; rows < end; last = &(*last)->next) {
		*last = row_build(p, rows, aligns, columns);
		rows = row(p, rows, &cells);
	}
	node->end = md_utf16_offset(p, end);
	return node;
}

size_t
md_table(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t columns, delimiters, rows, end, next, cells, empty = 0;

	if (p->text[at] != '|' || !(delimiters = row(p, at, &columns)) ||
	    !(rows = delimiter_row(p, delimiters)))
		return NO_MATCH;
	for (end = rows; (next = row(p, end, &cells)); end = next) {
		empty += cells < columns ? columns - cells : 0;
		if (empty > EMPTY_CELLS_FREE + EMPTY_CELLS_PER_BYTE * (next - at))
			break;
	}
	md_list_node(out, table_build(p, at, delimiters, rows, end));
	return end;
}
