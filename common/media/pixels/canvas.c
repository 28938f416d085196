/* SPDX-License-Identifier: MIT */
#include "media/pixels/canvas.h"

#include <stdlib.h>
#include <string.h>

static uint32_t
side(uint64_t part, uint64_t of, uint64_t box)
{
	uint64_t rounded = (2 * part * box + of) / (2 * of);

	return rounded > 0 ? (uint32_t)rounded : 1;
}

struct size
size_fit(struct size size, struct size box)
{
	if ((uint64_t)size.width * box.height >= (uint64_t)size.height * box.width)
		return (struct size){ box.width, side(size.height, size.width, box.width) };
	return (struct size){ side(size.width, size.height, box.height), box.height };
}

struct size
size_reduce(struct size size, struct size box)
{
	return size.width < box.width && size.height < box.height ? size : size_fit(size, box);
}

bool
canvas_make(struct canvas *canvas, struct size size)
{
	canvas->width = size.width;
	canvas->height = size.height;
	canvas->pixels = calloc((size_t)size.width * size.height, CANVAS_PIXEL);
	return canvas->pixels != NULL;
}

void
canvas_free(struct canvas *canvas)
{
	free(canvas->pixels);
	*canvas = (struct canvas){ .pixels = NULL };
}

/* Returns the place in the canvas from which this pixel of the turned one comes. */
static const uint8_t *
turned_from(const struct canvas *from, int orientation, uint32_t x, uint32_t y)
{
	uint32_t right = from->width - 1, bottom = from->height - 1;
	const struct {
		uint32_t x;
		uint32_t y;
	} places[] = { { x, y }, { right - x, y }, { right - x, bottom - y }, { x, bottom - y },
		{ y, x }, { y, bottom - x }, { right - y, bottom - x }, { right - y, x } };
	size_t place = (size_t)orientation - 1;

	return from->pixels +
	       ((size_t)places[place].y * from->width + places[place].x) * CANVAS_PIXEL;
}

bool
canvas_turn(struct canvas *canvas, int orientation)
{
	struct size size = { canvas->width, canvas->height };
	struct canvas turned;
	uint8_t *to;

	if (orientation < 2 || orientation > 8)
		return true;
	if (orientation >= 5)
		size = (struct size){ canvas->height, canvas->width };
	if (!canvas_make(&turned, size))
		return false;
	to = turned.pixels;
	for (uint32_t y = 0; y < size.height; y++)
		for (uint32_t x = 0; x < size.width; x++, to += CANVAS_PIXEL)
			memcpy(to, turned_from(canvas, orientation, x, y), CANVAS_PIXEL);
	canvas_free(canvas);
	*canvas = turned;
	return true;
}

static size_t
bytes_len(const struct canvas *canvas)
{
	return (size_t)canvas->width * canvas->height * CANVAS_PIXEL;
}

bool
canvas_is_opaque(const struct canvas *canvas)
{
	for (size_t i = 0; i < bytes_len(canvas); i += CANVAS_PIXEL)
		if (canvas->pixels[i + 3] != 255)
			return false;
	return true;
}

bool
canvas_is_gray(const struct canvas *canvas)
{
	for (size_t i = 0; i < bytes_len(canvas); i += CANVAS_PIXEL)
		if (canvas->pixels[i] != canvas->pixels[i + 1] ||
		    canvas->pixels[i] != canvas->pixels[i + 2])
			return false;
	return true;
}

void
canvas_flatten(struct canvas *canvas)
{
	for (size_t i = 0; i < bytes_len(canvas); i += CANVAS_PIXEL) {
		uint8_t *pixel = canvas->pixels + i;
		unsigned opacity = pixel[3];

		for (size_t color = 0; color < 3; color++)
			pixel[color] =
			    (uint8_t)((pixel[color] * opacity + 255 * (255 - opacity) + 127) / 255);
		pixel[3] = 255;
	}
}

/* Returns the mean of one colour around a pixel; at the edges of those that there are. */
static uint8_t
mean(const struct canvas *canvas, uint32_t x, uint32_t y, size_t color)
{
	uint32_t left = x > 0 ? x - 1 : 0, top = y > 0 ? y - 1 : 0;
	unsigned sum = 0, count = 0;

	for (uint32_t row = top; row <= y + 1 && row < canvas->height; row++)
		for (uint32_t column = left; column <= x + 1 && column < canvas->width; column++) {
			sum +=
			    canvas->pixels[((size_t)row * canvas->width + column) * CANVAS_PIXEL +
					   color];
			count++;
		}
	return (uint8_t)((sum + count / 2) / count);
}

bool
canvas_blur(struct canvas *canvas)
{
	struct canvas blurred;
	uint8_t *to;

	if (!canvas_make(&blurred, (struct size){ canvas->width, canvas->height }))
		return false;
	to = blurred.pixels;
	for (uint32_t y = 0; y < canvas->height; y++)
		for (uint32_t x = 0; x < canvas->width; x++)
			for (size_t color = 0; color < CANVAS_PIXEL; color++)
				*to++ = mean(canvas, x, y, color);
	canvas_free(canvas);
	*canvas = blurred;
	return true;
}
