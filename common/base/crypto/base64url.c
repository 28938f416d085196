/* SPDX-License-Identifier: MIT */
#include "base/crypto/base64url.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
base64url(char *out, const void *bytes, size_t len)
{
	const unsigned char *from = bytes;
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < len; i++) {
		held = (held << 8 | from[i]) & 0xffff;
		for (bits += 8; bits >= 6; bits -= 6)
			*out++ = digits[held >> (bits - 6) & 63];
	}
	if (bits > 0)
		*out++ = digits[held << (6 - bits) & 63];
	*out = '\0';
}

bool
base64url_read(const char *text, void *out, size_t len)
{
	size_t chars = strspn(text, digits), padding = strspn(text + chars, "=");
	unsigned char *to = out;
	unsigned bits = 0, held = 0;

	if (chars != BASE64URL_LEN(len) || text[chars + padding] != '\0' ||
	    (padding > 0 && (chars + padding) % 4 != 0))
		return false;
	for (size_t i = 0; i < chars; i++) {
		held = (held << 6 | (unsigned)(strchr(digits, text[i]) - digits)) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*to++ = (unsigned char)(held >> bits);
		}
	}
	/* What is left over of the last character must be 0. */
	return (held & ((1u << bits) - 1)) == 0;
}
