/* SPDX-License-Identifier: MIT */
/*
 * GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt: a header, perhaps a table of colours, and blocks, whose content
 * is cut into pieces that begin with their length; the last is empty.
 */
#include "media/strip_format.h"

#include <string.h>

#define HEADER_LEN 13 /* bytes, with the screen's size and flags, of which byte 10 is */
#define SCREEN_FLAGS 10
#define IMAGE_LEN 9 /* bytes, of which the last has the flags */
#define HAS_COLORS 0x80

#define BLOCK_IMAGE 0x2C
#define BLOCK_EXTENSION 0x21

#define LABEL_CONTROL 0xF9
#define LABEL_APPLICATION 0xFF

/* An application block begins with this many bytes: its length, and the name of the application with its version. */
#define APPLICATION_LEN 12

static strip_step_fn block_step, piece_step;

/* `flag` says whether the pieces of a block are kept. */
static void
pieces(struct strip *strip, bool keep)
{
	strip->flag = keep;
	strip_hold(strip, 1, piece_step);
}

static void
piece_end(struct strip *strip)
{
	strip_hold(strip, 1, piece_step);
}

static void
block_end(struct strip *strip)
{
	strip_hold(strip, 1, block_step);
}

static void
piece_step(struct strip *strip)
{
	uint8_t len = strip->hold[0];

	if (strip->flag)
		strip_emit(strip, strip->hold, 1);
	if (len == 0)
		block_end(strip);
	else if (strip->flag)
		strip_keep(strip, len, piece_end);
	else
		strip_drop(strip, len, piece_end);
}

static uint64_t
colors_len(uint8_t flags)
{
	return flags & HAS_COLORS ? UINT64_C(3) << ((flags & 7) + 1) : 0;
}

/* The byte before the pieces of a picture says how they are compressed. */
static void
picture_step(struct strip *strip)
{
	strip_emit(strip, strip->hold, 1);
	pieces(strip, true);
}

static void
image_colors_end(struct strip *strip)
{
	strip_hold(strip, 1, picture_step);
}

static void
image_step(struct strip *strip)
{
	strip->has_picture = true;
	strip_emit(strip, "\x2C", 1);
	strip_emit(strip, strip->hold, IMAGE_LEN);
	strip_keep(strip, colors_len(strip->hold[IMAGE_LEN - 1]), image_colors_end);
}

/* How often an animation is repeated is all that these two say; a longer piece would say something else. */
#define REPEAT_LEN 3

static strip_step_fn repeat_piece_step;

static void
repeat_content_step(struct strip *strip)
{
	strip_emit(strip, strip->hold, strip->held);
	strip_hold(strip, 1, repeat_piece_step);
}

static void
repeat_drop_end(struct strip *strip)
{
	strip_hold(strip, 1, repeat_piece_step);
}

static void
repeat_piece_step(struct strip *strip)
{
	uint8_t len = strip->hold[0];

	if (len == REPEAT_LEN) {
		strip_hold_more(strip, len, repeat_content_step);
	} else if (len > 0) {
		strip_drop(strip, len, repeat_drop_end);
	} else {
		strip_emit(strip, strip->hold, 1);
		block_end(strip);
	}
}

static void
application_step(struct strip *strip)
{
	if (memcmp(strip->hold + 1, "NETSCAPE2.0", 11) != 0 &&
	    memcmp(strip->hold + 1, "ANIMEXTS1.0", 11) != 0) {
		pieces(strip, false);
		return;
	}
	strip_emit(strip, "\x21\xFF", 2);
	strip_emit(strip, strip->hold, APPLICATION_LEN);
	strip_hold(strip, 1, repeat_piece_step);
}

static void
application_length_step(struct strip *strip)
{
	if (strip->hold[0] == APPLICATION_LEN - 1) {
		strip_hold_more(strip, APPLICATION_LEN - 1, application_step);
		return;
	}
	strip->flag = false;
	piece_step(strip);
}

static void
extension_step(struct strip *strip)
{
	uint8_t label = strip->hold[0];

	if (label == LABEL_APPLICATION) {
		strip_hold(strip, 1, application_length_step);
		return;
	}
	if (label == LABEL_CONTROL)
		strip_emit(strip, "\x21\xF9", 2);
	pieces(strip, label == LABEL_CONTROL);
}

/* Behind a picture, what is no block ends the file, as it does for decoders. */
static void
block_step(struct strip *strip)
{
	switch (strip->hold[0]) {
	case BLOCK_IMAGE:
		strip_hold(strip, IMAGE_LEN, image_step);
		break;
	case BLOCK_EXTENSION:
		strip_hold(strip, 1, extension_step);
		break;
	default:
		if (!strip->has_picture) {
			strip_bad(strip);
			break;
		}
		strip_emit(strip, "\x3B", 1);
		strip_done(strip);
	}
}

static void
header_step(struct strip *strip)
{
	if (memcmp(strip->hold, "GIF87a", 6) != 0 && memcmp(strip->hold, "GIF89a", 6) != 0) {
		strip_bad(strip);
		return;
	}
	strip_emit(strip, strip->hold, HEADER_LEN);
	strip_keep(strip, colors_len(strip->hold[SCREEN_FLAGS]), block_end);
}

void
strip_gif(struct strip *strip)
{
	strip_hold(strip, HEADER_LEN, header_step);
}
