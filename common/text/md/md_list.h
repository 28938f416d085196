/*
 * md_list.h: nodes side by side, as they are found; private to this folder.
 *
 * Neighbouring plain texts become one. A short code or emoticon that touches a word or another
 * emoji is plain text too: which one does is known only when the next item comes.
 */
#ifndef TEXT_MD_MD_LIST_H
#define TEXT_MD_MD_LIST_H

#include "text/md/md.h"

enum md_neighbour {
	BESIDE_NOTHING,
	BESIDE_BLANK, /* plain text of white space only */
	BESIDE_WORD,  /* plain text with something in it */
	BESIDE_EMOJI,
	BESIDE_OTHER,
};

struct md_list {
	struct arena *arena;
	struct md_node *first, *tail;
	enum md_neighbour last; /* what was added last, as it was added */
	struct md_node *emoji;  /* added last, not yet in the list */
	enum md_neighbour before_emoji;
	char *copy;  /* the tail's text when it is not one piece of the message, else NULL */
	size_t room; /* behind that copy */
};

struct md_list md_list_of(struct arena *arena);
void md_list_plain(struct md_list *list, const char *at, size_t len);
void md_list_node(struct md_list *list, struct md_node *node);
void md_list_splice(struct md_list *list, struct md_node *first); /* as if added one by one */
struct md_node *md_list_end(struct md_list *list); /* the first node; the list is done */

#endif
