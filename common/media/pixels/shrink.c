/* SPDX-License-Identifier: MIT */
/*
 * A row is `from.width` long in steps of 1/`to.width` of a pixel that comes, and a pixel that is written covers
 * `from.width` of these steps; the same holds for the height. So all weights are whole numbers. Colours are weighted
 * with their opacity: what is transparent has no colour.
 */
#include "media/pixels/shrink.h"

#include <stdlib.h>
#include <string.h>

bool
shrink_begin(struct shrink *shrink, struct size from, struct size to, struct canvas *canvas,
    uint32_t x, uint32_t y)
{
	shrink->from = from;
	shrink->to = to;
	shrink->out = canvas->pixels + ((size_t)y * canvas->width + x) * CANVAS_PIXEL;
	shrink->out_stride = (size_t)canvas->width * CANVAS_PIXEL;
	shrink->rows_left = to.height;
	shrink->left = from.height;
	shrink->row = calloc((size_t)to.width * CANVAS_PIXEL, sizeof(*shrink->row));
	shrink->sums = calloc((size_t)to.width * CANVAS_PIXEL, sizeof(*shrink->sums));
	return shrink->row && shrink->sums;
}

static inline void
pixel_add(uint32_t *sum, const uint8_t *pixel, uint32_t weight)
{
	uint32_t opacity = pixel[3] * weight;

	sum[0] += pixel[0] * opacity;
	sum[1] += pixel[1] * opacity;
	sum[2] += pixel[2] * opacity;
	sum[3] += opacity;
}

static void
row_sum(struct shrink *shrink, const uint8_t *pixel)
{
	uint32_t *sum = shrink->row, left = shrink->from.width;

	memset(sum, 0, (size_t)shrink->to.width * CANVAS_PIXEL * sizeof(*sum));
	for (uint32_t x = 0; x < shrink->from.width; x++, pixel += CANVAS_PIXEL) {
		uint32_t unit = shrink->to.width;

		while (unit >= left) {
			pixel_add(sum, pixel, left);
			unit -= left;
			left = shrink->from.width;
			sum += CANVAS_PIXEL;
		}
		if (unit > 0) {
			pixel_add(sum, pixel, unit);
			left -= unit;
		}
	}
}

static void
row_write(struct shrink *shrink)
{
	uint64_t area = (uint64_t)shrink->from.width * shrink->from.height, *sum = shrink->sums;
	uint8_t *out = shrink->out;

	for (uint32_t x = 0; x < shrink->to.width; x++, sum += CANVAS_PIXEL, out += CANVAS_PIXEL) {
		uint64_t opacity = sum[3];

		for (size_t color = 0; color < 3; color++)
			out[color] = opacity ? (uint8_t)((sum[color] + opacity / 2) / opacity) : 0;
		out[3] = (uint8_t)((opacity + area / 2) / area);
	}
	memset(shrink->sums, 0, (size_t)shrink->to.width * CANVAS_PIXEL * sizeof(*sum));
	shrink->out += shrink->out_stride;
	shrink->rows_left--;
}

void
shrink_row(struct shrink *shrink, const uint8_t *pixels)
{
	size_t count = (size_t)shrink->to.width * CANVAS_PIXEL;
	uint32_t unit = shrink->to.height;

	row_sum(shrink, pixels);
	while (unit > 0 && shrink->rows_left > 0) {
		uint32_t weight = unit < shrink->left ? unit : shrink->left;

		for (size_t i = 0; i < count; i++)
			shrink->sums[i] += (uint64_t)shrink->row[i] * weight;
		unit -= weight;
		shrink->left -= weight;
		if (shrink->left == 0) {
			row_write(shrink);
			shrink->left = shrink->from.height;
		}
	}
}

void
shrink_free(struct shrink *shrink)
{
	free(shrink->row);
	free(shrink->sums);
	*shrink = (struct shrink){ .row = NULL };
}

bool
canvas_scale(const struct canvas *from, struct size to, struct canvas *scaled)
{
	struct shrink shrink = { .row = NULL };
	bool made =
	    canvas_make(scaled, to) &&
	    shrink_begin(&shrink, (struct size){ from->width, from->height }, to, scaled, 0, 0);

	for (uint32_t y = 0; y < from->height && made; y++)
		shrink_row(&shrink, from->pixels + (size_t)y * from->width * CANVAS_PIXEL);
	shrink_free(&shrink);
	return made;
}
