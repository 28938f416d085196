#include "text/md.h"

#include <string.h>

/* Appends nodes of one line. */
struct line {
	struct arena *arena;
	struct md_node *first, **last;
};

static struct md_node *
node_new(struct arena *arena, enum md_type type)
{
	struct md_node *node = arena_zalloc(arena, sizeof(*node));

	node->type = type;
	node->number = -1;
	return node;
}

static struct md_node *
line_add(struct line *line, enum md_type type, const char *from, const char *to)
{
	struct md_node *node = node_new(line->arena, type);

	node->text = (struct md_text){ from, (size_t)(to - from) };
	*line->last = node;
	line->last = &node->next;
	return node;
}

static bool
name_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
	       c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

static struct md_node *
line_read(struct arena *arena, const char *p, const char *end)
{
	struct line line = { .arena = arena, .last = &line.first };
	const char *plain = p, *from, *start = p;
	struct md_node *node;

	while (p < end) {
		from = p;
		if ((*p == '@' || *p == '#') && (p == start || !name_char(p[-1]))) {
			for (p++; p < end && name_char(*p); p++)
				continue;
			if (p == from + 1)
				continue;
			if (from > plain)
				line_add(&line, MD_PLAIN_TEXT, plain, from);
			line_add(&line, *from == '@' ? MD_MENTION_USER : MD_MENTION_CHANNEL,
			    from + 1, p);
			plain = p;
		} else if (end - p > 8 &&
			   (memcmp(p, "http://", 7) == 0 || memcmp(p, "https://", 8) == 0)) {
			while (p < end && *p != ' ' && *p != '\t')
				p++;
			while (strchr(".,!):;", p[-1]))
				p--;
			if (from > plain)
				line_add(&line, MD_PLAIN_TEXT, plain, from);
			node = line_add(&line, MD_LINK, from, p);
			node->first = node_new(arena, MD_PLAIN_TEXT);
			node->first->text = node->text;
			plain = p;
		} else
			p++;
	}
	if (end > plain)
		line_add(&line, MD_PLAIN_TEXT, plain, end);
	return line.first;
}

struct md_node *
md_parse(struct arena *arena, const char *text, size_t len)
{
	const char *end = text + len, *eol;
	struct md_node *first = NULL, **last = &first, *node;

	for (; text < end; text = eol < end ? eol + 1 : end) {
		eol = memchr(text, '\n', (size_t)(end - text));
		if (!eol)
			eol = end;
		if (eol == text) {
			node = node_new(arena, MD_LINE_BREAK);
		} else {
			node = node_new(arena, MD_PARAGRAPH);
			node->first = line_read(arena, text, eol);
		}
		*last = node;
		last = &node->next;
	}
	return first;
}
