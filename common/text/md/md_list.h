/* SPDX-License-Identifier: MIT */
/*
 * md_list.h: appends sibling nodes in the order of the text; private to this folder.
 *
 * Adjacent plain texts are merged into one node. A short code or emoticon that touches a word or
 * another emoji becomes plain text. Since this depends on the next item too, the last emoji is held
 * back until that item is appended.
 */
#ifndef TEXT_MD_MD_LIST_H
#define TEXT_MD_MD_LIST_H

#include "text/md/md.h"

enum md_neighbour {
	BESIDE_NOTHING,
	BESIDE_BLANK, /* plain text of nothing but white space */
	BESIDE_WORD,  /* any other plain text */
	BESIDE_EMOJI,
	BESIDE_OTHER,
};

struct md_list {
	struct arena *arena;
	struct md_node *first, *tail;
	enum md_neighbour last; /* the kind of the item that was appended last */
	struct md_node *emoji;  /* the emoji that is held back; NULL: none */
	enum md_neighbour before_emoji;
	char *copy;  /* the tail's text if it was copied into the arena, else NULL */
	size_t room; /* unused bytes behind that copy */
};

struct md_list md_list_begin(struct arena *arena);
void md_list_plain(struct md_list *list, const char *at, size_t len);
void md_list_node(struct md_list *list, struct md_node *node);

/* Appends the node and its siblings behind it, one by one. */
void md_list_splice(struct md_list *list, struct md_node *first);

/* Completes the list and returns its first node, NULL if it is empty. */
struct md_node *md_list_end(struct md_list *list);

#endif
