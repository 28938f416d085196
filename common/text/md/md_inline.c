/* md_inline.c: a line, and the runs of items that lines, emphasis and titles consist of. */
#include "text/md/md_parser.h"

size_t
md_whitespace(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = md_skip(p, at, CH_SPACE);

	if (end == at)
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

/* As many characters as there are of class `more`, or else one of class `first`. */
size_t
md_plain_item(struct md_parser *p, size_t at, unsigned first, unsigned more, struct md_list *out)
{
	size_t end = md_skip(p, at, more);

	if (end == at) {
		if (!md_is((unsigned char)p->text[at], first))
			return NO_MATCH;
		end = md_next_char(p, at);
	}
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

size_t
md_any(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (at >= p->len || md_is((unsigned char)p->text[at], CH_EOL))
		return NO_MATCH;
	end = md_next_char(p, at);
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

size_t
md_inline_code(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = at + 1;

	if (p->text[at] != '`')
		return NO_MATCH;
	while (end < p->len && p->text[end] != '`' && p->text[end] != '\n')
		end++;
	if (end == at + 1 || p->text[end] != '`')
		return NO_MATCH;
	if (out)
		md_list_node(out, md_node_new(p, MD_INLINE_CODE, at + 1, end));
	return end + 1;
}

/* A mark that is none for the backslash in front of it. */
static size_t
escaped(struct md_parser *p, size_t at, struct md_list *out)
{
	if (p->text[at] != '\\' || p->text[at + 1] == '\0' || !strchr("*_~`#.", p->text[at + 1]))
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at + 1, 1);
	return at + 2;
}

static unsigned char
hex_value(char c)
{
	return (unsigned char)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* color:#rgb, #rgba, #rrggbb, #rrggbbaa with no text behind it. */
static size_t
color(struct md_parser *p, size_t at, struct md_list *out)
{
	static const char mark[] = "color:#";
	size_t digits, len, width, i;
	struct md_node *node;
	const char *hex;

	if (p->text[at] != 'c' || !md_at(p, at, mark))
		return NO_MATCH;
	at += strlen(mark);
	for (len = 0; len < 8 && md_is((unsigned char)p->text[at + len], CH_HEX); len++)
		continue;
	if (len < 3)
		return NO_MATCH;
	width = len >= 6 ? 2 : 1;
	digits = len >= 6 ? len / 2 * 2 : len < 4 ? len : 4;
	if (md_is((unsigned char)p->text[at + digits], CH_TEXT))
		return NO_MATCH;
	if (out) {
		hex = p->text + at;
		node = md_node_new(p, MD_COLOR, at, at + digits);
		node->rgba[3] = 255;
		for (i = 0; i < digits / width; i++, hex += width)
			node->rgba[i] =
			    (unsigned char)(hex_value(hex[0]) * 16 + hex_value(hex[width - 1]));
		md_list_node(out, node);
	}
	return at + digits;
}

/* Measures the spoilers from right to left, so that none recurses into the next. */
static void
spoilers_measure(struct md_parser *p)
{
	size_t at;

	if (p->spoilers_known)
		return;
	p->spoilers_known = true;
	for (at = p->len - 2; at > 0; at--)
		if (p->text[at] == '|' && p->text[at + 1] == '|')
			md_run_end(p, IN_SPOILER, at + 2);
}

static size_t
spoiler(struct md_parser *p, size_t at, struct md_list *out)
{
	struct md_list content = md_list_of(p->arena);
	struct md_node *node;
	size_t end;

	if (!md_at(p, at, "||"))
		return NO_MATCH;
	spoilers_measure(p);
	end = md_run_end(p, IN_SPOILER, at + 2);
	if (end == at + 2 || !md_at(p, end, "||"))
		return NO_MATCH;
	if (out) {
		md_run_build(p, IN_SPOILER, at + 2, end, &content);
		node = md_node_new(p, MD_SPOILER, at, end + 2);
		node->first = md_list_end(&content);
		md_list_node(out, node);
	}
	return end + 2;
}

/* -_- is an emoticon, yet the - of -_-x is text: what follows may be italic. */
static size_t
lone_hyphen(struct md_parser *p, size_t at, struct md_list *out)
{
	if (!md_at(p, at, "-_-") || at + 3 >= p->len)
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at, 1);
	return at + 1;
}

/* The rules that are told by the first character; emoticons are left to the caller. */
static size_t
marked_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = NO_MATCH;

	switch (p->text[at]) {
	case '\\':
		if (!(end = md_escaped_timestamp(p, at, out)))
			end = escaped(p, at, out);
		break;
	case '[':
		end = md_reference(p, at, out);
		break;
	case '<':
		if (!(end = md_timestamp(p, at, out)))
			end = md_reference(p, at, out);
		break;
	case '!':
		end = md_image(p, at, out);
		break;
	case '|':
		end = spoiler(p, at, out);
		break;
	case '@':
		end = md_mention(p, at, out);
		break;
	case '`':
		end = md_inline_code(p, at, out);
		break;
	case '+':
		end = md_phone(p, at, out);
		break;
	case ':':
		end = md_emoji(p, at, out);
		break;
	case '*':
	case '~':
		if (!(end = md_emphasis_blank(p, at, out)))
			end = md_emphasis(p, at, out);
		break;
	default:
		break;
	}
	return end;
}

static bool
is_letter(char c)
{
	unsigned char lower = (unsigned char)c | 0x20;

	return lower >= 'a' && lower <= 'z';
}

/* What is left of the rules below for a letter, with which most words begin: a_b_ and x#y. */
static size_t
lettered_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (p->has_underscore && (end = md_emphasis(p, at, out)))
		return end;
	return p->text[at + 1] == '#' ? md_channel(p, at, out) : NO_MATCH;
}

