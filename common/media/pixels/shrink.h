/* SPDX-License-Identifier: MIT */
/*
 * shrink.h: scales a picture that comes row by row: each pixel becomes the mean of the area that it covers. It enlarges,
 * too, but then it only repeats pixels.
 */
#ifndef MEDIA_PIXELS_SHRINK_H
#define MEDIA_PIXELS_SHRINK_H

#include <stdbool.h>
#include <stdint.h>

#include "media/pixels/canvas.h"

#define SHRINK_SIDE_MAX 65535 /* pixels: what the sums have room for */

/* A zero-initialised one is empty. */
struct shrink {
	struct size from;
	struct size to;
	uint8_t *out; /* where the next row goes */
	size_t out_stride;
	uint32_t *row; /* the sums of one row that came */
	uint64_t *sums;
	uint32_t rows_left; /* of those that are still to be written */
	uint32_t left; /* of the row that is being summed up: how much of its height is missing */
};

/*
 * Prepares to scale a picture of size `from` into that rectangle of the canvas whose corner is at x, y and which has
 * the size `to`. Both sizes have sides from 1 to SHRINK_SIDE_MAX. False: there is no memory.
 */
bool shrink_begin(struct shrink *shrink, struct size from, struct size to, struct canvas *canvas,
    uint32_t x, uint32_t y);

/* Takes the next row: `from.width` pixels of CANVAS_PIXEL bytes. */
void shrink_row(struct shrink *shrink, const uint8_t *pixels);

void shrink_free(struct shrink *shrink);

/* Scales a whole canvas into another, which the function makes. False: there is no memory. */
bool canvas_scale(const struct canvas *from, struct size to, struct canvas *scaled);

#endif
