/* SPDX-License-Identifier: MIT */
#include "http/files/file_name.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

#define EXTENSION_MAX_LEN 32 /* bytes with the dot; what is longer is no extension */

/* Reads the three escapes of browsers in place (HTML, "multipart/form-data encoding algorithm"). */
static void
escapes_read(char *name)
{
	char *to = name;

	for (const char *at = name; *at; at++) {
		char c = *at;

		if (strncmp(at, "%22", 3) == 0)
			c = '"';
		else if (strncmp(at, "%0A", 3) == 0 || strncmp(at, "%0a", 3) == 0)
			c = '\n';
		else if (strncmp(at, "%0D", 3) == 0 || strncmp(at, "%0d", 3) == 0)
			c = '\r';
		if (c != *at)
			at += 2;
		*to++ = c;
	}
	*to = '\0';
}

/* Whether the character is left out: it controls the text around it, or nobody sees that it is there. */
static bool
is_left_out(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
	       c == 0xfeff || c == 0x200b || c == 0x2028 || c == 0x2029;
}

/* Writes the characters that stay to `out`, which has room for three bytes for each of the text. */
static size_t
characters_keep(const char *text, char *out)
{
	const char *end = text + strlen(text);
	size_t len = 0;

	while (text < end) {
		uint32_t c = utf8_next(&text, end);

		if (!is_left_out(c))
			len += utf8_encode(out + len, c);
	}
	return len;
}

/* Cuts a name that is too long between two characters, before its extension. Returns its length. */
static size_t
length_cut(char *name, size_t len)
{
	const char *dot = memrchr(name, '.', len);
	size_t extension = dot ? len - (size_t)(dot - name) : 0, cut;

	if (len <= FILE_NAME_MAX_LEN)
		return len;
	if (extension > EXTENSION_MAX_LEN)
		extension = 0;
	cut = utf8_cut(name, len - extension, FILE_NAME_MAX_LEN - extension);
	memmove(name + cut, name + len - extension, extension);
	return cut + extension;
}

const char *
file_name_clean(struct arena *arena, const char *sent)
{
	char *text = arena_strdup(arena, sent), *name;
	const char *last = text;
	size_t len;

	escapes_read(text);
	for (const char *at = text; *at; at++)
		if (*at == '/' || *at == '\\')
			last = at + 1;
	name = arena_alloc(arena, strlen(last) * 3 + 1);
	len = length_cut(name, characters_keep(last, name));
	name[len] = '\0';
	if (utf8_is_invisible(name) || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return "file";
	return name;
}
