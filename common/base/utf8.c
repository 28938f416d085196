/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"

/* Returns the length of the sequence that begins at p, or 0 if it is ill-formed. */
static size_t
sequence_len(const unsigned char *p, const unsigned char *end)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (*p < 0x80)
		return 1;
	if (*p >= 0xc2 && *p <= 0xdf)
		len = 2;
	else if (*p >= 0xe0 && *p <= 0xef)
		len = 3;
	else if (*p >= 0xf0 && *p <= 0xf4)
		len = 4;
	else
		return 0;
	if (*p == 0xe0)
		low = 0xa0; /* smaller values make an overlong sequence */
	else if (*p == 0xed)
		high = 0x9f; /* larger values make a surrogate */
	else if (*p == 0xf0)
		low = 0x90; /* smaller values make an overlong sequence */
	else if (*p == 0xf4)
		high = 0x8f; /* larger values make a code point beyond U+10FFFF */
	if ((size_t)(end - p) < len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return len;
}

static bool
is_ascii_word(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return (word & UINT64_C(0x8080808080808080)) == 0;
}

bool
utf8_valid(const char *text, size_t len, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + len;

	while (p < end) {
		size_t step;

		while (end - p >= 8 && is_ascii_word(p))
			p += 8;
		if (p == end)
			break;
		step = sequence_len(p, end);
		if (step == 0) {
			if (bad)
				*bad = (size_t)(p - (const unsigned char *)text);
			return false;
		}
		p += step;
	}
	return true;
}

size_t
utf8_utf16_len(const char *text, size_t len)
{
	size_t units = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		units += (c & 0xc0) != 0x80; /* counts each character by its first byte */
		units += c >= 0xf0;          /* counts the second unit of a surrogate pair */
	}
	return units;
}

uint32_t
utf8_next(const char **text, const char *end)
{
	const unsigned char *p = (const unsigned char *)*text;
	size_t len = sequence_len(p, (const unsigned char *)end);
	uint32_t code_point;

	if (len == 0) {
		*text += 1;
		return 0xfffd;
	}
	*text += len;
	if (len == 1)
		return *p;
	code_point = *p & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++)
		code_point = code_point << 6 | (p[i] & 0x3fu);
	return code_point;
}

size_t
utf8_encode(char out[4], uint32_t code_point)
{
	if (code_point < 0x80) {
		out[0] = (char)code_point;
		return 1;
	}
	if (code_point < 0x800) {
		out[0] = (char)(0xc0 | code_point >> 6);
		out[1] = (char)(0x80 | (code_point & 0x3f));
		return 2;
	}
	if (code_point < 0x10000) {
		out[0] = (char)(0xe0 | code_point >> 12);
		out[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code_point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code_point >> 18);
	out[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code_point & 0x3f));
	return 4;
}

bool
utf8_is_blank(const char *text)
{
	return text[strspn(text, " \t\n\v\f\r")] == '\0';
}

/*
 * The characters that show nothing, without those of ASCII: the properties White_Space and
 * Default_Ignorable_Code_Point of Unicode 15, the control characters of Latin-1, and U+2800.
 */
static const struct {
	uint32_t first, last;
} invisible[] = {
	{ 0x80, 0xa0 },
	{ 0xad, 0xad },
	{ 0x34f, 0x34f },
	{ 0x61c, 0x61c },
	{ 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },
	{ 0x17b4, 0x17b5 },
	{ 0x180b, 0x180f },
	{ 0x2000, 0x200f },
	{ 0x2028, 0x202f },
	{ 0x205f, 0x206f },
	{ 0x2800, 0x2800 },
	{ 0x3000, 0x3000 },
	{ 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfff8 },
	{ 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe0fff },
};

bool
utf8_is_visible(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point > ' ' && code_point != 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(invisible) && invisible[i].first <= code_point; i++)
		if (code_point <= invisible[i].last)
			return false;
	return true;
}

bool
utf8_is_invisible(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end)
		if (utf8_is_visible(utf8_next(&text, end)))
			return false;
	return true;
}

size_t
utf8_cut(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}
