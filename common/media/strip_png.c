/* SPDX-License-Identifier: MIT */
/* PNG, https://www.w3.org/TR/png-3/ 5: chunks of a length, a type of four letters, content and a checksum. */
#include "media/strip_format.h"

#include <string.h>
#include <zlib.h>

#include "base/str.h"

#define SIGNATURE "\x89PNG\r\n\x1A\n"
#define SIGNATURE_LEN 8
#define CHUNK_HEAD_LEN 8 /* bytes: the length and the type */
#define CHECKSUM_LEN 4   /* bytes */
#define HEADER_LEN 13    /* bytes: the content of IHDR */

static const char *const kept[] = { "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "iCCP",
	"sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT" };

static strip_step_fn chunk_step;

static void
chunk_end(struct strip *strip)
{
	strip_hold(strip, CHUNK_HEAD_LEN, chunk_step);
}

static bool
is_kept(const uint8_t *type)
{
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (memcmp(type, kept[i], 4) == 0)
			return true;
	return false;
}

static bool
is_type(const uint8_t *type)
{
	for (size_t i = 0; i < 4; i++)
		if ((type[i] | 0x20) < 'a' || (type[i] | 0x20) > 'z')
			return false;
	return true;
}

static void
chunk_step(struct strip *strip)
{
	const uint8_t *type = strip->hold + 4;
	uint64_t len = big_endian_32(strip->hold);

	if (len > INT32_MAX || !is_type(type)) {
		strip_bad(strip);
		return;
	}
	strip->has_picture = strip->has_picture || memcmp(type, "IDAT", 4) == 0;
	if (!is_kept(type)) {
		strip_drop(strip, len + CHECKSUM_LEN, chunk_end);
		return;
	}
	strip_emit(strip, strip->hold, CHUNK_HEAD_LEN);
	strip_keep(
	    strip, len + CHECKSUM_LEN, memcmp(type, "IEND", 4) == 0 ? strip_done : chunk_end);
}

/* A header that is wrong is no beginning of a picture: browsers show none. */
static void
header_step(struct strip *strip)
{
	const uint8_t *chunk = strip->hold + SIGNATURE_LEN, *content = chunk + CHUNK_HEAD_LEN;

	if (memcmp(strip->hold, SIGNATURE, SIGNATURE_LEN) != 0 ||
	    big_endian_32(chunk) != HEADER_LEN || memcmp(chunk + 4, "IHDR", 4) != 0 ||
	    big_endian_32(content) == 0 || big_endian_32(content + 4) == 0 ||
	    crc32(0, chunk + 4, 4 + HEADER_LEN) != big_endian_32(content + HEADER_LEN)) {
		strip_bad(strip);
		return;
	}
	strip_emit(strip, strip->hold, strip->held);
	chunk_end(strip);
}

void
strip_png(struct strip *strip)
{
	strip_hold(strip, SIGNATURE_LEN + CHUNK_HEAD_LEN + HEADER_LEN + CHECKSUM_LEN, header_step);
}
