/* SPDX-License-Identifier: MIT */
#include "text/md/md_list.h"

#include <string.h>

#include "text/md/md_parser.h"

struct md_list
md_list_begin(struct arena *arena)
{
	return (struct md_list){ .arena = arena };
}

static void
tail_add(struct md_list *list, struct md_node *node)
{
	node->next = NULL;
	if (list->tail)
		list->tail->next = node;
	else
		list->first = node;
	list->tail = node;
	list->copy = NULL;
}

/* Extends the text of the tail. It is copied only if the new text does not follow it in memory. */
static void
tail_extend(struct md_list *list, const char *at, size_t len)
{
	struct md_text *text = &list->tail->text;
	char *grown;

	if (!list->copy && text->at + text->len == at) {
		text->len += len;
		return;
	}
	if (!list->copy || list->room < len) {
		list->room = text->len + len;
		grown = arena_alloc(list->arena, text->len + len + list->room);
		memcpy(grown, text->at, text->len);
		text->at = list->copy = grown;
		list->room += len;
	}
	memcpy(list->copy + text->len, at, len);
	text->len += len;
	list->room -= len;
}

static void
text_add(struct md_list *list, const char *at, size_t len)
{
	struct md_node *node;

	if (list->tail && list->tail->type == MD_PLAIN_TEXT) {
		tail_extend(list, at, len);
		return;
	}
	node = arena_zalloc(list->arena, sizeof(*node));
	node->type = MD_PLAIN_TEXT;
	node->text = (struct md_text){ at, len };
	node->number = -1;
	tail_add(list, node);
}

/* Appends the emoji that was held back: as a node or, with the colons of a short code, as text. */
static void
emoji_resolve(struct md_list *list, enum md_neighbour next)
{
	struct md_node *emoji = list->emoji;
	enum md_neighbour before = list->before_emoji;

	if (!emoji)
		return;
	list->emoji = NULL;
	if (!emoji->name.at || (before != BESIDE_EMOJI && before != BESIDE_WORD &&
				   next != BESIDE_EMOJI && next != BESIDE_WORD))
		tail_add(list, emoji);
	else if (emoji->name.at == emoji->text.at)
		text_add(list, emoji->text.at - 1, emoji->text.len + 2);
	else
		text_add(list, emoji->text.at, emoji->text.len);
}

void
md_list_plain(struct md_list *list, const char *at, size_t len)
{
	struct md_text text = { at, len };
	enum md_neighbour kind = md_is_blank(text) ? BESIDE_BLANK : BESIDE_WORD;

	emoji_resolve(list, kind);
	text_add(list, at, len);
	list->last = kind;
}

void
md_list_node(struct md_list *list, struct md_node *node)
{
	enum md_neighbour kind = node->type == MD_EMOJI ? BESIDE_EMOJI : BESIDE_OTHER;

	emoji_resolve(list, kind);
	if (kind == BESIDE_EMOJI) {
		list->emoji = node;
		list->before_emoji = list->last;
	} else {
		tail_add(list, node);
	}
	list->last = kind;
}

void
md_list_splice(struct md_list *list, struct md_node *first)
{
	struct md_node *next;

	for (; first; first = next) {
		next = first->next;
		if (first->type == MD_PLAIN_TEXT)
			md_list_plain(list, first->text.at, first->text.len);
		else
			md_list_node(list, first);
	}
}

struct md_node *
md_list_end(struct md_list *list)
{
	emoji_resolve(list, BESIDE_NOTHING);
	return list->first;
}
