/* SPDX-License-Identifier: MIT */
#include "base/printable.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

/* Control characters, line separators and characters that change the direction of text. */
static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

const char *
text_printable(struct arena *mem, const char *text)
{
	const char *at = text, *end;
	struct buf out = { 0 };

	if (!text)
		return NULL;
	end = text + strlen(text);
	while (at < end) {
		const char *from = at;
		uint32_t c = utf8_next(&at, end);
		bool wrong = c == 0xfffd && at - from == 1;

		if (!wrong && !is_control(c))
			buf_put(&out, from, (size_t)(at - from));
		else if (!wrong && c == '\n')
			buf_puts(&out, "\\n");
		else
			for (; from < at; from++)
				buf_printf(&out, "\\x%02x", (unsigned char)*from);
	}
	text = arena_strdup(mem, buf_cstr(&out));
	buf_free(&out);
	return text;
}
