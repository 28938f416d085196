/* SPDX-License-Identifier: MIT */
/*
 * test_text_notation.h: a short notation for the tree of a message, so that a test can write the
 * expected tree in one line:
 *     *a* b  =>  p(b('a') ' b')
 * Blocks: p paragraph, h1..h4 heading, code, quote, hidden, ol, ul, li, tasks, todo, done, table,
 * row, cell, hr, br, big. In a line: 'text', b, i, s, spoiler, `code`, @user, #channel,
 * a<target>(label), img<target>('label'), :emoji:, color, t<seconds>.
 */
#ifndef TEST_TEXT_NOTATION_H
#define TEST_TEXT_NOTATION_H

#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "text/md/md.h"

static void notation_nodes(struct buf *buf, const struct md_node *node);

static void
notation_children(struct buf *buf, const char *name, const struct md_node *node)
{
	buf_printf(buf, "%s(", name);
	notation_nodes(buf, node->first);
	buf_putc(buf, ')');
}

static void
notation_node(struct buf *buf, const struct md_node *node)
{
	static const char *const names[] = {
		[MD_PARAGRAPH] = "p",
		[MD_CODE] = "code",
		[MD_QUOTE] = "quote",
		[MD_SPOILER_BLOCK] = "hidden",
		[MD_ORDERED_LIST] = "ol",
		[MD_UNORDERED_LIST] = "ul",
		[MD_LIST_ITEM] = "li",
		[MD_TASKS] = "tasks",
		[MD_TABLE] = "table",
		[MD_TABLE_ROW] = "row",
		[MD_TABLE_CELL] = "cell",
		[MD_BIG_EMOJI] = "big",
		[MD_BOLD] = "b",
		[MD_ITALIC] = "i",
		[MD_STRIKE] = "s",
		[MD_SPOILER] = "spoiler",
	};
	int len = (int)node->text.len;
	const char *text = node->text.at;

	switch (node->type) {
	case MD_PLAIN_TEXT:
	case MD_CODE_LINE:
		buf_printf(buf, "'%.*s'", len, text);
		break;
	case MD_HEADING:
		buf_printf(buf, "h%d", node->detail);
		notation_children(buf, "", node);
		break;
	case MD_TASK:
		notation_children(buf, node->detail ? "done" : "todo", node);
		break;
	case MD_CODE:
		buf_printf(buf, "%.*s ", len, text);
		notation_children(buf, "code", node);
		break;
	case MD_LIST_ITEM:
		if (node->number >= 0)
			buf_printf(buf, "%.0f:", node->number);
		notation_children(buf, "li", node);
		break;
	case MD_TABLE_CELL:
		if (node->detail)
			buf_putc(buf, node->detail);
		notation_children(buf, "cell", node);
		break;
	case MD_HORIZONTAL_RULE:
		buf_printf(buf, "hr[%zu,%zu]", node->start, node->end);
		break;
	case MD_LINE_BREAK:
		buf_puts(buf, "br");
		break;
	case MD_INLINE_CODE:
		buf_printf(buf, "`%.*s`", len, text);
		break;
	case MD_LINK:
	case MD_IMAGE:
		buf_printf(buf, "%s<%.*s>", node->type == MD_LINK ? "a" : "img", len, text);
		notation_children(buf, "", node);
		break;
	case MD_MENTION_USER:
		buf_printf(buf, "@%.*s", len, text);
		break;
	case MD_MENTION_CHANNEL:
		buf_printf(buf, "#%.*s", len, text);
		break;
	case MD_EMOJI:
		if (node->name.at)
			buf_printf(buf, ":%.*s:", (int)node->name.len, node->name.at);
		else
			buf_printf(buf, ":%.*s", len, text);
		break;
	case MD_COLOR:
		buf_printf(buf, "color(%d,%d,%d,%d)", node->rgba[0], node->rgba[1], node->rgba[2],
		    node->rgba[3]);
		break;
	case MD_TIMESTAMP:
		buf_printf(
		    buf, "t<%.*s>%c[%zu,%zu]", len, text, node->detail, node->start, node->end);
		break;
	default:
		notation_children(buf, names[node->type], node);
	}
}

static void
notation_nodes(struct buf *buf, const struct md_node *node)
{
	for (; node; node = node->next) {
		notation_node(buf, node);
		if (node->next)
			buf_putc(buf, ' ');
	}
}

static void
expect(const char *message, const char *tree)
{
	struct arena *arena = arena_new();
	struct buf buf = { 0 };

	notation_nodes(&buf, md_parse(arena, message, strlen(message)));
	if (strcmp(buf_cstr(&buf), tree) != 0)
		print_error("message: %s\n", message);
	assert_string_equal(buf_cstr(&buf), tree);
	buf_free(&buf);
	arena_free(arena);
}

#endif