/* Rules that may begin with any character and go before emoticons. */
static size_t
unmarked_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = md_email(p, at, out)) || (end = md_underscored_host(p, at, out)) ||
	    (end = md_url(p, at, out)))
		return end;
	if (is_letter(p->text[at]))
		return lettered_item(p, at, out);
	if ((end = md_emphasis_blank(p, at, out)) || (end = md_emphasis(p, at, out)) ||
	    (end = md_channel(p, at, out)) || (end = md_emoji(p, at, out)))
		return end;
	return lone_hyphen(p, at, out);
}

/* Emoticons that go before the rules for any character. */
static bool
emoticon_first(char c)
{
	return c == '<' || c == ':' || c == '*';
}

/* Any rule of a line but that for emoticons. */
static size_t
line_item_bare(struct md_parser *p, size_t at)
{
	size_t end;

	if ((end = md_whitespace(p, at, NULL)) || (end = marked_item(p, at, NULL)) ||
	    (end = unmarked_item(p, at, NULL)) || (end = color(p, at, NULL)))
		return end;
	return md_plain_item(p, at, 0, CH_PLAIN_RUN, NULL);
}

static bool
ends_word(const struct md_parser *p, size_t at)
{
	return p->text[at] == '\n' || p->text[at] == '\0' ||
	       md_is((unsigned char)p->text[at], CH_SPACE);
}

/* No emoji, and neither mark nor digit: a letter or a mark over one, of Latin, Greek, Arabic... */
static bool
begins_word(const struct md_parser *p, size_t at)
{
	unsigned char c = (unsigned char)p->text[at];

	return is_letter(p->text[at]) || (c >= 0xc3 && c <= 0xdf);
}

/* A word between blanks in which no rule finds anything, with the mark that ends a sentence. */
static size_t
plain_word(struct md_parser *p, size_t at)
{
	size_t end;

	if (!begins_word(p, at) || md_at(p, at, "localhost") || md_emoticon(p, at, NULL))
		return NO_MATCH;
	end = md_skip(p, at, CH_WORD);
	if (p->text[end] == '.' || p->text[end] == '!')
		end++;
	return ends_word(p, end) ? end : NO_MATCH;
}

