/* SPDX-License-Identifier: MIT */
/*
 * message_text.h: parses the text of a message into its md tree as JSON, the links in it and the
 * usernames that it mentions. Whether these users exist is not checked.
 */
#ifndef TEXT_MESSAGE_TEXT_H
#define TEXT_MESSAGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct message_text {
	const char *md;   /* a JSON array; NULL if the text is empty or too long, see below */
	const char *urls; /* a JSON array of {"url","meta":{}}, each link once, in order */
	const char *const *mentions; /* usernames without the @, each once, in order */
	size_t mentions_len;
	bool mentions_all;  /* @all */
	bool mentions_here; /* @here; neither is among mentions */
};

/*
 * The largest length of md and urls together, in bytes. The md of a text of nothing but short
 * markup is 35 times as long as the text, and links are in both of them, so that a page of such
 * messages would have hundreds of megabytes. Where they are longer, md becomes one paragraph of
 * plain text; if they still are, urls ends with the last link that fits; where the paragraph alone
 * does not fit, there is no md.
 */
#define MESSAGE_TEXT_JSON_MAX (52 * 1024)

/*
 * Parses `len` bytes of well-formed UTF-8 without NUL. The arena owns everything in *out. Time and
 * memory are linear in len.
 */
void message_text_read(struct arena *arena, const char *text, size_t len, struct message_text *out);

#endif
