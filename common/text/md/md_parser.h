/* SPDX-License-Identifier: MIT */
/*
 * md_parser.h: the declarations that the rules of the grammar share; private to this folder.
 *
 * The parser is a recursive descent parser that memoizes, as a packrat parser does. A rule is a
 * function (parser, position, list) that returns the position behind its match, or NO_MATCH. If
 * the list is NULL, the rule only recognises; otherwise it also appends the nodes of the match. So
 * a rule is tried first, and its nodes are built once it is known that they are part of the result.
 *
 * The grammar is recursive: links, emphasis and spoilers contain each other, and whether :) is an
 * emoticon depends on the item behind it. Therefore the files md_inline.c, md_emphasis.c,
 * md_links.c and md_emoji.c call each other.
 *
 * Rules are tried at nearly every position of a text. Two mechanisms keep the time linear:
 * - md_run_end() finds the end of the content of *bold*, a [title] and so on. It stores the result
 *   in the memo table, for one position in every few that it passed.
 * - md_span() finds the end of a sequence of characters of one kind. It keeps the last sequence of
 *   each kind, since all positions in it have the same end.
 *
 * The depth of the recursion is bounded by the depth of the tree (see md.h): bold, italic, strike
 * and links are not nested in themselves, and the ends of spoilers are found from right to left.
 *
 * In a link [title](target), title and target are what CommonMark calls the link text and the link
 * destination.
 */
#ifndef TEXT_MD_MD_PARSER_H
#define TEXT_MD_MD_PARSER_H

#include <stdint.h>
#include <string.h>

#include "text/md/md.h"
#include "text/md/md_list.h"

#define NO_MATCH ((size_t)0) /* no match ends at position 0, since no match is empty */

/*
 * In bytes. A key of the memo table holds a position and a context in 32 bits, so a text of this
 * length or more is not parsed.
 */
#define MD_LEN_MAX ((size_t)1 << 24)

/*
 * Classes of bytes. A class contains either all bytes of characters beyond ASCII or none of them.
 * The _RUN classes are the characters of plain text with which no rule of their context begins; the
 * _ANY classes are the characters that become plain text when no rule matches.
 */
enum md_class {
	CH_SPACE = 1 << 0,
	CH_EOL = 1 << 1,
	CH_DIGIT = 1 << 2,
	CH_ALPHA = 1 << 3,
	CH_ALNUM = 1 << 4,
	CH_HEX = 1 << 5,
	CH_TEXT = 1 << 6, /* all except brackets, delimiters of emphasis and controls */
	CH_PLAIN_RUN = 1 << 7,
	CH_BOLD_RUN = 1 << 8,
	CH_ITALIC_RUN = 1 << 9,
	CH_STRIKE_RUN = 1 << 10,
	CH_TITLE_RUN = 1 << 11,
	CH_BOLD_ANY = 1 << 12,
	CH_ITALIC_ANY = 1 << 13,
	CH_STRIKE_ANY = 1 << 14,
	CH_HOST = 1 << 15, /* in a label of a host name; - and _ have a rule of their own */
	CH_SCHEME = 1 << 16,
	CH_USER_INFO = 1 << 17,          /* in the user or the password of a URL */
	CH_URL = 1 << 18,                /* in the path, query or fragment of a URL */
	CH_PUNCTUATION = 1 << 19,        /* a URL does not end with it */
	CH_TARGET_PUNCTUATION = 1 << 20, /* the target of [title](target) does not end with it */
	CH_LABEL = 1 << 21,              /* in the title of <target|title> */
	CH_LOCAL = 1 << 22,              /* a symbol in the local part of an e-mail address */
	CH_SHORTCODE = 1 << 23,
	CH_LANGUAGE = 1 << 24,   /* in the info string of a fenced code block */
	CH_NAME = 1 << 25,       /* in the name of a user or channel */
	CH_HOST_STOP = 1 << 26,  /* must not follow a - or _ in a host name */
	CH_BEFORE_DOT = 1 << 27, /* may precede the first dot or the :// of a URL */
	CH_BEFORE_AT = 1 << 28,  /* may precede the @ of an e-mail address */
	CH_EMOTICON = 1 << 29,   /* the first character of an emoticon */
	CH_WORD = 1 << 30,       /* of CH_PLAIN_RUN, except the "." "@" "#" of links and mentions */
};

