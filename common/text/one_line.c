/* SPDX-License-Identifier: MIT */
#include "text/one_line.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>

#include "base/utf8.h"

#define UTF8_SEQUENCE_MAX 4 /* bytes of a code point */

static bool
is_blank(uint32_t code_point)
{
	return uc_is_property_white_space(code_point) ||
	       uc_is_general_category(code_point, UC_CATEGORY_Cc);
}

const char *
one_line(struct arena *arena, const char *text)
{
	const char *end = text + strlen(text), *next;
	char *line = arena_alloc(arena, (size_t)(end - text) + 1), *to = line;
	bool after_blank = false;

	for (; text < end; text = next) {
		next = text;
		if (is_blank(utf8_next(&next, end))) {
			after_blank = to > line;
			continue;
		}
		if (after_blank)
			*to++ = ' ';
		after_blank = false;
		memcpy(to, text, (size_t)(next - text));
		to += next - text;
	}
	*to = '\0';
	return line;
}

size_t
text_cut(const char *text, size_t len, size_t max, size_t graphemes)
{
	char breaks[TEXT_CUT_MAX + UTF8_SEQUENCE_MAX];
	/* The code point after the cut takes part in deciding whether it is one. */
	size_t known = utf8_cut(text, len, max + UTF8_SEQUENCE_MAX), last = 0, count = 0;

	assert(max <= TEXT_CUT_MAX);
	u8_grapheme_breaks((const uint8_t *)text, known, breaks);
	for (size_t at = 1; at <= known && at <= max && count < graphemes; at++)
		if (at == len || (at < known && breaks[at])) {
			last = at;
			count++;
		}
	return last > 0 || graphemes == 0 ? last : utf8_cut(text, len, max);
}
