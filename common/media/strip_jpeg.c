/* SPDX-License-Identifier: MIT */
/*
 * JPEG, ITU-T T.81 annex B: segments that begin with 0xFF and a code, and behind "start of scan" the compressed data, in
 * which 0xFF stands only before 0x00 or a restart marker.
 *
 * Of struct strip `flag` says that there was a frame's header, `begun` that there was an EXIF block, and `total` is 1
 * behind an 0xFF.
 */
#include "media/strip_format.h"

#include <string.h>

#define CODE_TEM 0x01
#define CODE_SOF_FIRST 0xC0
#define CODE_SOF_LAST 0xCF
#define CODE_DHT 0xC4
#define CODE_JPG 0xC8
#define CODE_DAC 0xCC
#define CODE_RST_FIRST 0xD0
#define CODE_RST_LAST 0xD7
#define CODE_SOI 0xD8
#define CODE_EOI 0xD9
#define CODE_SOS 0xDA
#define CODE_EXP 0xDF
#define CODE_APP0 0xE0
#define CODE_APP1 0xE1
#define CODE_APP2 0xE2
#define CODE_APP14 0xEE

/* In bytes: a segment's marker and length. */
#define SEGMENT_HEAD_LEN 4

/* In bytes, of the segments' contents. What is longer has more than it needs, such as a small picture. */
#define JFIF_LEN 14
#define ADOBE_LEN 12

#define EXIF_ID "Exif\0"
#define EXIF_ID_LEN 6
#define ICC_ID "ICC_PROFILE"
#define ICC_ID_LEN 12

static strip_scan_fn data_scan;

/* --- the orientation ----------------------------------------------------------------------- */

/* An EXIF block: TIFF 6.0, whose numbers have either byte order. */
struct exif {
	const uint8_t *bytes;
	size_t len;
	bool little_endian;
};

/* Returns the number of 2 or 4 bytes at this offset; 0 if the block ends before. */
static uint32_t
exif_number(const struct exif *exif, size_t offset, size_t size)
{
	uint32_t number = 0;

	if (exif->len < size || offset > exif->len - size)
		return 0;
	for (size_t i = 0; i < size; i++)
		number =
		    number << 8 | exif->bytes[offset + (exif->little_endian ? size - 1 - i : i)];
	return number;
}

/* Returns the value of tag 0x0112 of the first directory, 1 if there is none. */
static int
exif_orientation(const uint8_t *bytes, size_t len)
{
	struct exif exif = { bytes, len, len > 0 && bytes[0] == 'I' };
	size_t directory = exif_number(&exif, 4, 4), count = exif_number(&exif, directory, 2);

	if (len < 8 || exif_number(&exif, 2, 2) != 42)
		return 1;
	for (size_t i = 0; i < count && directory + 2 + 12 * (i + 1) <= len; i++) {
		size_t entry = directory + 2 + 12 * i;
		uint32_t value = exif_number(&exif, entry + 8, 2);

		if (exif_number(&exif, entry, 2) == 0x0112)
			return value >= 1 && value <= 8 ? (int)value : 1;
	}
	return 1;
}

/* Writes an EXIF segment that contains the orientation and nothing else. */
static void
orientation_emit(struct strip *strip, int orientation)
{
	uint8_t segment[] = { 0xFF, CODE_APP1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0,
		0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (uint8_t)orientation, 0, 0, 0, 0, 0,
		0 };

	strip_emit(strip, segment, sizeof(segment));
}

/* --- segments ------------------------------------------------------------------------------ */

/* In `hold` are a segment's marker, length and content. */

static size_t
content_len(const struct strip *strip)
{
	return ((size_t)strip->hold[2] << 8 | strip->hold[3]) - 2;
}

static void
segment_end(struct strip *strip)
{
	strip_scan(strip, data_scan);
}

/* The first EXIF block before the picture counts. */
static void
exif_step(struct strip *strip)
{
	const uint8_t *content = strip->hold + SEGMENT_HEAD_LEN;
	size_t len = content_len(strip);

	if (len > EXIF_ID_LEN && memcmp(content, EXIF_ID, EXIF_ID_LEN) == 0 && !strip->begun &&
	    !strip->has_picture) {
		strip->begun = true;
		strip->end.orientation = exif_orientation(content + EXIF_ID_LEN, len - EXIF_ID_LEN);
		if (strip->end.orientation != 1)
			orientation_emit(strip, strip->end.orientation);
	}
	segment_end(strip);
}

