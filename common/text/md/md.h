/*
 * md.h: the tree a message's text is read into. The message list of every client of the API is
 * drawn from it, so what becomes which node is a fixed grammar; docs/message-text.md tells it.
 */
#ifndef TEXT_MD_MD_H
#define TEXT_MD_MD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define MD_DEPTH_MAX 9

enum md_type {
	/* Blocks */
	MD_PARAGRAPH,
	MD_HEADING,
	MD_CODE,
	MD_CODE_LINE,
	MD_QUOTE,
	MD_SPOILER_BLOCK,
	MD_ORDERED_LIST,
	MD_UNORDERED_LIST,
	MD_LIST_ITEM,
	MD_TASKS,
	MD_TASK,
	MD_TABLE,
	MD_TABLE_ROW,
	MD_TABLE_CELL,
	MD_HORIZONTAL_RULE,
	MD_LINE_BREAK,
	MD_BIG_EMOJI,
	/* Inline */
	MD_PLAIN_TEXT,
	MD_BOLD,
	MD_ITALIC,
	MD_STRIKE,
	MD_SPOILER,
	MD_INLINE_CODE,
	MD_LINK,
	MD_IMAGE,
	MD_MENTION_USER,
	MD_MENTION_CHANNEL,
	MD_EMOJI,
	MD_COLOR,
	MD_TIMESTAMP,
};

/* A piece of text: of the message itself, of the arena or of a constant. Not NUL-terminated. */
struct md_text {
	const char *at;
	size_t len;
};

struct md_node {
	enum md_type type;
	struct md_node *next;  /* behind this one in its parent */
	struct md_node *first; /* children; of a LINK and an IMAGE: the label */
	/*
	 * PLAIN_TEXT, CODE_LINE, INLINE_CODE, MENTION_*: the text. LINK, IMAGE: the target.
	 * CODE: the language. EMOJI: as written. TIMESTAMP: seconds since 1970.
	 */
	struct md_text text;
	struct md_text name;   /* EMOJI: the short code, none for a Unicode one */
	size_t start, end;     /* TABLE, HORIZONTAL_RULE, TIMESTAMP: the source, in UTF-16 units */
	double number;         /* LIST_ITEM of an ORDERED_LIST; negative elsewhere */
	unsigned char rgba[4]; /* COLOR */
	char detail; /* HEADING: the level; TASK: 1 when done; TIMESTAMP: the format letter;
		      * TABLE_CELL: 'l', 'c', 'r' or 0, the alignment */
};

/*
 * Reads `len` bytes of valid UTF-8 without NUL and returns the first of the top nodes, NULL for
 * an empty text. Nodes and their texts live in the arena. Time and memory are linear in len.
 *
 * No branch of the tree is longer than MD_DEPTH_MAX: a table, row and cell or less than that, a
 * spoiler, each of bold, italic, strike and link once, and a leaf. A text of 16 MiB and more is
 * one paragraph of plain text.
 */
struct md_node *md_parse(struct arena *arena, const char *text, size_t len);

/* The nodes from `first` on as a JSON array, in the arena. */
const char *md_json(struct arena *arena, const struct md_node *first);

#endif
