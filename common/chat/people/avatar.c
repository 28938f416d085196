/* SPDX-License-Identifier: MIT */
#include "chat/people/avatar.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto/fnv.h"
#include "base/str.h"
#include "base/utf8.h"

/* White text is legible on each of them. */
static const char *const colours[] = { "#b3261e", "#a8325e", "#8e3a9d", "#6246a8", "#3f51b5",
	"#1565c0", "#00707f", "#00695c", "#2e7d32", "#8a5a00", "#a84300", "#5d5148" };

#define INITIAL_SIZE 5 /* bytes, with the NUL */

/*
 * Returns whether the character is, approximately, a letter or digit of any script. It excludes what
 * XML forbids, direction marks and combining characters.
 */
static bool
is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	return c >= 0xc0 && !(c >= 0x300 && c < 0x370) && !(c >= 0x2000 && c < 0x2c00) &&
	       !(c >= 0x3000 && c < 0x3040) && !(c >= 0xd800 && c < 0xf900) &&
	       !(c >= 0xfe00 && c < 0xff10) && c < 0xffe0;
}

static void
initial_set(char out[INITIAL_SIZE], uint32_t c)
{
	out[utf8_encode(out, c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c)] = '\0';
}

/* Finds the first letters of the first and last word, or the first two letters of a single word. */
static void
initials(const char *name, char first[INITIAL_SIZE], char second[INITIAL_SIZE])
{
	const char *end = name + strlen(name);
	size_t words = 0, letters = 0;

	*first = *second = '\0';
	while (name < end) {
		uint32_t c = utf8_next(&name, end);

		if (!is_letter(c)) {
			letters = 0;
			continue;
		}
		if (letters++ == 0 && ++words == 1)
			initial_set(first, c);
		else if (letters == 1 || (letters == 2 && words == 1))
			initial_set(second, c);
	}
}

/* The SVG contains only letters of the name, so nothing must be escaped. */
const char *
avatar_svg(struct arena *mem, const char *username)
{
	char first[INITIAL_SIZE], second[INITIAL_SIZE];

	initials(username, first, second);
	return arena_printf(mem,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"200\" "
	    "viewBox=\"0 0 200 200\"><rect width=\"200\" height=\"200\" fill=\"%s\"/>"
	    "<text x=\"100\" y=\"100\" dy=\".36em\" fill=\"#fff\" font-size=\"96\" "
	    "font-family=\"Helvetica,Arial,sans-serif\" text-anchor=\"middle\">%s%s</text></svg>",
	    colours[fnv32(username) % ARRAY_LEN(colours)], *first ? first : "?", second);
}

void
avatar_url_json(struct json_out *out, const char *username)
{
	char url[128];

	snprintf(url, sizeof(url), "/avatar/%s", username);
	json_put_string(out, "avatarUrl", url);
}
