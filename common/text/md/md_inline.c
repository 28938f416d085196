/* SPDX-License-Identifier: MIT */
/* md_inline.c: the items of a line, and runs of items in emphasis, titles and spoilers. */
#include "text/md/md_parser.h"

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
md_whitespace(struct md_parser *p, size_t at, struct md_list *out)
{
	return md_plain_item(p, at, 0, CH_SPACE, out);
}

size_t
md_any_char(struct md_parser *p, size_t at, struct md_list *out)
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

/* A backslash escape: the character behind the backslash is text. */
static size_t
backslash_escape(struct md_parser *p, size_t at, struct md_list *out)
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

/* color:# and 3, 4, 6 or 8 hexadecimal digits (RGB or RGBA) with no text directly behind them. */
static size_t
color(struct md_parser *p, size_t at, struct md_list *out)
{
	static const char prefix[] = "color:#";
	size_t digits, len, width, i;
	struct md_node *node;
	const char *hex;

	if (p->text[at] != 'c' || !md_starts_with(p, at, prefix))
		return NO_MATCH;
	at += strlen(prefix);
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

/*
 * Memoizes the ends of all spoilers from right to left. Without this, each spoiler would recurse
 * into the next one, and the depth of the recursion would depend on the text.
 */
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
	struct md_list content = md_list_begin(p->arena);
	struct md_node *node;
	size_t end;

	if (!md_starts_with(p, at, "||"))
		return NO_MATCH;
	spoilers_measure(p);
	end = md_run_end(p, IN_SPOILER, at + 2);
	if (end == at + 2 || !md_starts_with(p, end, "||"))
		return NO_MATCH;
	if (out) {
		md_run_build(p, IN_SPOILER, at + 2, end, &content);
		node = md_node_new(p, MD_SPOILER, at, end + 2);
		node->first = md_list_end(&content);
		md_list_node(out, node);
	}
	return end + 2;
}

/* In -_- that is not at the end of the text the first - is text, so that italic may follow. */
static size_t
literal_hyphen(struct md_parser *p, size_t at, struct md_list *out)
{
	if (!md_starts_with(p, at, "-_-") || at + 3 >= p->len)
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at, 1);
	return at + 1;
}

/* Rules that begin with a certain character, except the rule for emoticons. */
static size_t
special_char_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	switch (p->text[at]) {
	case '\\':
		end = md_escaped_timestamp(p, at, out);
		return end ? end : backslash_escape(p, at, out);
	case '[':
		return md_reference(p, at, out);
	case '<':
		end = md_timestamp(p, at, out);
		return end ? end : md_reference(p, at, out);
	case '!':
		return md_image(p, at, out);
	case '|':
		return spoiler(p, at, out);
	case '@':
		return md_mention(p, at, out);
	case '`':
		return md_inline_code(p, at, out);
	case '+':
		return md_phone(p, at, out);
	case ':':
		return md_emoji(p, at, out);
	case '*':
	case '~':
		end = md_emphasis_blank(p, at, out);
		return end ? end : md_emphasis(p, at, out);
	default:
		return NO_MATCH;
	}
}

static bool
is_letter(char c)
{
	unsigned char lower = (unsigned char)c | 0x20;

	return lower >= 'a' && lower <= 'z';
}

/* The rest of any_char_item() for a letter, at which only a_b_ and x#y can match. */
static size_t
letter_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (p->has_underscore && (end = md_emphasis(p, at, out)))
		return end;
	return p->text[at + 1] == '#' ? md_channel(p, at, out) : NO_MATCH;
}

/* Rules that may begin with any character and precede the rule for emoticons. */
static size_t
any_char_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if ((end = md_email(p, at, out)) || (end = md_underscored_host(p, at, out)) ||
	    (end = md_url(p, at, out)))
		return end;
	if (is_letter(p->text[at]))
		return letter_item(p, at, out);
	if ((end = md_emphasis_blank(p, at, out)) || (end = md_emphasis(p, at, out)) ||
	    (end = md_channel(p, at, out)) || (end = md_emoji(p, at, out)))
		return end;
	return literal_hyphen(p, at, out);
}

