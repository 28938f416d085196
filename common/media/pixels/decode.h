/* SPDX-License-Identifier: MIT */
/*
 * decode.h: reads JPEG, PNG, WebP and GIF files. A large picture is reduced while it is read, so that most files need
 * little memory. Of an animation only the first frame is read.
 *
 * The libraries that do it read what strangers send. So it is done in a process that can do nothing else.
 */
#ifndef MEDIA_PIXELS_DECODE_H
#define MEDIA_PIXELS_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/pixels/canvas.h"
#include "media/pixels/shrink.h"

struct decoding {
	/* In. */
	const uint8_t *bytes; /* of the file */
	size_t len;
	int64_t max_pixels; /* No picture with more is decoded. */
	struct size box;    /* as size_reduce() takes it */

	/* Out. The file's size, and the picture reduced to fit. */
	struct size size;
	struct canvas canvas;

	/* The decoder's own. */
	size_t offset;
	struct shrink shrink;
	uint8_t *row;
	uint8_t *whole;
};

/* Decodes a file whose type has this media_format(). False: it is broken or too large. */
bool decode(struct decoding *decoding, const char *format);

void decode_free(struct decoding *decoding); /* also frees the canvas */

/* The decoders. */
bool decode_jpeg(struct decoding *decoding);
bool decode_png(struct decoding *decoding);
bool decode_webp(struct decoding *decoding);
bool decode_gif(struct decoding *decoding);

/*
 * What they share. decode_size() is told the picture's size when its header has been read, and makes the canvas; false:
 * it is too large. decode_rows() prepares `shrink` for a picture that comes in rows and has this size, and
 * makes `row`, which has room for a row of the whole picture.
 */
bool decode_size(struct decoding *decoding, uint32_t width, uint32_t height);
bool decode_rows(struct decoding *decoding, struct size from);

/* A rectangle in a picture. */
struct frame {
	uint32_t x;
	uint32_t y;
	struct size size;
};

/* Returns where a frame of the picture is in the canvas. It is in the canvas if the frame is in the picture. */
struct frame decode_frame(const struct decoding *decoding, struct frame frame);

#endif