/*
 * The construct that contains an item, which decides what rules are tried. It is a part of the keys
 * of the memo table; from AFTER_EMOTICON on, the values are used for nothing else.
 */
enum md_context {
	IN_BOLD,
	IN_ITALIC,
	IN_STRIKE,
	IN_TITLE,
	IN_SPOILER,
	IN_LINE,
	AFTER_EMOTICON, /* plus one of the above: whether an emoticon may end at this position */
	/* From here on the result does not depend on the open constructs. */
	IN_TARGET = 2 * AFTER_EMOTICON, /* the end of the target of a link */
	IN_TARGET_REST,                 /* the end of such a target, from behind its host on */
	IN_HOST,                        /* the end of a host name */
};

/* The constructs that are not nested in themselves; bits of md_parser.open. */
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
	SPAN_URL,      /* the rest of the target in <target|title> */
	SPAN_AUTOLINK, /* the rest of a URL that stands in the text without delimiters */
	SPAN_PARENTHESIS,
	SPAN_LABEL,
	SPAN_TITLE,
	SPAN_BEFORE_AT,
	SPAN_BEFORE_DOT,
	SPAN_KINDS
};

struct md_span {
	size_t from, to; /* the sequence ends at `to` from every position in between */
};

struct md_memo {
	uint32_t *keys, *values;
	size_t cap, len;
};

struct md_parser {
	struct arena *arena;
	const char *text; /* is NUL-terminated; NUL belongs to no class */
	size_t len;
	unsigned open; /* bits of enum md_open: the constructs that contain the position */
	bool has_at, has_underscore, has_dot; /* the text contains it; "://" counts as a dot */
	bool spoilers_known;                  /* the ends of all spoilers are in the memo table */
	struct md_memo memo;
	size_t *pending; /* a stack of positions that get a memo entry when the end is found */
	size_t pending_len, pending_cap;
	struct md_span spans[SPAN_KINDS];      /* the last sequence of each kind */
	size_t local_from, local_to;           /* the last local part; its @ stands at local_to */
	size_t broken_zwj_from, broken_zwj_to; /* the last ZWJ sequence that was incomplete */
	size_t utf16_at, utf16_units;          /* the last position and its offset in UTF-16 */
};

/* md_chars.c */
void md_chars_init(void);
extern unsigned md_classes[256]; /* the classes of each byte; md_chars_init() computes them */

static inline bool
md_is(unsigned char c, unsigned classes)
{
	return (md_classes[c] & classes) != 0;
}

bool md_is_name_char(uint32_t c);      /* a letter or digit of any script */
bool md_is_local_char(uint32_t c);     /* the same, a combining mark or one of some symbols */
bool md_is_blank(struct md_text text); /* consists of white space as JavaScript defines it */
bool md_is_blank_char(uint32_t c);

/* md_parser.c */

/* Returns the code point at a position, 0 at the end of the text; *next is the next position. */
uint32_t md_char(const struct md_parser *p, size_t at, size_t *next);
size_t md_next_char(const struct md_parser *p, size_t at);

/* Return the end of the longest sequence of these classes or of this kind; it may be empty. */
size_t md_skip(const struct md_parser *p, size_t at, unsigned classes);
size_t md_span(struct md_parser *p, enum md_span_kind kind, size_t at);

/* Returns the position behind the line ending at `at`, or NO_MATCH if there is none. */
size_t md_eol(const struct md_parser *p, size_t at);

/* The memo table holds values other than 0; md_memo_get() returns 0 for a key without value. */
uint32_t md_memo_get(const struct md_parser *p, unsigned context, size_t at);
void md_memo_put(struct md_parser *p, unsigned context, size_t at, uint32_t value);
void md_pending_push(struct md_parser *p, size_t at);

size_t md_utf16_offset(struct md_parser *p, size_t at);

/* Allocates a node with the text between two positions. */
struct md_node *md_node_new(struct md_parser *p, enum md_type type, size_t from, size_t to);

/* Appends a link with one piece of plain text as its label. */
void md_link_add(
    struct md_parser *p, struct md_text src, struct md_text label, struct md_list *out);

