/*
 * md_parser.h: what the rules of the grammar share; private to this folder.
 *
 * A rule is a function (parser, position, list) that returns where its match ends, or NO_MATCH.
 * Given a list it also appends the nodes of the match; with NULL it only recognises. So every
 * rule is tried first and built later, once it is known to be part of the result, and nothing
 * is built in vain.
 *
 * Two things keep the work linear where a rule is tried at every position of a text:
 * - md_run_end() remembers where the content of *bold*, [titles] and so on ends, for every
 *   few positions it passed (memo);
 * - md_span() remembers the last stretch of characters of a kind that it measured.
 *
 * Recursion is as deep as the tree may be (md.h): within bold there is no bold, and likewise
 * for italic, strike and links, and spoilers are measured from right to left.
 */
#ifndef TEXT_MD_MD_PARSER_H
#define TEXT_MD_MD_PARSER_H

#include <stdint.h>
#include <string.h>

#include "text/md/md.h"
#include "text/md/md_list.h"

#define NO_MATCH ((size_t)0) /* a match never ends at 0: none is empty */

/* A position and a context share 32 bits in the memo; longer texts are left plain. */
#define MD_LEN_MAX ((size_t)1 << 24)

/* Kinds of characters. Those beyond ASCII are alike here: a class has all of them or none. */
enum md_class {
	CH_SPACE = 1 << 0,
	CH_EOL = 1 << 1,
	CH_DIGIT = 1 << 2,
	CH_ALPHA = 1 << 3,
	CH_ALNUM = 1 << 4,
	CH_HEX = 1 << 5,
	CH_TEXT = 1 << 6,      /* anything but brackets and emphasis */
	CH_PLAIN_RUN = 1 << 7, /* what no rule of a line begins with */
	CH_BOLD_RUN = 1 << 8,  /* likewise within bold, italic, strike, title */
	CH_ITALIC_RUN = 1 << 9,
	CH_STRIKE_RUN = 1 << 10,
	CH_TITLE_RUN = 1 << 11,
	CH_BOLD_ANY = 1 << 12,
	CH_ITALIC_ANY = 1 << 13,
	CH_STRIKE_ANY = 1 << 14,
	CH_HOST = 1 << 15, /* a label of a host name, apart from - and _ */
	CH_SCHEME = 1 << 16,
	CH_USER_INFO = 1 << 17,          /* user and password of a URL */
	CH_URL = 1 << 18,                /* the rest of a URL */
	CH_PUNCTUATION = 1 << 19,        /* what a URL does not end with */
	CH_TARGET_PUNCTUATION = 1 << 20, /* likewise the target of [title](target) */
	CH_LABEL = 1 << 21,              /* the title in <url|title> */
	CH_LOCAL = 1 << 22,              /* signs in the local part of an e-mail address */
	CH_SHORTCODE = 1 << 23,
	CH_LANGUAGE = 1 << 24,   /* behind the ``` of a code block */
	CH_NAME = 1 << 25,       /* user and channel names */
	CH_HOST_STOP = 1 << 26,  /* does not even follow - and _ there */
	CH_BEFORE_DOT = 1 << 27, /* up to the first dot of a URL, or the :// */
	CH_BEFORE_AT = 1 << 28,
	CH_FACE = 1 << 29, /* what emoticons begin with */
	CH_WORD = 1 << 30, /* of CH_PLAIN_RUN what no rule looks for within a run */
};

/* Where an item stands: decides which rules are tried. Part of the memo's key. */
enum md_context {
	IN_BOLD,
	IN_ITALIC,
	IN_STRIKE,
	IN_TITLE,
	IN_SPOILER,
	IN_LINE,
	/* What else the memo keeps: */
	AFTER_EMOTICON,                 /* whether one may end here; plus one of the above */
	IN_TARGET = 2 * AFTER_EMOTICON, /* where a link's target ends, whatever is open */
	IN_TARGET_REST,                 /* where it ends behind its host, likewise */
	IN_HOST,                        /* where a host name ends, likewise */
};

/* Constructs that do not nest in themselves: set in md_parser.open while within one. */
enum md_open {
	OPEN_BOLD = 1 << 0,
	OPEN_ITALIC = 1 << 1,
	OPEN_STRIKE = 1 << 2,
	OPEN_LINK = 1 << 3,
};

enum md_span_kind {
	SPAN_NAME,
	SPAN_AT,
	SPAN_STARS,
	SPAN_UNDERSCORES,
	SPAN_TILDES,
	SPAN_URL,  /* in <target|title> */
	SPAN_LINK, /* bare in the text */
	SPAN_PARENTHESIS,
	SPAN_LABEL,
	SPAN_TITLE,
	SPAN_BEFORE_AT,
	SPAN_BEFORE_DOT,
	SPAN_KINDS
};

struct md_span {
	size_t from, to; /* every position in between has the same end: to */
};

struct md_memo {
	uint32_t *keys, *values;
	size_t cap, len;
};

struct md_parser {
	struct arena *arena;
	const char *text; /* ends in NUL, which is no character of any class */
	size_t len;
	unsigned open;                        /* of enum md_open */
	bool has_at, has_underscore, has_dot; /* anywhere; "://" counts as a dot */
	bool spoilers_known;
	struct md_memo memo;
	size_t *trail; /* positions of the runs being measured */
	size_t trail_len, trail_cap;
	struct md_span spans[SPAN_KINDS];
	size_t local_from, local_to;  /* the local part in front of the @ at local_to */
	size_t zwj_from, zwj_to;      /* an emoji sequence that is never completed */
	size_t utf16_at, utf16_units; /* the offset last asked for */
};

