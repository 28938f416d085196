/* SPDX-License-Identifier: MIT */
/*
 * md.h: the tree of nodes that represents the text of a message. Rocket.Chat's clients render
 * messages from it, so the grammar is that of Rocket.Chat's message parser; see
 * docs/message-text.md. The types of nodes are named as in that parser's JSON.
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

/* Text in the copy of the message, elsewhere in the arena or in a constant. Not NUL-terminated. */
struct md_text {
	const char *at;
	size_t len;
};

struct md_node {
	enum md_type type;
	struct md_node *next;  /* the next sibling */
	struct md_node *first; /* the first child; of a LINK or an IMAGE: the label */
	/*
	 * PLAIN_TEXT, CODE_LINE, INLINE_CODE, MENTION_*: the text. LINK, IMAGE: the target.
	 * CODE: the language. EMOJI: the source text. TIMESTAMP: seconds since 1970.
	 */
	struct md_text text;
	struct md_text name;   /* EMOJI: the short code; NULL for a Unicode emoji */
	size_t start, end;     /* TABLE, HORIZONTAL_RULE, TIMESTAMP: offsets in UTF-16 code units */
	double number;         /* LIST_ITEM of an ORDERED_LIST; negative elsewhere */
	unsigned char rgba[4]; /* COLOR */
	char detail; /* HEADING: the level; TASK: 1 when done; TIMESTAMP: the format letter;
		      * TABLE_CELL: 'l', 'c', 'r' or 0, the alignment */
};

/*
 * Parses `len` bytes of well-formed UTF-8 without NUL. Returns the first block, NULL for an empty
 * text. The nodes and their texts are allocated from the arena. Time and memory are linear in len.
 *
 * The tree is at most MD_DEPTH_MAX levels deep: up to three of blocks (a table, a row and a cell), a
 * spoiler, each of bold, italic, strike and link once, and a leaf. A text of 16 MiB or more becomes
 * one paragraph of plain text.
 */
struct md_node *md_parse(struct arena *arena, const char *text, size_t len);

/* Writes the node and its siblings behind it as a JSON array, which the arena owns. */
const char *md_json(struct arena *arena, const struct md_node *first);

#endif
