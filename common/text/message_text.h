/*
 * message_text.h: what the text of a message means: its md tree as JSON, the links in it and
 * the names it mentions. Knows nothing of HTTP, SQL or who exists.
 */
#ifndef TEXT_MESSAGE_TEXT_H
#define TEXT_MESSAGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct message_text {
	const char *md;              /* JSON array; NULL when the text is empty */
	const char *urls;            /* JSON array of {"url","meta":{}}, each link once, in order */
	const char *const *mentions; /* user names behind @, each once, in order, without the @ */
	size_t mentions_len;
	bool mentions_all;  /* @all */
	bool mentions_here; /* @here; neither is among mentions */
};

/*
 * How long md can be for a text of that length. Text made of nothing but the shortest markup
 * would take 35 times its own size, and a page of such messages hundreds of megabytes; what
 * would be longer is one plain paragraph.
 */
#define MESSAGE_TEXT_MD_MAX(len) (64 * 1024 + 4 * (len))

/*
 * Reads `len` bytes of valid UTF-8 without NUL. Everything in *out lives in the arena. Time and
 * memory are linear in len.
 */
void message_text_read(struct arena *arena, const char *text, size_t len, struct message_text *out);

#endif
