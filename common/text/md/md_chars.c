/* SPDX-License-Identifier: MIT */
/* md_chars.c: the classes of characters. */
#include "base/str.h"
#include "text/md/md_parser.h"

#include "base/utf8.h"
#include "text/md/letters.h"

#define SPACES " \t"
#define ENDS "\r\n"
#define PUNCTUATION ".,!%~*\"':;()="
#define SAFE "$@&+_#?-"
#define DIGITS "0123456789"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define LETTERS UPPER LOWER

static const struct {
	enum md_class class;
	bool inverted;    /* the class has all ASCII characters except `chars` */
	bool no_controls; /* and except the characters below U+0020 */
	bool beyond;      /* the class has all characters beyond ASCII */
	const char *chars;
} class_specs[] = {
	{ CH_SPACE, false, false, false, SPACES },
	{ CH_EOL, false, false, false, ENDS },
	{ CH_DIGIT, false, false, false, DIGITS },
	{ CH_ALPHA, false, false, false, LETTERS },
	{ CH_ALNUM, false, false, false, LETTERS DIGITS },
	{ CH_HEX, false, false, false, DIGITS "abcdefABCDEF" },
	{ CH_TEXT, true, true, true, "()*[\\]^_`{|}~\x7f" },
	{ CH_PLAIN_RUN, true, false, true, "*_~`:\n<[]! \t()\\|" },
	{ CH_BOLD_RUN, true, false, true, "\n* _~" },
	{ CH_ITALIC_RUN, true, false, true, "\n_ *~" },
	{ CH_STRIKE_RUN, true, false, true, "\n~ *_:`@#[]\\<!|" },
	{ CH_TITLE_RUN, true, false, true, "]()*_~" SPACES ENDS },
	{ CH_BOLD_ANY, true, false, true, "\n* " },
	{ CH_ITALIC_ANY, true, false, true, "\n_ " },
	{ CH_STRIKE_ANY, true, false, true, "\n~ " },
	{ CH_HOST, true, false, true, PUNCTUATION SAFE ENDS SPACES "\\/|><%`[]" },
	{ CH_HOST_STOP, false, false, false, ENDS SPACES "\\/|><%`[]" },
	{ CH_SCHEME, false, false, false, LETTERS DIGITS "+-" },
	{ CH_USER_INFO, false, false, false, LETTERS DIGITS "$&+_#?-" },
	{ CH_URL, true, true, true, " )\\|\x7f" },
	{ CH_PUNCTUATION, false, false, false, PUNCTUATION },
	{ CH_TARGET_PUNCTUATION, false, false, false, ".,!%*\"':;=" },
	{ CH_LABEL, true, true, true, "<>|" },
	{ CH_LOCAL, false, false, false, "!#$%&'*+/=?^_`{|}~-" },
	{ CH_SHORTCODE, false, false, false, LETTERS DIGITS "-_+." },
	{ CH_LANGUAGE, false, false, false, LETTERS DIGITS " _-." },
	{ CH_NAME, false, false, false, LETTERS DIGITS "-_." },
	{ CH_BEFORE_DOT, true, false, true, SPACES ENDS ":./@" },
	{ CH_BEFORE_AT, true, false, true, SPACES ENDS "@" },
	{ CH_WORD, true, false, true,
	    "*_~`:\n<[]! \t()\\|"
	    ".@#" },
	{ CH_EMOTICON, false, false, false, "#%'(*-08:;<=>BDOX\\" },
};

unsigned md_classes[256];

void
md_chars_init(void)
{
	unsigned c;
	bool named;
	size_t i;

	if (md_classes['a'] != 0)
		return;
	for (i = 0; i < ARRAY_LEN(class_specs); i++) {
		for (c = 1; c < 256; c++) {
			named = c < 128 && strchr(class_specs[i].chars, (int)c);
			if (c < 128 ? named != class_specs[i].inverted &&
					  !(class_specs[i].no_controls && c < ' ')
				    : class_specs[i].beyond)
				md_classes[c] |= class_specs[i].class;
		}
	}
}

static bool
in_ranges(uint32_t c, const unsigned short (*ranges)[2], size_t len)
{
	size_t low = 0, high = len, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (c > ranges[middle][1])
			low = middle + 1;
		else
			high = middle;
	}
	return low < len && c >= ranges[low][0];
}

#define IN_RANGES(c, ranges) in_ranges((c), (ranges), ARRAY_LEN(ranges))

bool
md_is_name_char(uint32_t c)
{
	return c < 128 ? md_is((unsigned char)c, CH_ALNUM) : IN_RANGES(c, letter_ranges);
}

/*
 * The symbols of the Basic Multilingual Plane that the local part of an e-mail address may contain.
 * Of the characters beyond that plane it may contain all.
 */
static const unsigned short symbol_ranges[][2] = {
	{ 0xa9, 0xa9 },
	{ 0xae, 0xae },
	{ 0x200d, 0x200d },
	{ 0x203c, 0x203c },
	{ 0x2049, 0x2049 },
	{ 0x2122, 0x2122 },
	{ 0x2190, 0x21ff },
	{ 0x231a, 0x231b },
	{ 0x2328, 0x2328 },
	{ 0x23cf, 0x23cf },
	{ 0x23e9, 0x23f3 },
	{ 0x23f8, 0x23fa },
	{ 0x24c2, 0x24c2 },
	{ 0x25aa, 0x25ab },
	{ 0x25b6, 0x25b6 },
	{ 0x25c0, 0x25c0 },
	{ 0x25fb, 0x25fe },
	{ 0x2600, 0x27bf },
	{ 0x2934, 0x2935 },
	{ 0x2b05, 0x2b07 },
	{ 0x2b1b, 0x2b1c },
	{ 0x2b50, 0x2b50 },
	{ 0x2b55, 0x2b55 },
	{ 0x3030, 0x3030 },
	{ 0x303d, 0x303d },
	{ 0x3297, 0x3297 },
	{ 0x3299, 0x3299 },
};

bool
md_is_local_char(uint32_t c)
{
	return md_is_name_char(c) || c > 0xffff ||
	       (c >= 128 && (IN_RANGES(c, mark_ranges) || IN_RANGES(c, symbol_ranges)));
}

bool
md_is_blank_char(uint32_t c)
{
	return (c >= 9 && c <= 13) || c == ' ' || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000 || c == 0xfeff;
}

bool
md_is_blank(struct md_text text)
{
	const char *at = text.at, *end = at + text.len;

	while (at < end)
		if (!md_is_blank_char(utf8_next(&at, end)))
			return false;
	return true;
}
