/* SPDX-License-Identifier: MIT */
/* canvas.h: a small picture in memory, and the sizes that pictures get. */
#ifndef MEDIA_PIXELS_CANVAS_H
#define MEDIA_PIXELS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CANVAS_PIXEL 4 /* bytes: red, green, blue, opacity */

/* A zero-initialised canvas is empty. The rows follow each other without gaps. */
struct canvas {
	uint32_t width;
	uint32_t height;
	uint8_t *pixels;
};

struct size {
	uint32_t width;
	uint32_t height;
};

/* Returns the size that just fits into the box, with this ratio: each side rounded, and at least 1. */
struct size size_fit(struct size size, struct size box);

/* The same for a size that does not fit, or touches the box; any other it returns as it is. */
struct size size_reduce(struct size size, struct size box);

/* Makes a canvas of this size that is transparent everywhere. False: there is no memory. */
bool canvas_make(struct canvas *canvas, struct size size);
void canvas_free(struct canvas *canvas);

/* Turns and mirrors the canvas so that it is seen right; orientations as EXIF numbers them. False: there is no memory. */
bool canvas_turn(struct canvas *canvas, int orientation);

bool canvas_is_opaque(const struct canvas *canvas);
bool canvas_is_gray(const struct canvas *canvas); /* It has no other colour. */

/* Puts it on white paper. */
void canvas_flatten(struct canvas *canvas);

/* Makes each pixel the mean of itself and its neighbours; it must be opaque. False: there is no memory. */
bool canvas_blur(struct canvas *canvas);

#endif