static inline bool
md_starts_with(const struct md_parser *p, size_t at, const char *word)
{
	return p->text[at] == *word && strncmp(p->text + at, word, strlen(word)) == 0;
}

/* md_inline.c: a line and the items in it */
size_t md_inline(struct md_parser *p, size_t at, struct md_list *out);
size_t md_line_item(struct md_parser *p, size_t at, struct md_list *out);
size_t md_any_char(struct md_parser *p, size_t at, struct md_list *out);
size_t md_whitespace(struct md_parser *p, size_t at, struct md_list *out);
size_t md_inline_code(struct md_parser *p, size_t at, struct md_list *out);

/* Matches plain text: all characters of class `more`, or if there are none, one of `first`. */
size_t md_plain_item(
    struct md_parser *p, size_t at, unsigned first, unsigned more, struct md_list *out);

/* Recognises an item of a context by any of its rules except the one for emoticons. */
size_t md_item_except_emoticon(struct md_parser *p, enum md_context in, size_t at);

/*
 * A run is the longest sequence of items of a context. md_run_end() returns its end, which is `at`
 * if it is empty; md_run_build() appends the nodes of the items from `at` to that end.
 */
size_t md_run_end(struct md_parser *p, enum md_context in, size_t at);
void md_run_build(
    struct md_parser *p, enum md_context in, size_t at, size_t end, struct md_list *out);

/* md_emphasis.c */
size_t md_emphasis(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emphasis_blank(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emphasis_item(struct md_parser *p, enum md_context in, size_t at, struct md_list *out);

/* Matches an item in bold or italic that is neither an emoticon nor plain text. */
size_t md_emphasis_rule(struct md_parser *p, enum md_context in, size_t at, struct md_list *out);

/* md_mention.c */
size_t md_mention(struct md_parser *p, size_t at, struct md_list *out);
size_t md_mention_or_text(struct md_parser *p, size_t at, struct md_list *out);
size_t md_channel(struct md_parser *p, size_t at, struct md_list *out);

/* md_emoji.c */
size_t md_emoji(struct md_parser *p, size_t at, struct md_list *out);
size_t md_emoticon(struct md_parser *p, size_t at, struct md_list *out);

/* Matches an emoticon only if the text behind it allows one in this context. */
size_t md_emoticon_in_context(
    struct md_parser *p, enum md_context in, size_t at, struct md_list *out);

/* md_links.c: [title](target), <target|title>, ![title](target) */
size_t md_reference(struct md_parser *p, size_t at, struct md_list *out);
size_t md_image(struct md_parser *p, size_t at, struct md_list *out);
size_t md_title_item(struct md_parser *p, size_t at, struct md_list *out);
size_t md_target_step(struct md_parser *p, size_t at);

/* md_url.c: URLs, e-mail addresses and phone numbers without delimiters, and their parts */
size_t md_scheme(const struct md_parser *p, size_t at);
size_t md_url_head(struct md_parser *p, size_t at);
size_t md_phone_end(const struct md_parser *p, size_t at);
struct md_text md_phone_target(struct md_parser *p, size_t at, size_t end); /* "tel:" and digits */
size_t md_phone(struct md_parser *p, size_t at, struct md_list *out);
size_t md_email(struct md_parser *p, size_t at, struct md_list *out);
size_t md_url(struct md_parser *p, size_t at, struct md_list *out);
size_t md_underscored_host(struct md_parser *p, size_t at, struct md_list *out);

/* md_host.c */
enum md_host_kind {
	HOST_UNKNOWN,
	HOST_PUBLIC, /* ends in a public suffix */
	HOST_LOCAL,  /* is localhost or ends in it */
	HOST_IP_ADDRESS,
};

/* Classifies the host of a URL. HOST_LOCAL and HOST_IP_ADDRESS are returned only if `local`. */
enum md_host_kind md_host_kind(struct arena *arena, struct md_text url, bool local);

/* md_timestamp.c */
size_t md_timestamp(struct md_parser *p, size_t at, struct md_list *out);
size_t md_escaped_timestamp(struct md_parser *p, size_t at, struct md_list *out);

/* md_table.c */
size_t md_table(struct md_parser *p, size_t at, struct md_list *out);

#endif
