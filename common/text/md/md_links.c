/* SPDX-License-Identifier: MIT */
/* md_links.c: the links [title](target) and <target|title>, and the image ![title](target). */
#include "text/md/md_parser.h"

static bool
is_blank_or_end(const struct md_parser *p, size_t at)
{
	return md_is((unsigned char)p->text[at], CH_SPACE | CH_EOL);
}

/* Matches a part of the target behind its host or scheme, which may be a pair of parentheses. */
size_t
md_target_step(struct md_parser *p, size_t at)
{
	size_t end = md_skip(p, at, CH_TARGET_PUNCTUATION);
	char c = p->text[at];

	if (end > at)
		return is_blank_or_end(p, end) ? NO_MATCH : end;
	if (c != '(')
		return md_is((unsigned char)c, CH_URL) ? at + 1 : NO_MATCH;
	end = md_span(p, SPAN_PARENTHESIS, at + 1);
	return p->text[end] == ')' ? end + 1 : NO_MATCH;
}

static size_t
target_rest(struct md_parser *p, size_t at)
{
	return md_run_end(p, IN_TARGET_REST, at);
}

/* A target is a URL or any text with a scheme. The caller checks for a phone number. */
static size_t
target_end(struct md_parser *p, size_t at, size_t (*rest)(struct md_parser *, size_t))
{
	size_t head = md_url_head(p, at), end;

	if (head)
		return rest(p, head);
	head = md_scheme(p, at);
	if (!head)
		return NO_MATCH;
	end = rest(p, head);
	return end > head ? end : NO_MATCH;
}

static size_t
url_rest(struct md_parser *p, size_t at)
{
	return md_span(p, SPAN_URL, at);
}

/* A target may be tried with many titles, as in [[[[a](b), so its end is memoized. */
static size_t
bracket_target(struct md_parser *p, size_t at)
{
	uint32_t known = md_memo_get(p, IN_TARGET, at);

	if (!known) {
		known = (uint32_t)target_end(p, at, target_rest);
		if (!known)
			known = (uint32_t)md_phone_end(p, at);
		if (!known)
			known = UINT32_MAX;
		md_memo_put(p, IN_TARGET, at, known);
	}
	return known == UINT32_MAX ? NO_MATCH : known;
}

static struct md_text
target_text(struct md_parser *p, size_t at, size_t end)
{
	if (p->text[at] == '+' && !target_end(p, at, target_rest))
		return md_phone_target(p, at, end);
	return (struct md_text){ p->text + at, end - at };
}

/* In "[a] [b](c)" the title is "b": the text "] [" ends a title if another link follows. */
static bool
other_title_begins(const struct md_parser *p, size_t at)
{
	const char *close;

	if (!md_starts_with(p, at, "] ["))
		return false;
	close = strchr(p->text + at + 3, ']');
	return close && close[1] == '(';
}

size_t
md_title_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = md_whitespace(p, at, out)) || (end = md_emphasis(p, at, out)))
		return end;
	end = md_span(p, SPAN_TITLE, at);
	if (end == at) {
		if (at == p->len || md_starts_with(p, at, "](") || other_title_begins(p, at))
			return NO_MATCH;
		end = md_next_char(p, at);
	}
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

static size_t
bracket_reference(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t title = md_run_end(p, IN_TITLE, at + 1), end;
	struct md_list content = md_list_begin(p->arena);
	struct md_node *node;

	if (!md_starts_with(p, title, "](") || !(end = bracket_target(p, title + 2)) ||
	    p->text[end] != ')')
		return NO_MATCH;
	if (!out)
		return end + 1;
	if (title == at + 1) {
		md_link_add(p, target_text(p, title + 2, end), target_text(p, title + 2, end), out);
		return end + 1;
	}
	node = md_node_new(p, MD_LINK, at, end + 1);
	node->text = target_text(p, title + 2, end);
	md_run_build(p, IN_TITLE, at + 1, title, &content);
	node->first = md_list_end(&content);
	md_list_node(out, node);
	return end + 1;
}

static size_t
angle_reference(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t target = target_end(p, at + 1, url_rest), title;
	struct md_text src = { p->text + at + 1, target - at - 1 };
	bool phone = !target;

	if (phone)
		target = md_phone_end(p, at + 1);
	if (!target || p->text[target] != '|')
		return NO_MATCH;
	title = md_span(p, SPAN_LABEL, target + 1);
	if (title == target + 1 || p->text[title] != '>')
		return NO_MATCH;
	if (out) {
		if (phone)
			src = md_phone_target(p, at + 1, target);
		md_link_add(
		    p, src, (struct md_text){ p->text + target + 1, title - target - 1 }, out);
	}
	return title + 1;
}

size_t
md_reference(struct md_parser *p, size_t at, struct md_list *out)
{
	char c = p->text[at];
	size_t end;

	if ((c != '[' && c != '<') || p->open & OPEN_LINK)
		return NO_MATCH;
	p->open |= OPEN_LINK;
	end = c == '[' ? bracket_reference(p, at, out) : angle_reference(p, at, out);
	p->open &= ~(unsigned)OPEN_LINK;
	return end;
}

/* The title of an image is plain text and may be empty. */
size_t
md_image(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t title, text, end;
	struct md_node *node;

	if (!md_starts_with(p, at, "!["))
		return NO_MATCH;
	text = md_skip(p, at + 2, CH_SPACE);
	title = md_skip(p, text, CH_TEXT);
	title = title > text ? md_skip(p, title, CH_SPACE) : at + 2;
	if (!md_starts_with(p, title, "](") || !(end = bracket_target(p, title + 2)) ||
	    p->text[end] != ')')
		return NO_MATCH;
	if (out) {
		node = md_node_new(p, MD_IMAGE, at, end + 1);
		node->text = target_text(p, title + 2, end);
		node->first = md_node_new(p, MD_PLAIN_TEXT, at + 2, title);
		if (title == at + 2)
			node->first->text = node->text;
		md_list_node(out, node);
	}
	return end + 1;
}
