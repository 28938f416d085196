/* SPDX-License-Identifier: MIT */
#include "text/message_text.h"

#include <search.h>
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

static const char *
urls_json(struct arena *arena, const struct text_list *urls)
{
	struct buf buf = { 0 };
	struct json_out out;
	const char *json;
	size_t i;

	if (urls->len == 0)
		return "[]";
	json_begin(&out, &buf);
	json_array(&out);
	for (i = 0; i < urls->len; i++) {
		json_object(&out);
		json_put_string(&out, "url", urls->at[i]);
		json_put_raw(&out, "meta", "{}");
		json_object_end(&out);
	}
	json_array_end(&out);
	json = arena_strndup(arena, buf.data, buf.len);
	buf_free(&buf);
	return json;
}

/* Returns the tree as JSON, or one paragraph of plain text if that is too long. */
static const char *
md_bounded(struct arena *arena, const char *text, size_t len, const struct md_node *tree)
{
	struct md_node leaf = { .type = MD_PLAIN_TEXT, .text = { text, len } };
	const struct md_node paragraph = { .type = MD_PARAGRAPH, .first = &leaf };
	const char *json;

	if (!tree)
		return NULL;
	json = md_json(arena, tree);
	if (strlen(json) <= MESSAGE_TEXT_MD_MAX(len))
		return json;
	return md_json(arena, &paragraph);
}

void
message_text_read(struct arena *arena, const char *text, size_t len, struct message_text *out)
{
	const struct md_node *tree = md_parse(arena, text, len);
	struct text_list none = { .arena = arena };
	struct references references = { .urls = none, .users = none };

	references_collect(&references, tree);
	*out = (struct message_text){
		.md = md_bounded(arena, text, len, tree),
		.urls = urls_json(arena, &references.urls),
		.mentions = references.users.at,
		.mentions_len = references.users.len,
		.mentions_all = references.all,
		.mentions_here = references.here,
	};
	tdestroy(references.urls.seen, list_keep);
	tdestroy(references.users.seen, list_keep);
}
