/* SPDX-License-Identifier: MIT */
/* md_parser.c: characters, sequences of characters, the memo table and nodes. */
#include "text/md/md_parser.h"

#include "base/utf8.h"

uint32_t
md_char(const struct md_parser *p, size_t at, size_t *next)
{
	const char *from = p->text + at;
	uint32_t c;

	if (at >= p->len) {
		*next = at;
		return 0;
	}
	c = utf8_next(&from, p->text + p->len);
	*next = (size_t)(from - p->text);
	return c;
}

size_t
md_next_char(const struct md_parser *p, size_t at)
{
	do
		at++;
	while (((unsigned char)p->text[at] & 0xc0) == 0x80);
	return at;
}

size_t
md_skip(const struct md_parser *p, size_t at, unsigned classes)
{
	while (md_is((unsigned char)p->text[at], classes))
		at++;
	return at;
}

size_t
md_eol(const struct md_parser *p, size_t at)
{
	if (p->text[at] == '\r')
		return p->text[at + 1] == '\n' ? at + 2 : at + 1;
	return p->text[at] == '\n' ? at + 1 : NO_MATCH;
}

/* Matches one character of a URL. Punctuation in front of white space does not belong to it. */
static size_t
url_step(const struct md_parser *p, size_t at)
{
	size_t end = md_skip(p, at, CH_PUNCTUATION);

	if (end == at)
		return md_is((unsigned char)p->text[at], CH_URL) ? at + 1 : at;
	if (end == p->len || md_is((unsigned char)p->text[end], CH_SPACE | CH_EOL))
		return at;
	while (at < end && md_is((unsigned char)p->text[at], CH_URL))
		at++;
	return at;
}

/* The same for a URL without delimiters, which ends only at white space. */
static size_t
autolink_step(const struct md_parser *p, size_t at)
{
	size_t end = md_skip(p, at, CH_PUNCTUATION);

	if (end == p->len || md_is((unsigned char)p->text[end], CH_SPACE | CH_EOL))
		return at;
	return end > at ? end : at + 1;
}

static size_t
name_step(const struct md_parser *p, size_t at)
{
	unsigned char c = (unsigned char)p->text[at];
	size_t next;

	if (c < 128)
		return md_is(c, CH_NAME) ? at + 1 : at;
	return md_is_name_char(md_char(p, at, &next)) ? next : at;
}

/* Returns the position behind the character at `at` if it belongs to the kind, else `at`. */
static size_t
span_step(const struct md_parser *p, enum md_span_kind kind, size_t at)
{
	static const char chars[SPAN_KINDS] = {
		[SPAN_AT] = '@',
		[SPAN_STARS] = '*',
		[SPAN_UNDERSCORES] = '_',
		[SPAN_TILDES] = '~',
	};
	static const unsigned classes[SPAN_KINDS] = {
		[SPAN_PARENTHESIS] = CH_URL,
		[SPAN_LABEL] = CH_LABEL,
		[SPAN_TITLE] = CH_TITLE_RUN,
		[SPAN_BEFORE_AT] = CH_BEFORE_AT,
		[SPAN_BEFORE_DOT] = CH_BEFORE_DOT,
	};
	char c = p->text[at];

	switch (kind) {
	case SPAN_NAME:
		return name_step(p, at);
	case SPAN_URL:
		return url_step(p, at);
	case SPAN_AUTOLINK:
		return autolink_step(p, at);
	default:
		if (chars[kind])
			return c == chars[kind] ? at + 1 : at;
		return md_is((unsigned char)c, classes[kind]) ? at + 1 : at;
	}
}

size_t
md_span(struct md_parser *p, enum md_span_kind kind, size_t at)
{
	struct md_span *span = &p->spans[kind];
	size_t to = at, next;

	if (at >= span->from && at < span->to)
		return span->to;
	while ((next = span_step(p, kind, to)) != to) {
		to = next;
		if (to >= span->from && to < span->to)
			to = span->to;
	}
	if (to > at)
		*span = (struct md_span){ at, to };
	return to;
}

static size_t
memo_slot(const struct md_memo *memo, uint32_t key)
{
	uint32_t mixed = key * UINT32_C(2654435761);
	size_t slot = (mixed ^ mixed >> 15) & (memo->cap - 1);

	while (memo->keys[slot] != 0 && memo->keys[slot] != key)
		slot = (slot + 1) & (memo->cap - 1);
	return slot;
}

static void
memo_grow(struct md_parser *p)
{
	struct md_memo old = p->memo, *memo = &p->memo;
	size_t i, slot;

	memo->cap = old.cap ? old.cap * 2 : 256;
	memo->keys = arena_zalloc(p->arena, memo->cap * sizeof(*memo->keys));
	memo->values = arena_alloc(p->arena, memo->cap * sizeof(*memo->values));
	for (i = 0; i < old.cap; i++) {
		if (old.keys[i] == 0)
			continue;
		slot = memo_slot(memo, old.keys[i]);
		memo->keys[slot] = old.keys[i];
		memo->values[slot] = old.values[i];
	}
}

/* Most results depend on the position, the context and the constructs that are open around it. */
static uint32_t
memo_key(const struct md_parser *p, unsigned context, size_t at)
{
	return (uint32_t)((at + 1) << 8 | context << 4 | (context < IN_TARGET ? p->open : 0));
}

uint32_t
md_memo_get(const struct md_parser *p, unsigned context, size_t at)
{
	uint32_t key = memo_key(p, context, at);
	size_t slot;

	if (p->memo.len == 0)
		return 0;
	slot = memo_slot(&p->memo, key);
	return p->memo.keys[slot] == key ? p->memo.values[slot] : 0;
}

void
md_memo_put(struct md_parser *p, unsigned context, size_t at, uint32_t value)
{
	uint32_t key = memo_key(p, context, at);
	size_t slot;

	if (p->memo.len >= p->memo.cap / 4 * 3)
		memo_grow(p);
	slot = memo_slot(&p->memo, key);
	p->memo.len += p->memo.keys[slot] == 0;
	p->memo.keys[slot] = key;
	p->memo.values[slot] = value;
}

void
md_pending_push(struct md_parser *p, size_t at)
{
	size_t *grown;

	if (p->pending_len == p->pending_cap) {
		p->pending_cap = p->pending_cap ? p->pending_cap * 2 : 64;
		grown = arena_alloc(p->arena, p->pending_cap * sizeof(*grown));
		if (p->pending_len > 0)
			memcpy(grown, p->pending, p->pending_len * sizeof(*grown));
		p->pending = grown;
	}
	p->pending[p->pending_len++] = at;
}

size_t
md_utf16_offset(struct md_parser *p, size_t at)
{
	if (at < p->utf16_at)
		p->utf16_at = p->utf16_units = 0;
	p->utf16_units += utf8_utf16_len(p->text + p->utf16_at, at - p->utf16_at);
	p->utf16_at = at;
	return p->utf16_units;
}

struct md_node *
md_node_new(struct md_parser *p, enum md_type type, size_t from, size_t to)
{
	struct md_node *node = arena_zalloc(p->arena, sizeof(*node));

	node->type = type;
	node->text = (struct md_text){ p->text + from, to - from };
	node->number = -1;
	return node;
}

void
md_link_add(struct md_parser *p, struct md_text src, struct md_text label, struct md_list *out)
{
	struct md_node *node = md_node_new(p, MD_LINK, 0, 0);

	node->text = src;
	node->first = md_node_new(p, MD_PLAIN_TEXT, 0, 0);
	node->first->text = label;
	md_list_node(out, node);
}
