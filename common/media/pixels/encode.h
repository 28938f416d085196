/* SPDX-License-Identifier: MIT */
/* encode.h: writes a canvas as a file, into memory that the caller frees with free(). */
#ifndef MEDIA_PIXELS_ENCODE_H
#define MEDIA_PIXELS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/pixels/canvas.h"

struct encoded {
	uint8_t *bytes; /* NULL: it failed */
	size_t len;
};

/* Writes the file that shows a canvas instead of one with this media_format(). */
struct encoded encode(const struct canvas *canvas, const char *format);

/* The media type of what encode() writes; static. */
const char *encode_type(const char *format);

/* Writes a JPEG file without anything that it can do without. The canvas must be opaque. */
struct encoded encode_preview(const struct canvas *canvas);

#endif
