/* SPDX-License-Identifier: MIT */
/* md_emoji.c: short codes like :smile:, emoticons like :) and Unicode emoji. */
#include "base/str.h"
#include "text/md/md_parser.h"

#define ZERO_WIDTH_JOINER 0x200d
#define VARIATION_16 0xfe0f
#define KEYCAP 0x20e3
#define BLACK_FLAG 0x1f3f4
#define CANCEL_TAG 0xe007f

/* The parts that a character can have in emoji; bits. */
enum emoji_part {
	JOINABLE = 1,   /* can take a skin tone modifier and be joined to others by a ZWJ */
	SINGLE = 2,     /* is an emoji by itself */
	STYLED = 4,     /* is an emoji only if variation selector 16 follows */
	SELECTABLE = 8, /* may be followed by a variation selector */
};

/*
 * The ranges are those of the original grammar, which match no version of Unicode. A table made from
 * the Unicode Character Database would differ from what clients expect.
 */
static const struct {
	uint32_t first, last;
	unsigned parts;
} emoji_ranges[] = {
	{ 0xa9, 0xa9, STYLED },
	{ 0xae, 0xae, STYLED },
	{ 0x203c, 0x203c, STYLED },
	{ 0x2049, 0x2049, STYLED },
	{ 0x2122, 0x2122, STYLED },
	{ 0x2139, 0x2139, STYLED },
	{ 0x2194, 0x2195, JOINABLE | SELECTABLE },
	{ 0x2196, 0x2199, STYLED },
	{ 0x21a9, 0x21aa, STYLED },
	{ 0x2300, 0x23ff, SINGLE | SELECTABLE },
	{ 0x24c2, 0x24c2, STYLED },
	{ 0x25aa, 0x25ab, STYLED },
	{ 0x25b6, 0x25b6, STYLED },
	{ 0x25c0, 0x25c0, STYLED },
	{ 0x25fb, 0x25fe, STYLED },
	{ 0x2600, 0x27bf, JOINABLE | SINGLE | SELECTABLE },
	{ 0x2934, 0x2935, STYLED },
	{ 0x2b05, 0x2b07, STYLED },
	{ 0x2b1b, 0x2b1c, JOINABLE | SINGLE | SELECTABLE },
	{ 0x2b50, 0x2b50, STYLED },
	{ 0x2b55, 0x2b55, STYLED },
	{ 0x3030, 0x3030, STYLED },
	{ 0x303d, 0x303d, STYLED },
	{ 0x3297, 0x3297, STYLED },
	{ 0x3299, 0x3299, STYLED },
	{ 0x1f004, 0x1f004, STYLED },
	{ 0x1f0cf, 0x1f0cf, SINGLE | SELECTABLE },
	{ 0x1f170, 0x1f171, STYLED },
	{ 0x1f17e, 0x1f17f, STYLED },
	{ 0x1f18e, 0x1f18e, SINGLE | SELECTABLE },
	{ 0x1f191, 0x1f19a, SINGLE | SELECTABLE },
	{ 0x1f201, 0x1f201, SINGLE | SELECTABLE },
	{ 0x1f202, 0x1f202, STYLED },
	{ 0x1f21a, 0x1f21a, STYLED },
	{ 0x1f22f, 0x1f22f, STYLED },
	{ 0x1f232, 0x1f23a, SINGLE | SELECTABLE },
	{ 0x1f250, 0x1f251, SINGLE | SELECTABLE },
	{ 0x1f300, 0x1f5ff, JOINABLE | SELECTABLE },
	{ 0x1f600, 0x1f64f, JOINABLE | SINGLE | SELECTABLE },
	{ 0x1f680, 0x1f6ff, JOINABLE | SINGLE | SELECTABLE },
	{ 0x1f7e0, 0x1f7eb, JOINABLE | SINGLE | SELECTABLE },
	{ 0x1f7f0, 0x1f7f0, JOINABLE | SINGLE | SELECTABLE },
	{ 0x1f900, 0x1fbff, JOINABLE },
};

