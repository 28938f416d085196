/* SPDX-License-Identifier: MIT */
/* md_json.c: writes the tree as JSON in the format of Rocket.Chat's message parser. */
#include "text/md/md.h"

#include <math.h>
#include <string.h>

#include "base/json_out.h"
#include "base/number.h"

static const char *const type_names[] = {
	[MD_PARAGRAPH] = "PARAGRAPH",
	[MD_HEADING] = "HEADING",
	[MD_CODE] = "CODE",
	[MD_CODE_LINE] = "CODE_LINE",
	[MD_QUOTE] = "QUOTE",
	[MD_SPOILER_BLOCK] = "SPOILER_BLOCK",
	[MD_ORDERED_LIST] = "ORDERED_LIST",
	[MD_UNORDERED_LIST] = "UNORDERED_LIST",
	[MD_LIST_ITEM] = "LIST_ITEM",
	[MD_TASKS] = "TASKS",
	[MD_TASK] = "TASK",
	[MD_TABLE] = "TABLE",
	[MD_TABLE_ROW] = "TABLE_ROW",
	[MD_TABLE_CELL] = "TABLE_CELL",
	[MD_HORIZONTAL_RULE] = "HORIZONTAL_RULE",
	[MD_LINE_BREAK] = "LINE_BREAK",
	[MD_BIG_EMOJI] = "BIG_EMOJI",
	[MD_PLAIN_TEXT] = "PLAIN_TEXT",
	[MD_BOLD] = "BOLD",
	[MD_ITALIC] = "ITALIC",
	[MD_STRIKE] = "STRIKE",
	[MD_SPOILER] = "SPOILER",
	[MD_INLINE_CODE] = "INLINE_CODE",
	[MD_LINK] = "LINK",
	[MD_IMAGE] = "IMAGE",
	[MD_MENTION_USER] = "MENTION_USER",
	[MD_MENTION_CHANNEL] = "MENTION_CHANNEL",
	[MD_EMOJI] = "EMOJI",
	[MD_COLOR] = "COLOR",
	[MD_TIMESTAMP] = "TIMESTAMP",
};

static void node_write(struct json_out *out, const struct md_node *node);

static void
text_put(struct json_out *out, const char *name, struct md_text text)
{
	json_key(out, name);
	json_string_len(out, text.at, text.len);
}

/* Writes a member that is a PLAIN_TEXT node. */
static void
plain_put(struct json_out *out, const char *name, struct md_text text)
{
	json_key(out, name);
	json_object(out);
	json_put_string(out, "type", type_names[MD_PLAIN_TEXT]);
	text_put(out, "value", text);
	json_object_end(out);
}

static void
nodes_write(struct json_out *out, const struct md_node *node)
{
	json_array(out);
	for (; node; node = node->next)
		node_write(out, node);
	json_array_end(out);
}

static void
nodes_put(struct json_out *out, const char *name, const struct md_node *first)
{
	json_key(out, name);
	nodes_write(out, first);
}

/* Writes the place of the node in the text, for clients that cannot render this type of node. */
static void
fallback_put(struct json_out *out, const struct md_node *node)
{
	json_key(out, "fallback");
	json_array(out);
	json_int(out, (int64_t)node->start);
	json_int(out, (int64_t)node->end);
	json_array_end(out);
}

/* A number beyond the range of double becomes null, as JSON.stringify() writes it. */
static void
number_put(struct json_out *out, const char *name, double number)
{
	char text[NUMBER_TEXT_SIZE];

	json_key(out, name);
	if (!isfinite(number)) {
		json_null(out);
		return;
	}
	number_text(text, number);
	json_raw(out, text, strlen(text));
}

static void
link_write(struct json_out *out, const struct md_node *node)
{
	json_key(out, "value");
	json_object(out);
	plain_put(out, "src", node->text);
	if (node->type == MD_LINK)
		nodes_put(out, "label", node->first);
	else
		plain_put(out, "label", node->first->text);
	json_object_end(out);
}

static void
emoji_write(struct json_out *out, const struct md_node *node)
{
	if (!node->name.at) {
		text_put(out, "unicode", node->text);
		return;
	}
	plain_put(out, "value", node->text);
	text_put(out, "shortCode", node->name);
}

static void
color_write(struct json_out *out, const struct md_node *node)
{
	json_key(out, "value");
	json_object(out);
	json_put_int(out, "r", node->rgba[0]);
	json_put_int(out, "g", node->rgba[1]);
	json_put_int(out, "b", node->rgba[2]);
	json_put_int(out, "a", node->rgba[3]);
	json_object_end(out);
}

static void
timestamp_write(struct json_out *out, const struct md_node *node)
{
	json_key(out, "value");
	json_object(out);
	text_put(out, "timestamp", node->text);
	text_put(out, "format", (struct md_text){ &node->detail, 1 });
	json_object_end(out);
	fallback_put(out, node);
}

/* The first row of a table is its header. */
static void
table_write(struct json_out *out, const struct md_node *node)
{
	json_key(out, "value");
	json_object(out);
	nodes_put(out, "header", node->first->first);
	nodes_put(out, "rows", node->first->next);
	json_object_end(out);
	fallback_put(out, node);
}

static void
cell_write(struct json_out *out, const struct md_node *node)
{
	if (node->detail == 'l')
		json_put_string(out, "align", "left");
	else if (node->detail == 'c')
		json_put_string(out, "align", "center");
	else if (node->detail == 'r')
		json_put_string(out, "align", "right");
	nodes_put(out, "value", node->first);
}

static void
node_write(struct json_out *out, const struct md_node *node)
{
	json_object(out);
	json_put_string(out, "type", type_names[node->type]);
	switch (node->type) {
	case MD_PLAIN_TEXT:
		text_put(out, "value", node->text);
		break;
	case MD_CODE_LINE:
	case MD_INLINE_CODE:
	case MD_MENTION_USER:
	case MD_MENTION_CHANNEL:
		plain_put(out, "value", node->text);
		break;
	case MD_HEADING:
		json_put_int(out, "level", node->detail);
		nodes_put(out, "value", node->first);
		break;
	case MD_TASK:
		json_put_bool(out, "status", node->detail);
		nodes_put(out, "value", node->first);
		break;
	case MD_CODE:
		text_put(out, "language", node->text);
		nodes_put(out, "value", node->first);
		break;
	case MD_LIST_ITEM:
		nodes_put(out, "value", node->first);
		if (node->number >= 0)
			number_put(out, "number", node->number);
		break;
	case MD_LINK:
	case MD_IMAGE:
		link_write(out, node);
		break;
	case MD_EMOJI:
		emoji_write(out, node);
		break;
	case MD_COLOR:
		color_write(out, node);
		break;
	case MD_TIMESTAMP:
		timestamp_write(out, node);
		break;
	case MD_TABLE:
		table_write(out, node);
		break;
	case MD_TABLE_CELL:
		cell_write(out, node);
		break;
	case MD_HORIZONTAL_RULE:
		fallback_put(out, node);
		break;
	case MD_LINE_BREAK:
		break;
	default:
		nodes_put(out, "value", node->first);
	}
	json_object_end(out);
}

const char *
md_json(struct arena *arena, const struct md_node *first)
{
	struct buf buf = { 0 };
	struct json_out out;
	const char *json;

	json_begin(&out, &buf);
	nodes_write(&out, first);
	json = arena_strndup(arena, buf.data, buf.len);
	buf_free(&buf);
	return json;
}
