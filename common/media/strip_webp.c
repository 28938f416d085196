/* SPDX-License-Identifier: MIT */
/*
 * WebP, RFC 9649: "RIFF", the length of what follows, "WEBP", and chunks of a type of four letters, a length and content,
 * with a zero behind an odd length.
 *
 * Of struct strip `begun` says that there was a chunk, `said` is the length that the file gives, and `total` how many
 * bytes of it are still to come.
 */
#include "media/strip_format.h"

#include <string.h>

#include "base/str.h"

#define FILE_HEAD_LEN 12 /* bytes */
#define LENGTH_OFFSET 4
#define CHUNK_HEAD_LEN 8
#define EXTENDED_LEN 10 /* bytes: the content of VP8X */

/* Bits of the first byte of VP8X. */
#define HAS_XMP 0x04
#define HAS_EXIF 0x08

static const char *const kept[] = { "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP" };

static strip_step_fn chunk_step;

static void
chunk_end(struct strip *strip)
{
	if (strip->total < CHUNK_HEAD_LEN)
		strip_done(strip);
	else
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

static void
extended_step(struct strip *strip)
{
	strip->hold[CHUNK_HEAD_LEN] &= (uint8_t) ~(HAS_XMP | HAS_EXIF);
	strip_emit(strip, strip->hold, strip->held);
	chunk_end(strip);
}

/* A chunk of which the file's length says that it ends early is longer than the file says; decoders read on, too. */
static uint64_t
taken_from_total(struct strip *strip)
{
	uint64_t len = little_endian_32(strip->hold + 4);

	len += len & 1;
	strip->total -= CHUNK_HEAD_LEN + len < strip->total ? CHUNK_HEAD_LEN + len : strip->total;
	return len;
}

static void
chunk_step(struct strip *strip)
{
	const uint8_t *type = strip->hold;
	uint64_t len = taken_from_total(strip);
	bool is_picture = memcmp(type, "VP8 ", 4) == 0 || memcmp(type, "VP8L", 4) == 0 ||
			  memcmp(type, "ANMF", 4) == 0;

	/* The first chunk says what kind of file it is. */
	if (!strip->begun && !is_picture && memcmp(type, "VP8X", 4) != 0) {
		strip_bad(strip);
		return;
	}
	strip->has_picture = strip->has_picture || is_picture;
	if (memcmp(type, "VP8X", 4) == 0) {
		if (strip->begun || len != EXTENDED_LEN)
			strip_bad(strip);
		else
			strip_hold_more(strip, EXTENDED_LEN, extended_step);
	} else if (is_kept(type)) {
		strip_emit(strip, strip->hold, CHUNK_HEAD_LEN);
		strip_keep(strip, len, chunk_end);
	} else {
		strip_drop(strip, len, chunk_end);
	}
	strip->begun = true;
}

/* The file begins with the length of all that follows it. */
static void
length_correct(struct strip *strip)
{
	uint64_t len = strip->written - CHUNK_HEAD_LEN;

	if (!strip->strip || len == strip->said)
		return;
	for (size_t i = 0; i < sizeof(strip->end.patch); i++)
		strip->end.patch[i] = (uint8_t)(len >> 8 * i);
	strip->end.patch_offset = LENGTH_OFFSET;
	strip->end.patch_len = sizeof(strip->end.patch);
}

static void
begin_step(struct strip *strip)
{
	if (memcmp(strip->hold, "RIFF", 4) != 0 || memcmp(strip->hold + 8, "WEBP", 4) != 0) {
		strip_bad(strip);
		return;
	}
	strip->said = strip->total = little_endian_32(strip->hold + LENGTH_OFFSET);
	strip->total -= strip->total < 4 ? strip->total : 4;
	strip->finish = length_correct;
	strip_emit(strip, strip->hold, FILE_HEAD_LEN);
	chunk_end(strip);
}

void
strip_webp(struct strip *strip)
{
	strip_hold(strip, FILE_HEAD_LEN, begin_step);
}