static unsigned
emoji_parts(uint32_t c)
{
	size_t low = 0, high = ARRAY_LEN(emoji_ranges), middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (c > emoji_ranges[middle].last)
			low = middle + 1;
		else if (c < emoji_ranges[middle].first)
			high = middle;
		else
			return emoji_ranges[middle].parts;
	}
	return 0;
}

/* Matches one character from `first` to `last`. */
static size_t
char_between(const struct md_parser *p, size_t at, uint32_t first, uint32_t last)
{
	size_t next;
	uint32_t c = md_char(p, at, &next);

	return c >= first && c <= last ? next : NO_MATCH;
}

static size_t
one_emoji(const struct md_parser *p, size_t at, enum emoji_part part)
{
	size_t end, more;
	unsigned parts = emoji_parts(md_char(p, at, &end));

	if (!(parts & part))
		return NO_MATCH;
	if (parts & SELECTABLE && (more = char_between(p, end, 0xfe00, 0xfe0f)))
		end = more;
	return end;
}

/* An emoji tag sequence, such as the flag of Scotland: a black flag, tag characters, CANCEL TAG. */
static size_t
tag_flag(const struct md_parser *p, size_t at)
{
	size_t end = char_between(p, at, BLACK_FLAG, BLACK_FLAG), next, tags;

	if (!end)
		return NO_MATCH;
	for (tags = end; (next = char_between(p, tags, 0xe0020, 0xe007e)); tags = next)
		continue;
	return tags > end ? char_between(p, tags, CANCEL_TAG, CANCEL_TAG) : NO_MATCH;
}

static size_t
keycap(const struct md_parser *p, size_t at)
{
	size_t end;

	if (p->text[at] != '#' && p->text[at] != '*' &&
	    !md_is((unsigned char)p->text[at], CH_DIGIT))
		return NO_MATCH;
	end = char_between(p, at + 1, VARIATION_16, VARIATION_16);
	return char_between(p, end ? end : at + 1, KEYCAP, KEYCAP);
}

/*
 * Emoji, optionally with skin tone modifiers, joined by ZERO WIDTH JOINER. A sequence that ends with
 * a joiner does not match. Its extent is kept, so that it is not scanned again from within.
 */
static size_t
joined_emoji(struct md_parser *p, size_t at)
{
	size_t end = at, next, from = at;

	while ((next = one_emoji(p, end, JOINABLE))) {
		end = next;
		if ((next = char_between(p, end, 0x1f3fb, 0x1f3ff)))
			end = next;
		if (!(next = char_between(p, end, ZERO_WIDTH_JOINER, ZERO_WIDTH_JOINER)))
			return end;
		end = next;
		if (end > p->broken_zwj_from && end <= p->broken_zwj_to)
			break;
	}
	if (end > from) {
		if (end < p->broken_zwj_to && end > p->broken_zwj_from)
			end = p->broken_zwj_to;
		p->broken_zwj_from = from;
		p->broken_zwj_to = end;
	}
	return NO_MATCH;
}

static size_t
styled_emoji(const struct md_parser *p, size_t at)
{
	size_t end;

	if (!(emoji_parts(md_char(p, at, &end)) & STYLED))
		return NO_MATCH;
	return char_between(p, end, VARIATION_16, VARIATION_16);
}

static size_t
country_flag(const struct md_parser *p, size_t at)
{
	size_t half = char_between(p, at, 0x1f1e6, 0x1f1ff);

	return half ? char_between(p, half, 0x1f1e6, 0x1f1ff) : NO_MATCH;
}

static size_t
unicode_emoji(struct md_parser *p, size_t at)
{
	unsigned char c = (unsigned char)p->text[at];
	size_t end;

	if (c < 128)
		return keycap(p, at);
	if ((end = tag_flag(p, at)) || (end = joined_emoji(p, at)) ||
	    (end = one_emoji(p, at, SINGLE)) || (end = styled_emoji(p, at)))
		return end;
	return country_flag(p, at);
}