/*
 * As many such words as there are: what the rules below would make of most lines, one item
 * after the other and each with all of the rules tried in vain.
 */
static size_t
plain_words(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = plain_word(p, at), next;

	if (!end)
		return NO_MATCH;
	while ((next = md_skip(p, end, CH_SPACE)) > end && (next = plain_word(p, next)))
		end = next;
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

size_t
md_line_item(struct md_parser *p, size_t at, struct md_list *out)
{
	char c = p->text[at];
	size_t end;

	if ((end = plain_words(p, at, out)))
		return end;
	if ((end = md_whitespace(p, at, out)) || (end = marked_item(p, at, out)))
		return end;
	if (c == '-' && (end = lone_hyphen(p, at, out)))
		return end;
	if ((emoticon_first(c) || c == '-') && (end = md_emoticon_before(p, IN_LINE, at, out)))
		return end;
	if ((end = unmarked_item(p, at, out)) || (end = md_emoticon_before(p, IN_LINE, at, out)) ||
	    (end = color(p, at, out)))
		return end;
	return md_plain_item(p, at, 0, CH_PLAIN_RUN, out);
}

size_t
md_rule(struct md_parser *p, enum md_context in, size_t at)
{
	return in == IN_LINE ? line_item_bare(p, at) : md_emphasis_rule(p, in, at, NULL);
}

static size_t
spoiler_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (md_at(p, at, "||"))
		return NO_MATCH;
	end = md_line_item(p, at, out);
	return end ? end : md_any(p, at, out);
}

static size_t
item_match(struct md_parser *p, enum md_context in, size_t at, struct md_list *out)
{
	switch (in) {
	case IN_TITLE:
		return md_title_item(p, at, out);
	case IN_SPOILER:
		return spoiler_item(p, at, out);
	case IN_TARGET_REST:
		return md_target_step(p, at);
	default:
		return md_emphasis_item(p, in, at, out);
	}
}

void
md_trail_push(struct md_parser *p, size_t at)
{
	size_t *grown;

	if (p->trail_len == p->trail_cap) {
		p->trail_cap = p->trail_cap ? p->trail_cap * 2 : 64;
		grown = arena_alloc(p->arena, p->trail_cap * sizeof(*grown));
		if (p->trail_len > 0)
			memcpy(grown, p->trail, p->trail_len * sizeof(*grown));
		p->trail = grown;
	}
	p->trail[p->trail_len++] = at;
}

/*
 * What is found out is kept for where the run begins and for an item every few bytes: a run that
 * begins within this one soon meets such an item. Keeping all would take several times the
 * memory.
 */
#define RUN_STRIDE 8

size_t
md_run_end(struct md_parser *p, enum md_context in, size_t at)
{
	size_t base = p->trail_len, kept = at, end, next;

	while ((end = md_memo_get(p, in, at)) == 0) {
		if (p->trail_len == base || at - kept >= RUN_STRIDE) {
			md_trail_push(p, at);
			kept = at;
		}
		next = item_match(p, in, at, NULL);
		if (!next) {
			end = at;
			break;
		}
		at = next;
	}
	while (p->trail_len > base)
		md_memo_put(p, in, p->trail[--p->trail_len], (uint32_t)end);
	return end;
}

void
md_run_build(struct md_parser *p, enum md_context in, size_t at, size_t end, struct md_list *out)
{
	while (at < end)
		at = item_match(p, in, at, out);
}

size_t
md_inline(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t from = at, end;

	while ((end = md_line_item(p, at, out)) || (end = md_any(p, at, out)))
		at = end;
	if (at == from)
		return NO_MATCH;
	end = md_eol(p, at);
	return end ? end : at;
}