/* Returns whether an emoticon that begins with `c` precedes the rules for any character. */
static bool
emoticon_has_precedence(char c)
{
	return c == '<' || c == ':' || c == '*';
}

static size_t
line_item_except_emoticon(struct md_parser *p, size_t at)
{
	size_t end;

	if ((end = md_whitespace(p, at, NULL)) || (end = special_char_item(p, at, NULL)) ||
	    (end = any_char_item(p, at, NULL)) || (end = color(p, at, NULL)))
		return end;
	return md_plain_item(p, at, 0, CH_PLAIN_RUN, NULL);
}

static bool
ends_word(const struct md_parser *p, size_t at)
{
	return p->text[at] == '\n' || p->text[at] == '\0' ||
	       md_is((unsigned char)p->text[at], CH_SPACE);
}

/*
 * Returns whether a word without markup may begin here. Bytes from 0xc3 to 0xdf begin the letters
 * from U+00C0 to U+07FF, among them Latin, Greek, Cyrillic and Arabic, and no emoji.
 */
static bool
begins_word(const struct md_parser *p, size_t at)
{
	unsigned char c = (unsigned char)p->text[at];

	return is_letter(p->text[at]) || (c >= 0xc3 && c <= 0xdf);
}

/* A word of plain text up to white space, with an optional "." or "!" at its end. */
static size_t
plain_word(struct md_parser *p, size_t at)
{
	size_t end;

	if (!begins_word(p, at) || md_starts_with(p, at, "localhost") || md_emoticon(p, at, NULL))
		return NO_MATCH;
	end = md_skip(p, at, CH_WORD);
	if (p->text[end] == '.' || p->text[end] == '!')
		end++;
	return ends_word(p, end) ? end : NO_MATCH;
}

/*
 * Plain words and the white space between them. The other rules give the same result; this one
 * only saves time, since most messages consist of such words and no other rule matches in them.
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
	if ((end = md_whitespace(p, at, out)) || (end = special_char_item(p, at, out)))
		return end;
	if (c == '-' && (end = literal_hyphen(p, at, out)))
		return end;
	if ((emoticon_has_precedence(c) || c == '-') &&
	    (end = md_emoticon_in_context(p, IN_LINE, at, out)))
		return end;
	if ((end = any_char_item(p, at, out)) ||
	    (end = md_emoticon_in_context(p, IN_LINE, at, out)) || (end = color(p, at, out)))
		return end;
	return md_plain_item(p, at, 0, CH_PLAIN_RUN, out);
}

size_t
md_item_except_emoticon(struct md_parser *p, enum md_context in, size_t at)
{
	return in == IN_LINE ? line_item_except_emoticon(p, at) : md_emphasis_rule(p, in, at, NULL);
}

static size_t
spoiler_item(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (md_starts_with(p, at, "||"))
		return NO_MATCH;
	end = md_line_item(p, at, out);
	return end ? end : md_any_char(p, at, out);
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

/*
 * In bytes. The end of a run is memoized for its beginning and for one item in each stretch of this
 * length. A run that begins inside of it soon meets such an item; memoizing all items would take
 * several times the memory.
 */
#define RUN_STRIDE 8

size_t
md_run_end(struct md_parser *p, enum md_context in, size_t at)
{
	size_t base = p->pending_len, pushed = at, end, next;

	while ((end = md_memo_get(p, in, at)) == 0) {
		if (p->pending_len == base || at - pushed >= RUN_STRIDE) {
			md_pending_push(p, at);
			pushed = at;
		}
		next = item_match(p, in, at, NULL);
		if (!next) {
			end = at;
			break;
		}
		at = next;
	}
	while (p->pending_len > base)
		md_memo_put(p, in, p->pending[--p->pending_len], (uint32_t)end);
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

	while ((end = md_line_item(p, at, out)) || (end = md_any_char(p, at, out)))
		at = end;
	if (at == from)
		return NO_MATCH;
	end = md_eol(p, at);
	return end ? end : at;
}