/* Writes the first bytes of a segment's content as a segment. */
static void
shortened_emit(struct strip *strip, size_t len)
{
	strip->hold[2] = 0;
	strip->hold[3] = (uint8_t)(len + 2);
	strip_emit(strip, strip->hold, SEGMENT_HEAD_LEN + len);
}

static void
jfif_step(struct strip *strip)
{
	uint8_t *content = strip->hold + SEGMENT_HEAD_LEN;

	if (content_len(strip) >= JFIF_LEN && memcmp(content, "JFIF", 5) == 0) {
		/* The last two say how large the small picture behind them is. */
		content[JFIF_LEN - 2] = content[JFIF_LEN - 1] = 0;
		shortened_emit(strip, JFIF_LEN);
	}
	segment_end(strip);
}

static void
adobe_step(struct strip *strip)
{
	if (content_len(strip) >= ADOBE_LEN &&
	    memcmp(strip->hold + SEGMENT_HEAD_LEN, "Adobe", 5) == 0)
		shortened_emit(strip, ADOBE_LEN);
	segment_end(strip);
}

static void
profile_step(struct strip *strip)
{
	if (memcmp(strip->hold + SEGMENT_HEAD_LEN, ICC_ID, ICC_ID_LEN) == 0)
		strip_emit(strip, strip->hold, SEGMENT_HEAD_LEN + content_len(strip));
	segment_end(strip);
}

static bool
is_frame(uint8_t code)
{
	return code >= CODE_SOF_FIRST && code <= CODE_SOF_LAST && code != CODE_DHT &&
	       code != CODE_JPG && code != CODE_DAC;
}

static void
length_step(struct strip *strip)
{
	uint8_t code = strip->hold[1];
	size_t len = (size_t)strip->hold[2] << 8 | strip->hold[3];

	if (len < 2 || (code == CODE_SOS && !strip->flag)) {
		strip_bad(strip);
		return;
	}
	len -= 2;
	if (code == CODE_APP1)
		strip_hold_more(strip, len, exif_step);
	else if (code == CODE_APP0)
		strip_hold_more(strip, len, jfif_step);
	else if (code == CODE_APP14)
		strip_hold_more(strip, len, adobe_step);
	else if (code == CODE_APP2 && len >= ICC_ID_LEN)
		strip_hold_more(strip, len, profile_step);
	else if (code > CODE_EXP) {
		strip_drop(strip, len, segment_end);
	} else {
		strip->flag = strip->flag || is_frame(code);
		strip->has_picture = strip->has_picture || code == CODE_SOS;
		strip_emit(strip, strip->hold, SEGMENT_HEAD_LEN);
		strip_keep(strip, len, segment_end);
	}
}

/* --- what is between the segments ---------------------------------------------------------- */

/* Is called with the code behind one or more 0xFF. */
static void
marker(struct strip *strip, uint8_t code)
{
	const uint8_t bytes[] = { 0xFF, code };
	bool in_data = strip->has_picture;

	if (code == 0 || (code >= CODE_RST_FIRST && code <= CODE_RST_LAST)) {
		if (in_data)
			strip_emit(strip, bytes, sizeof(bytes));
	} else if (code == CODE_EOI) {
		strip_emit(strip, bytes, sizeof(bytes));
		strip_done(strip);
	} else if (code < CODE_SOF_FIRST || code == CODE_SOI) {
		/* There are no such markers here. Amid the data they are an error of the data alone. */
		if (!in_data && code != CODE_TEM)
			strip_bad(strip);
	} else {
		strip_hold(strip, 2, length_step);
		memcpy(strip->hold, bytes, sizeof(bytes));
		strip->held = sizeof(bytes);
	}
}

/*
 * Takes compressed data, and, before the first scan, what does not belong there and decoders skip, up to the next
 * marker.
 */
static size_t
data_scan(struct strip *strip, const uint8_t *bytes, size_t len)
{
	const uint8_t *found;

	if (strip->total == 0) {
		found = memchr(bytes, 0xFF, len);
		len = found ? (size_t)(found - bytes) : len;
		if (strip->has_picture)
			strip_emit(strip, bytes, len);
		strip->total = found != NULL;
		return len + (found != NULL);
	}
	if (bytes[0] != 0xFF) {
		strip->total = 0;
		marker(strip, bytes[0]);
	}
	return 1;
}

static void
begin_step(struct strip *strip)
{
	if (memcmp(strip->hold, "\xFF\xD8", 2) != 0) {
		strip_bad(strip);
		return;
	}
	strip_emit(strip, strip->hold, 2);
	segment_end(strip);
}

void
strip_jpeg(struct strip *strip)
{
	strip_hold(strip, 2, begin_step);
}
