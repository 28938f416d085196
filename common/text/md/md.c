/* SPDX-License-Identifier: MIT */
/* md.c: block structure. Each block begins at the beginning of a line. */
#include "text/md/md.h"

#include <stdlib.h>

#include "text/md/md_parser.h"

#define BIG_EMOJI_MAX 3

/* Matches the rule `read` and appends a node with the nodes of its match as children. */
static size_t
block_with(struct md_parser *p, enum md_type type, size_t at,
    size_t (*read)(struct md_parser *, size_t, struct md_list *), struct md_list *out)
{
	struct md_list content = md_list_begin(p->arena);
	size_t end = read(p, at, out ? &content : NULL);
	struct md_node *node;

	if (end && out) {
		node = md_node_new(p, type, at, end);
		node->first = md_list_end(&content);
		md_list_node(out, node);
	}
	return end;
}

static size_t
paragraph(struct md_parser *p, size_t at, struct md_list *out)
{
	return block_with(p, MD_PARAGRAPH, at, md_inline, out);
}

/* A line of a block quote: > and text, or > alone. */
static size_t
quote_line(struct md_parser *p, size_t at, struct md_list *out)
{
	struct md_node *node;
	size_t text, end;

	if (p->text[at] != '>')
		return NO_MATCH;
	text = md_skip(p, at + 1, CH_SPACE);
	end = md_eol(p, text);
	if (!end)
		return paragraph(p, text, out);
	if (out) {
		node = md_node_new(p, MD_PARAGRAPH, at, end);
		node->first = md_node_new(p, MD_PLAIN_TEXT, at, at);
		md_list_node(out, node);
	}
	return end;
}

/* Matches the rule `line` once or more and appends one node with all of them as children. */
static size_t
lines(struct md_parser *p, enum md_type type, size_t at,
    size_t (*line)(struct md_parser *, size_t, struct md_list *), struct md_list *out)
{
	struct md_list content = md_list_begin(p->arena);
	struct md_node *node;
	size_t from = at, end;

	while ((end = line(p, at, &content)))
		at = end;
	if (at == from)
		return NO_MATCH;
	node = md_node_new(p, type, from, at);
	node->first = md_list_end(&content);
	md_list_node(out, node);
	return at;
}

static size_t
quote(struct md_parser *p, size_t at, struct md_list *out)
{
	return lines(p, MD_QUOTE, at, quote_line, out);
}

static size_t
spoiler_line(struct md_parser *p, size_t at, struct md_list *out)
{
	return md_starts_with(p, at, "||") ? NO_MATCH : paragraph(p, at, out);
}

/* Paragraphs between two lines that consist of || */
static size_t
spoiler_block(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t first, end, next, eol;

	if (!md_starts_with(p, at, "||") || !(first = md_eol(p, at + 2)))
		return NO_MATCH;
	for (end = first; (next = spoiler_line(p, end, NULL)); end = next)
		continue;
	if (end == first)
		return NO_MATCH;
	eol = md_eol(p, end);
	end = eol ? eol : end;
	if (!md_starts_with(p, end, "||"))
		return NO_MATCH;
	lines(p, MD_SPOILER_BLOCK, first, spoiler_line, out);
	return end + 2;
}

/* Returns the end of a line of code: the line ending or ``` */
static size_t
code_line_end(const struct md_parser *p, size_t at)
{
	for (; at < p->len && !md_is((unsigned char)p->text[at], CH_EOL); at++)
		if (p->text[at] == '`' && md_starts_with(p, at, "```"))
			break;
	return at;
}

static void
code_line(struct md_parser *p, size_t from, size_t to, struct md_list *out)
{
	if (out)
		md_list_node(out, md_node_new(p, MD_CODE_LINE, from, to));
}

/* Matches the lines of a fenced code block; returns the end of the last one. */
static size_t
code_lines(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t from, end = code_line_end(p, at);

	if (end > at)
		code_line(p, at, end, out);
	for (at = end; p->text[at] == '\n'; at = end) {
		from = at + 1;
		end = code_line_end(p, from);
		if (end == from && md_starts_with(p, from, "```"))
			break;
		code_line(p, from, end, out);
	}
	return at;
}

/* A fenced code block: ```language, lines, ``` */
static size_t
code(struct md_parser *p, size_t at, struct md_list *out)
{
	struct md_list content = md_list_begin(p->arena);
	size_t language, first, last, end;
	struct md_node *node;

	if (!md_starts_with(p, at, "```"))
		return NO_MATCH;
	language = md_skip(p, at + 3, CH_LANGUAGE);
	if (!(first = md_eol(p, language)))
		return NO_MATCH;
	last = code_lines(p, first, NULL);
	if (last == first || !(end = md_eol(p, last)) || !md_starts_with(p, end, "```"))
		return NO_MATCH;
	code_lines(p, first, &content);
	node = md_node_new(p, MD_CODE, at + 3, language);
	if (node->text.len == 0)
		node->text = (struct md_text){ "none", 4 };
	node->first = md_list_end(&content);
	md_list_node(out, node);
	return end + 3;
}

static size_t
horizontal_rule(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t dashes = md_skip(p, at, CH_SPACE), last = dashes, end;
	struct md_node *node;

	while (p->text[last] == '-')
		last++;
	if (last < dashes + 3)
		return NO_MATCH;
	at = md_skip(p, last, CH_SPACE);
	end = md_eol(p, at);
	if (!end && at < p->len)
		return NO_MATCH;
	node = md_node_new(p, MD_HORIZONTAL_RULE, dashes, last);
	node->start = md_utf16_offset(p, dashes);
	node->end = md_utf16_offset(p, last);
	md_list_node(out, node);
	return end ? end : at;
}