size_t
md_emoji(struct md_parser *p, size_t at, struct md_list *out)
{
	struct md_node *node;
	size_t end;

	if (p->text[at] == ':') {
		end = md_skip(p, at + 1, CH_SHORTCODE);
		if (end == at + 1 || p->text[end] != ':')
			return NO_MATCH;
		if (out) {
			node = md_node_new(p, MD_EMOJI, at + 1, end);
			node->name = node->text;
			md_list_node(out, node);
		}
		return end + 1;
	}
	end = unicode_emoji(p, at);
	if (end && out)
		md_list_node(out, md_node_new(p, MD_EMOJI, at, end));
	return end;
}

/* The table is sorted by text in ASCII order. No text is the beginning of another one. */
static const struct {
	const char *text;
	const char *name;
} emoticons[] = {
	{ "#)", "dizzy_face" },
	{ "#-)", "dizzy_face" },
	{ "%)", "dizzy_face" },
	{ "%-)", "dizzy_face" },
	{ "':(", "sweat" },
	{ "':)", "sweat_smile" },
	{ "':-(", "sweat" },
	{ "':-)", "sweat_smile" },
	{ "':-D", "sweat_smile" },
	{ "':D", "sweat_smile" },
	{ "'=(", "sweat" },
	{ "'=)", "sweat_smile" },
	{ "'=D", "sweat_smile" },
	{ "(y)", "thumbsup" },
	{ "*)", "wink" },
	{ "*-)", "wink" },
	{ "*\\0/*", "person_gesturing_ok" },
	{ "*\\O/*", "person_gesturing_ok" },
	{ "-_-", "expressionless" },
	{ "-__-", "expressionless" },
	{ "-___-", "expressionless" },
	{ "0:)", "innocent" },
	{ "0:-)", "innocent" },
	{ "0:-3", "innocent" },
	{ "0:3", "innocent" },
	{ "0;-)", "innocent" },
	{ "0;^)", "innocent" },
	{ "8)", "sunglasses" },
	{ "8-)", "sunglasses" },
	{ "8-D", "sunglasses" },
	{ ":#", "no_mouth" },
	{ ":$", "flushed" },
	{ ":'(", "cry" },
	{ ":')", "joy" },
	{ ":'-)", "joy" },
	{ ":(", "disappointed" },
	{ ":)", "slight_smile" },
	{ ":*", "kissing_heart" },
	{ ":-#", "no_mouth" },
	{ ":-(", "disappointed" },
	{ ":-)", "slight_smile" },
	{ ":-*", "kissing_heart" },
	{ ":-.", "confused" },
	{ ":-/", "confused" },
	{ ":-D", "smiley" },
	{ ":-O", "open_mouth" },
	{ ":-P", "stuck_out_tongue" },
	{ ":-X", "no_mouth" },
	{ ":-[", "disappointed" },
	{ ":-b", "stuck_out_tongue" },
	{ ":-\xc3\x9e", "stuck_out_tongue" },
	{ ":/", "confused" },
	{ ":@", "angry" },
	{ ":D", "smiley" },
	{ ":L", "confused" },
	{ ":O", "open_mouth" },
	{ ":P", "stuck_out_tongue" },
	{ ":X", "no_mouth" },
	{ ":[", "disappointed" },
	{ ":\\", "confused" },
	{ ":]", "slight_smile" },
	{ ":^*", "kissing_heart" },
	{ ":b", "stuck_out_tongue" },
	{ ":\xc3\x9e", "stuck_out_tongue" },
	{ ";(", "cry" },
	{ ";)", "wink" },
	{ ";-(", "cry" },
	{ ";-)", "wink" },
	{ ";-]", "wink" },
	{ ";D", "wink" },
	{ ";]", "wink" },
	{ ";^)", "wink" },
	{ "</3", "broken_heart" },
	{ "<3", "heart" },
	{ "=#", "no_mouth" },
	{ "=$", "flushed" },
	{ "=(", "disappointed" },
	{ "=)", "slight_smile" },
	{ "=*", "kissing_heart" },
	{ "=/", "confused" },
	{ "=D", "smiley" },
	{ "=L", "confused" },
	{ "=P", "stuck_out_tongue" },
	{ "=X", "no_mouth" },
	{ "=\\", "confused" },
	{ "=]", "slight_smile" },
	{ ">.<", "persevere" },
	{ ">:(", "angry" },
	{ ">:)", "laughing" },
	{ ">:-(", "angry" },
	{ ">:-)", "laughing" },
	{ ">:O", "open_mouth" },
	{ ">:P", "stuck_out_tongue_winking_eye" },
	{ ">:[", "disappointed" },
	{ ">:\\", "confused" },
	{ ">;)", "laughing" },
	{ ">;/", "confused" },
	{ ">=)", "laughing" },
	{ "B)", "sunglasses" },
	{ "B-)", "sunglasses" },
	{ "B-D", "sunglasses" },
	{ "D:", "fearful" },
	{ "O:)", "innocent" },
	{ "O:-)", "innocent" },
	{ "O:-3", "innocent" },
	{ "O:3", "innocent" },
	{ "O;-)", "innocent" },
	{ "O=)", "innocent" },
	{ "O_O", "open_mouth" },
	{ "X)", "dizzy_face" },
	{ "X-)", "dizzy_face" },
	{ "X-P", "stuck_out_tongue_winking_eye" },
	{ "\\0\\/", "person_gesturing_ok" },
	{ "\\O\\/", "person_gesturing_ok" },
};

