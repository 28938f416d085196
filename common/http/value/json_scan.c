/* SPDX-License-Identifier: MIT */
#include "http/value/json_scan.h"

#include <string.h>

#include "base/json_out.h"
#include "base/utf8.h"

struct scan {
	const char *p;
	const char *end;
	size_t items; /* members and array items so far */
};

const char *
json_error_text(struct arena *arena, size_t offset, const char *what)
{
	return arena_printf(arena, "invalid JSON at byte %zu: %s", offset + 1, what);
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
}

bool
json_is_blank(const char *text, size_t len)
{
	return skip_blanks(text, text + len) == text + len;
}

static bool
is_nul(const struct scan *in)
{
	return *in->p == '\0' || (in->end - in->p >= 6 && memcmp(in->p, "\\u0000", 6) == 0);
}

/* Skips the rest of a string, after its opening quotation mark. False at a NUL. */
static bool
scan_string(struct scan *in, char quote)
{
	for (; in->p < in->end; in->p++) {
		/*
		 * json-c also accepts single quotes around names; there, the double quotation
		 * mark is ordinary.
		 */
		if (quote == '"')
			in->p += json_plain_len(in->p, (size_t)(in->end - in->p));
		if (in->p == in->end || *in->p == quote)
			break;
		if (is_nul(in))
			return false;
		if (*in->p == '\\' && in->p + 1 < in->end)
			in->p++;
	}
	return true;
}

/* Scans the whole text. False at a NUL, or when there are more than `max` members and items. */
static bool
scan_text(struct scan *in, size_t max)
{
	const char *inside;

	for (; in->p < in->end; in->p++) {
		switch (*in->p) {
		case '"':
		case '\'':
			in->p++;
			if (!scan_string(in, in->p[-1]))
				return false;
			if (in->p == in->end)
				return true;
			break;
		case '{':
		case '[':
			inside = skip_blanks(in->p + 1, in->end);
			in->items += inside < in->end && *inside != '}' && *inside != ']';
			break;
		case ',':
			in->items++;
			break;
		default:
			if (is_nul(in))
				return false;
		}
		if (in->items > max)
			return false;
	}
	return true;
}

const char *
json_scan(struct arena *arena, const char *text, size_t len, size_t max)
{
	struct scan in = { .p = text, .end = text + len };
	size_t bad;

	if (!utf8_valid(text, len, &bad))
		return json_error_text(arena, bad, "not UTF-8");
	if (scan_text(&in, max))
		return NULL;
	if (in.items > max)
		return json_error_text(arena, (size_t)(in.p - text),
		    arena_printf(arena, "more than %zu members and items", max));
	return json_error_text(arena, (size_t)(in.p - text), "U+0000 is not allowed");
}