static size_t
heading(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t level = 0, text, end;

	while (level < 4 && p->text[at + level] == '#')
		level++;
	text = md_skip(p, at + level, CH_SPACE);
	if (level == 0 || text == at + level ||
	    !(end = block_with(p, MD_HEADING, text, md_inline, out)))
		return NO_MATCH;
	out->tail->detail = (char)level;
	return end;
}

/* - [ ] text, - [x] text */
static size_t
task(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t text, end;

	if (!md_starts_with(p, at, "- [") || (p->text[at + 3] != 'x' && p->text[at + 3] != ' ') ||
	    p->text[at + 4] != ']')
		return NO_MATCH;
	text = md_skip(p, at + 5, CH_SPACE);
	if (text == at + 5 || !(end = block_with(p, MD_TASK, text, md_inline, out)))
		return NO_MATCH;
	out->tail->detail = p->text[at + 3] == 'x';
	return end;
}

/* 1. text */
static size_t
ordered_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t dot = md_skip(p, at, CH_DIGIT), text, end;

	if (dot == at || p->text[dot] != '.')
		return NO_MATCH;
	text = md_skip(p, dot + 1, CH_SPACE);
	if (text == dot + 1 || !(end = block_with(p, MD_LIST_ITEM, text, md_inline, out)))
		return NO_MATCH;
	out->tail->number = strtod(p->text + at, NULL);
	return end;
}

/* - text */
static size_t
hyphen_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t text;

	if (p->text[at] != '-' || (text = md_skip(p, at + 1, CH_SPACE)) == at + 1)
		return NO_MATCH;
	return block_with(p, MD_LIST_ITEM, text, md_inline, out);
}

static size_t
star_item_text(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t from = at, end;

	while ((end = md_line_item(p, at, out)) ||
	       (p->text[at] != '*' && (end = md_any_char(p, at, out))))
		at = end;
	if (at == from || p->text[at] == '*')
		return NO_MATCH;
	end = md_eol(p, at);
	return end ? end : at;
}

/* * text. The text must not contain a star that belongs to no emphasis or emoticon. */
static size_t
star_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t text;

	if (p->text[at] != '*' || (text = md_skip(p, at + 1, CH_SPACE)) == at + 1 ||
	    !star_item_text(p, text, NULL))
		return NO_MATCH;
	return block_with(p, MD_LIST_ITEM, text, star_item_text, out);
}

static size_t
line_break(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = md_eol(p, md_skip(p, at, CH_SPACE));

	if (end)
		md_list_node(out, md_node_new(p, MD_LINE_BREAK, at, end));
	return end;
}

static size_t
block(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = quote(p, at, out)) || (end = spoiler_block(p, at, out)) ||
	    (end = code(p, at, out)) || (end = horizontal_rule(p, at, out)) ||
	    (end = md_table(p, at, out)) || (end = heading(p, at, out)) ||
	    (end = lines(p, MD_TASKS, at, task, out)) ||
	    (end = lines(p, MD_ORDERED_LIST, at, ordered_item, out)) ||
	    (end = lines(p, MD_UNORDERED_LIST, at, hyphen_item, out)) ||
	    (end = lines(p, MD_UNORDERED_LIST, at, star_item, out)) ||
	    (end = line_break(p, at, out)))
		return end;
	return paragraph(p, at, out);
}

static size_t
emoji_or_emoticon(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = md_emoji(p, at, out);

	return end ? end : md_emoticon(p, at, out);
}

/* The whole text consists of up to three emoji and white space; clients draw them large. */
static struct md_node *
big_emoji(struct md_parser *p)
{
	struct md_node *node, **last;
	struct md_list one;
	size_t at = md_skip(p, 0, CH_SPACE | CH_EOL), end, count;

	node = md_node_new(p, MD_BIG_EMOJI, 0, 0);
	last = &node->first;
	for (count = 0; count < BIG_EMOJI_MAX; count++, last = &(*last)->next) {
		one = md_list_begin(p->arena);
		if (!(end = emoji_or_emoticon(p, at, &one)))
			break;
		*last = md_list_end(&one);
		at = md_skip(p, end, CH_SPACE | CH_EOL);
	}
	return count > 0 && at == p->len ? node : NULL;
}

struct md_node *
md_parse(struct arena *arena, const char *text, size_t len)
{
	struct md_parser parser = { .arena = arena, .len = len }, *p = &parser;
	struct md_list out = md_list_begin(arena);
	struct md_node *node;
	size_t at = 0;

	if (len == 0)
		return NULL;
	md_chars_init();
	p->text = arena_strndup(arena, text, len);
	if (len >= MD_LEN_MAX) {
		node = md_node_new(p, MD_PARAGRAPH, 0, len);
		node->first = md_node_new(p, MD_PLAIN_TEXT, 0, len);
		return node;
	}
	p->has_at = memchr(text, '@', len) != NULL;
	p->has_underscore = memchr(text, '_', len) != NULL;
	p->has_dot = memchr(text, '.', len) != NULL || memmem(text, len, "://", 3) != NULL;
	if ((node = big_emoji(p)))
		return node;
	while (at < len)
		at = block(p, at, &out);
	return md_list_end(&out);
}
