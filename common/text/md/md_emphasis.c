/* SPDX-License-Identifier: MIT */
/*
 * md_emphasis.c: *bold*, _italic_ and ~strike~, single or doubled.
 *
 * The content is a run of items, and the closing delimiter run must stand at its end.
 */
#include "text/md/md_parser.h"

struct emphasis {
	enum md_context in;
	enum md_open open;
	enum md_type type;
	char delimiter;
};

static const struct emphasis bold = { IN_BOLD, OPEN_BOLD, MD_BOLD, '*' };
static const struct emphasis italic = { IN_ITALIC, OPEN_ITALIC, MD_ITALIC, '_' };
static const struct emphasis strike = { IN_STRIKE, OPEN_STRIKE, MD_STRIKE, '~' };

/*
 * Returns the end of the content if a delimiter run of `width` characters opens it and another one
 * closes it, else NO_MATCH.
 */
static size_t
content_end(struct md_parser *p, const struct emphasis *kind, size_t at, size_t width)
{
	size_t i, end;

	for (i = 0; i < width; i++)
		if (p->text[at + i] != kind->delimiter)
			return NO_MATCH;
	end = md_run_end(p, kind->in, at + width);
	if (end == at + width)
		return NO_MATCH;
	for (i = 0; i < width; i++)
		if (p->text[end + i] != kind->delimiter)
			return NO_MATCH;
	return end;
}

static struct md_node *
content_build(struct md_parser *p, const struct emphasis *kind, size_t from, size_t to)
{
	struct md_list content = md_list_begin(p->arena);

	md_run_build(p, kind->in, from, to, &content);
	return md_list_end(&content);
}

static size_t
delimited_match(
    struct md_parser *p, const struct emphasis *kind, size_t at, size_t width, struct md_list *out)
{
	size_t end = content_end(p, kind, at, width);
	struct md_node *node;

	if (end && out) {
		node = md_node_new(p, kind->type, at, end + width);
		node->first = content_build(p, kind, at + width, end);
		md_list_node(out, node);
	}
	return end ? end + width : NO_MATCH;
}

/* __a__b and _a_b are text, since no italic ends within a word; markup in "a" keeps its meaning. */
static size_t
intraword_italic(struct md_parser *p, size_t at, size_t width, unsigned tail, struct md_list *out)
{
	size_t close = content_end(p, &italic, at, width), end;
	struct md_list text = md_list_begin(p->arena);

	if (!close)
		return NO_MATCH;
	end = md_skip(p, close + width, tail);
	if (end == close + width)
		return NO_MATCH;
	if (out) {
		md_list_plain(&text, p->text + at, width);
		md_list_splice(&text, content_build(p, &italic, at + width, close));
		md_list_plain(&text, p->text + close, width);
		md_list_plain(&text, p->text + close + width, end - close - width);
		md_list_splice(out, md_list_end(&text));
	}
	return end;
}

/* In a_ and a__ the underscores are text, since no italic begins within a word. */
static size_t
intraword_underscore(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = md_skip(p, at, CH_ALNUM);

	if (p->text[end] != '_')
		return NO_MATCH;
	end += p->text[end + 1] == '_' ? 2 : 1;
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

static size_t
bold_or_strike_match(
    struct md_parser *p, const struct emphasis *kind, size_t at, struct md_list *out)
{
	size_t end;

	if (p->open & kind->open || p->text[at] != kind->delimiter)
		return NO_MATCH;
	p->open |= kind->open;
	if (!(end = delimited_match(p, kind, at, 2, out)))
		end = delimited_match(p, kind, at, 1, out);
	p->open &= ~(unsigned)kind->open;
	return end;
}

static size_t
bold_match(struct md_parser *p, size_t at, struct md_list *out)
{
	return bold_or_strike_match(p, &bold, at, out);
}

static size_t
strike_match(struct md_parser *p, size_t at, struct md_list *out)
{
	return bold_or_strike_match(p, &strike, at, out);
}

static size_t
italic_match(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (p->open & OPEN_ITALIC || !p->has_underscore)
		return NO_MATCH;
	if (md_is((unsigned char)p->text[at], CH_ALNUM))
		return intraword_underscore(p, at, out);
	if (p->text[at] != '_')
		return NO_MATCH;
	p->open |= OPEN_ITALIC;
	if (!(end = intraword_italic(p, at, 2, CH_ALNUM, out)) &&
	    !(end = intraword_italic(p, at, 1, CH_ALPHA, out)) &&
	    !(end = delimited_match(p, &italic, at, 2, out)))
		end = delimited_match(p, &italic, at, 1, out);
	p->open &= ~(unsigned)OPEN_ITALIC;
	return end;
}

size_t
md_emphasis(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = bold_match(p, at, out)) || (end = italic_match(p, at, out)))
		return end;
	return strike_match(p, at, out);
}