#define EMOTICONS (ARRAY_LEN(emoticons))

/* Returns the index of the first emoticon that does not begin with a character less than `c`. */
static size_t
emoticon_lower_bound(char c)
{
	size_t low = 0, high = EMOTICONS, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (emoticons[middle].text[0] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
md_emoticon(struct md_parser *p, size_t at, struct md_list *out)
{
	char c = p->text[at];
	struct md_node *node;
	size_t i, end;

	if (!md_is((unsigned char)c, CH_EMOTICON))
		return NO_MATCH;
	for (i = emoticon_lower_bound(c); i < EMOTICONS && emoticons[i].text[0] == c; i++) {
		if (emoticons[i].text[1] != p->text[at + 1] ||
		    !md_starts_with(p, at, emoticons[i].text))
			continue;
		end = at + strlen(emoticons[i].text);
		if (out) {
			node = md_node_new(p, MD_EMOJI, at, end);
			node->name.at = emoticons[i].name;
			node->name.len = strlen(emoticons[i].name);
			md_list_node(out, node);
		}
		return end;
	}
	return NO_MATCH;
}

static bool
emoticon_neighbour(const struct md_parser *p, enum md_context in, size_t at)
{
	char c = p->text[at];

	return at == p->len || md_is((unsigned char)c, CH_SPACE | CH_EOL) || c == '*' ||
	       (in == IN_ITALIC && c == '_');
}

/*
 * Returns whether an emoticon may end here: in front of white space, of an item that another rule
 * matches, or of an emoticon for which the same holds. The result is memoized for each emoticon of
 * such a chain.
 */
static bool
emoticon_may_end(struct md_parser *p, enum md_context in, size_t at)
{
	unsigned context = AFTER_EMOTICON + (unsigned)in;
	uint32_t known = 0;
	size_t from = at, next;

	while (!known && !(known = md_memo_get(p, context, at))) {
		if (emoticon_neighbour(p, in, at) || md_item_except_emoticon(p, in, at))
			known = 2;
		else if ((next = md_emoticon(p, at, NULL)))
			at = next;
		else
			known = 1;
	}
	for (; from < at; from = md_emoticon(p, from, NULL))
		md_memo_put(p, context, from, known);
	return known == 2;
}

size_t
md_emoticon_in_context(struct md_parser *p, enum md_context in, size_t at, struct md_list *out)
{
	size_t end = md_emoticon(p, at, NULL);

	if (!end || !emoticon_may_end(p, in, end))
		return NO_MATCH;
	return out ? md_emoticon(p, at, out) : end;
}