/* md_chars.c */
void md_chars_init(void);
extern unsigned md_classes[256]; /* of a byte */

static inline bool
md_is(unsigned char c, unsigned classes)
{
	return (md_classes[c] & classes) != 0;
}

bool md_name_char(uint32_t c);      /* letters and digits of any script */
bool md_local_char(uint32_t c);     /* these, their marks and some symbols */
bool md_blank(struct md_text text); /* only white space as JavaScript knows it */
bool md_blank_char(uint32_t c);

/* md_parser.c */
uint32_t md_char(const struct md_parser *p, size_t at, size_t *next);   /* 0 at the end */
size_t md_skip(const struct md_parser *p, size_t at, unsigned classes); /* to their end */
size_t md_span(struct md_parser *p, enum md_span_kind kind, size_t at);
size_t md_eol(const struct md_parser *p, size_t at); /* behind a line's end, or NO_MATCH */
size_t md_next_char(const struct md_parser *p, size_t at);
uint32_t md_memo_get(const struct md_parser *p, unsigned context, size_t at); /* 0 if unknown */
void md_memo_put(struct md_parser *p, unsigned context, size_t at, uint32_t value);
size_t md_utf16(struct md_parser *p, size_t at);
struct md_node *md_node_new(struct md_parser *p, enum md_type type, size_t from, size_t to);

static inline bool
md_at(const struct md_parser *p, size_t at, const char *word)
{
	return strncmp(p->text + at, word, strlen(word)) == 0;
}

/* md_inline.c: lines and everything in them. */
size_t md_inline(struct md_parser *p, size_t at, struct md_list *out);
size_t md_line_item(struct md_parser *p, size_t at, struct md_list *out);
size_t md_any(struct md_parser *p, size_t at, struct md_list *out);
size_t md_rule(struct md_parser *p, enum md_context in, size_t at); /* any but for emoticons */
size_t md_run_end(struct md_parser *p, enum md_context in, size_t at);
void md_run_build(
    struct md_parser *p, enum md_context in, size_t at, size_t end, struct md_list *out);
void md_trail_push(struct md_parser *p, size_t at);
size_t md_whitespace(struct md_parser *p, size_t at, struct md_list *out);
size_t md_inline_code(struct md_parser *p, size_t at, struct md_list *out);
size_t md_plain_item(
    struct md_parser *p, size_t at, unsigned first, unsigned more, struct md_list *out);

/* md_emphasis.c */
size_t md_emphasis(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emphasis_blank(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emphasis_item(struct md_parser *p, enum md_context in, size_t at, struct md_list *out);
size_t md_emphasis_rule(struct md_parser *p, enum md_context in, size_t at, struct md_list *out);

/* md_mention.c */
size_t md_mention(struct md_parser *p, size_t at, struct md_list *out);
size_t md_mention_or_text(struct md_parser *p, size_t at, struct md_list *out);
size_t md_channel(struct md_parser *p, size_t at, struct md_list *out);

/* md_emoji.c */
size_t md_emoji(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emoticon(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emoticon_before(struct md_parser *p, enum md_context in, size_t at, struct md_list *out);

/* md_links.c: [title](target), <target|title>, ![title](target) */
size_t md_reference(struct md_parser *p, size_t at, struct md_list *out);
size_t md_image(struct md_parser *p, size_t at, struct md_list *out);
size_t md_title_item(struct md_parser *p, size_t at, struct md_list *out);
size_t md_target_step(struct md_parser *p, size_t at);
void md_add_link(
    struct md_parser *p, struct md_text src, struct md_text label, struct md_list *out);

/* md_url.c: bare URLs, addresses, phone numbers and their parts */
size_t md_scheme(const struct md_parser *p, size_t at);
size_t md_url_head(struct md_parser *p, size_t at);
size_t md_phone_end(const struct md_parser *p, size_t at);
struct md_text md_phone_target(struct md_parser *p, size_t at, size_t end); /* tel:digits */
size_t md_phone(struct md_parser *p, size_t at, struct md_list *out);
size_t md_email(struct md_parser *p, size_t at, struct md_list *out);
size_t md_url(struct md_parser *p, size_t at, struct md_list *out);
size_t md_underscored_host(struct md_parser *p, size_t at, struct md_list *out);

/* md_known_host.c */
enum md_host_kind {
	HOST_UNKNOWN,
	HOST_KNOWN, /* ends in a public suffix */
	HOST_LOCAL,
	HOST_ADDRESS,
};
/* HOST_LOCAL and HOST_ADDRESS only where such `hosts` are wanted. */
enum md_host_kind md_host_kind(struct arena *arena, struct md_text url, bool hosts);

/* md_timestamp.c */
size_t md_timestamp(struct md_parser *p, size_t at, struct md_list *out);
size_t md_escaped_timestamp(struct md_parser *p, size_t at, struct md_list *out);

/* md_table.c */
size_t md_table(struct md_parser *p, size_t at, struct md_list *out);

#endif
