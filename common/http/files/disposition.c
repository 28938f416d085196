/* SPDX-License-Identifier: MIT */
#include "http/files/disposition.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

/* Old clients read escapes such as %20 in a quoted string, which is not meant, so none is there. */
static void
put_ascii(struct buf *text, const char *name)
{
	const char *end = name + strlen(name);

	while (name < end) {
		uint32_t c = utf8_next(&name, end);

		if (c < 0x20 || c >= 0x7f || c == '%') {
			buf_putc(text, '_');
			continue;
		}
		if (c == '"' || c == '\\')
			buf_putc(text, '\\');
		buf_putc(text, (char)c);
	}
}

/* attr-char of RFC 8187, 3.2.1. */
static bool
is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       strchr("!#$&+-.^_`|~", c);
}

static void
put_encoded(struct buf *text, const char *name)
{
	for (; *name; name++) {
		if ((unsigned char)*name < 0x20 || *name == 0x7f)
			buf_putc(text, '_');
		else if (is_plain(*name))
			buf_putc(text, *name);
		else
			buf_printf(text, "%%%02X", (unsigned)(unsigned char)*name);
	}
}

const char *
disposition_text(struct arena *arena, bool is_inline, const char *name)
{
	struct buf text = { 0 };

	buf_puts(&text, is_inline ? "inline" : "attachment");
	buf_puts(&text, "; filename=\"");
	put_ascii(&text, name);
	buf_puts(&text, "\"; filename*=UTF-8''");
	put_encoded(&text, name);
	return buf_take(&text, arena);
}