/* Delimiters with nothing but white space between them are text. */
size_t
md_emphasis_blank(struct md_parser *p, size_t at, struct md_list *out)
{
	char delimiter = p->text[at];
	enum md_span_kind kind;
	size_t open, close, end;

	if (delimiter == '*')
		kind = SPAN_STARS;
	else if (delimiter == '_')
		kind = SPAN_UNDERSCORES;
	else if (delimiter == '~')
		kind = SPAN_TILDES;
	else
		return NO_MATCH;
	open = md_span(p, kind, at);
	close = md_skip(p, open, CH_SPACE);
	if (close == open || p->text[close] != delimiter)
		return NO_MATCH;
	end = md_span(p, kind, close);
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

static size_t
strike_run_end(const struct md_parser *p, size_t at)
{
	size_t next;
	uint32_t c;

	for (;; at = next) {
		c = md_char(p, at, &next);
		if (c < 128 ? !md_is((unsigned char)c, CH_STRIKE_RUN)
			    : (c >= 0x2300 && c <= 0x27bf) || (c >= 0x1f000 && c <= 0x1fbff))
			return at;
	}
}

/*
 * Plain text within strike: a run or, if `any`, one character. The original parser reads UTF-16. It
 * takes the high surrogate of a pictograph as that one character and begins a run with the low one,
 * so after a character of four bytes the run behind it belongs to the same item.
 */
static size_t
strike_text(struct md_parser *p, size_t at, bool any, struct md_list *out)
{
	size_t end = strike_run_end(p, at);

	if (end == at && any && md_is((unsigned char)p->text[at], CH_STRIKE_ANY)) {
		end = md_next_char(p, at);
		if (end == at + 4)
			end = strike_run_end(p, end);
	}
	if (end == at)
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

size_t
md_emphasis_rule(struct md_parser *p, enum md_context in, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = md_whitespace(p, at, out)) || (end = md_inline_code(p, at, out)) ||
	    (end = md_timestamp(p, at, out)) || (end = md_reference(p, at, out)) ||
	    (end = md_mention_or_text(p, at, out)) || (end = md_channel(p, at, out)) ||
	    (end = in == IN_BOLD ? italic_match(p, at, out) : bold_match(p, at, out)) ||
	    (end = strike_match(p, at, out)))
		return end;
	return md_emoji(p, at, out);
}

static size_t
strike_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = strike_text(p, at, false, out)) || (end = md_escaped_timestamp(p, at, out)) ||
	    (end = md_timestamp(p, at, out)) || (end = md_whitespace(p, at, out)) ||
	    (end = md_inline_code(p, at, out)) || (end = md_reference(p, at, out)) ||
	    (end = md_mention_or_text(p, at, out)) || (end = md_channel(p, at, out)) ||
	    (end = italic_match(p, at, out)) || (end = bold_match(p, at, out)) ||
	    (end = md_emoji(p, at, out)) || (end = md_emoticon(p, at, out)))
		return end;
	return strike_text(p, at, true, out);
}

size_t
md_emphasis_item(struct md_parser *p, enum md_context in, size_t at, struct md_list *out)
{
	size_t end;

	if (in == IN_STRIKE)
		return strike_item(p, at, out);
	if ((end = md_emphasis_rule(p, in, at, out)) ||
	    (end = md_emoticon_in_context(p, in, at, out)))
		return end;
	if (in == IN_BOLD)
		return md_plain_item(p, at, CH_BOLD_ANY, CH_BOLD_RUN, out);
	return md_plain_item(p, at, CH_ITALIC_ANY, CH_ITALIC_RUN, out);
}
