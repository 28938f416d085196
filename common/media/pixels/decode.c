/* SPDX-License-Identifier: MIT */
#include "media/pixels/decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "media/pixels/libraries.h"

static const struct {
	const char *format;
	bool (*decode)(struct decoding *decoding);
} decoders[] = {
	{ "jpeg", decode_jpeg },
	{ "png", decode_png },
	{ "webp", decode_webp },
	{ "gif", decode_gif },
};

bool
decode(struct decoding *decoding, const char *format)
{
	for (size_t i = 0; i < ARRAY_LEN(decoders); i++)
		if (strcmp(format, decoders[i].format) == 0)
			return libraries_load() && decoders[i].decode(decoding);
	return false;
}

void
decode_free(struct decoding *decoding)
{
	canvas_free(&decoding->canvas);
	shrink_free(&decoding->shrink);
	free(decoding->row);
	free(decoding->whole);
	decoding->row = decoding->whole = NULL;
}

bool
decode_size(struct decoding *decoding, uint32_t width, uint32_t height)
{
	if (width < 1 || height < 1 || width > SHRINK_SIDE_MAX || height > SHRINK_SIDE_MAX ||
	    (int64_t)width * height > decoding->max_pixels)
		return false;
	decoding->size = (struct size){ width, height };
	return canvas_make(&decoding->canvas, size_reduce(decoding->size, decoding->box));
}

bool
decode_rows(struct decoding *decoding, struct size from)
{
	struct canvas *canvas = &decoding->canvas;

	decoding->row = malloc((size_t)decoding->size.width * CANVAS_PIXEL);
	return decoding->row && shrink_begin(&decoding->shrink, from,
				    (struct size){ canvas->width, canvas->height }, canvas, 0, 0);
}

static void
part(uint32_t *begin, uint32_t *len, uint32_t of, uint32_t to)
{
	uint64_t end = (uint64_t)*begin + *len;

	*begin = (uint32_t)((uint64_t)*begin * to / of);
	end = (end * to + of - 1) / of;
	*len = (uint32_t)(end - *begin);
}

struct frame
decode_frame(const struct decoding *decoding, struct frame frame)
{
	part(&frame.x, &frame.size.width, decoding->size.width, decoding->canvas.width);
	part(&frame.y, &frame.size.height, decoding->size.height, decoding->canvas.height);
	return frame;
}
