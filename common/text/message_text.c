/* SPDX-License-Identifier: MIT */
#include "text/message_text.h"

#include <search.h>
#include <stdint.h>
#include <string.h>

#include "base/json_out.h"
#include "base/log.h"
#include "text/md/md.h"

/* Distinct texts, in the order of their first occurrence. */
struct text_list {
	struct arena *arena;
	void *seen; /* a search tree of the texts, see tsearch(3) */
	const char **at;
	size_t len, cap;
};

/* The links and mentions in a tree. */
struct references {
	struct text_list urls, users;
	bool all, here;
};

static int
text_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
list_keep(void *unused)
{
	(void)unused; /* the arena owns the texts that the tree points to */
}

static void
list_add(struct text_list *list, struct md_text text)
{
	const char *copy = arena_strndup(list->arena, text.at, text.len), **grown;
	const char *const *found = tsearch(copy, &list->seen, text_compare);

	if (!found)
		log_fatal("out of memory");
	if (*found != copy)
		return;
	if (list->len == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 8;
		grown = arena_alloc(list->arena, list->cap * sizeof(*grown));
		if (list->len > 0)
			memcpy(grown, list->at, list->len * sizeof(*grown));
		list->at = grown;
	}
	list->at[list->len++] = copy;
}

static bool
text_is(struct md_text text, const char *word)
{
	return text.len == strlen(word) && memcmp(text.at, word, text.len) == 0;
}

/* The depth of the recursion is that of the tree, at most MD_DEPTH_MAX. */
static void
references_collect(struct references *references, const struct md_node *node)
{
	for (; node; node = node->next) {
		if (node->type == MD_LINK)
			list_add(&references->urls, node->text);
		else if (node->type == MD_MENTION_USER && text_is(node->text, "all"))
			references->all = true;
		else if (node->type == MD_MENTION_USER && text_is(node->text, "here"))
			references->here = true;
		else if (node->type == MD_MENTION_USER)
			list_add(&references->users, node->text);
		references_collect(references, node->first);
	}
}

/* Returns the first links as a JSON array of at most `max` bytes, which are two or more. */
static const char *
urls_json(struct arena *arena, const struct text_list *urls, size_t max)
{
	struct buf buf = { 0 };
	struct json_out out;
	const char *json;
	size_t whole;

	if (urls->len == 0)
		return "[]";
	json_begin(&out, &buf);
	json_array(&out);
	whole = buf.len;
	for (size_t i = 0; i < urls->len && buf.len < max; i++) {
		json_object(&out);
		json_put_string(&out, "url", urls->at[i]);
		json_put_raw(&out, "meta", "{}");
		json_object_end(&out);
		if (buf.len < max)
			whole = buf.len;
	}
	buf.len = whole;
	buf_putc(&buf, ']');
	json = arena_strndup(arena, buf.data, buf.len);
	buf_free(&buf);
	return json;
}

static const char *
md_of_plain_text(struct arena *arena, const char *text, size_t len)
{
	struct md_node leaf = { .type = MD_PLAIN_TEXT, .text = { text, len } };
	const struct md_node paragraph = { .type = MD_PARAGRAPH, .first = &leaf };

	return md_json(arena, &paragraph);
}

/* Sets md and urls within the bound that the header describes. */
static void
json_bounded(struct arena *arena, const char *text, size_t len, const struct md_node *tree,
    const struct text_list *urls, struct message_text *out)
{
	const size_t max = MESSAGE_TEXT_JSON_MAX;
	size_t md_len;

	out->md = tree ? md_json(arena, tree) : NULL;
	out->urls = urls_json(arena, urls, SIZE_MAX);
	if (!tree || strlen(out->md) + strlen(out->urls) <= max)
		return;
	out->md = md_of_plain_text(arena, text, len);
	md_len = strlen(out->md);
	if (md_len + strlen("[]") > max) {
		out->md = NULL;
		md_len = 0;
	}
	out->urls = urls_json(arena, urls, max - md_len);
}

void
message_text_read(struct arena *arena, const char *text, size_t len, struct message_text *out)
{
	const struct md_node *tree = md_parse(arena, text, len);
	struct text_list none = { .arena = arena };
	struct references references = { .urls = none, .users = none };

	references_collect(&references, tree);
	*out = (struct message_text){
		.mentions = references.users.at,
		.mentions_len = references.users.len,
		.mentions_all = references.all,
		.mentions_here = references.here,
	};
	json_bounded(arena, text, len, tree, &references.urls, out);
	tdestroy(references.urls.seen, list_keep);
	tdestroy(references.users.seen, list_keep);
}
