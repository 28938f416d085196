/* SPDX-License-Identifier: MIT */
#include "media/pixels/decode.h"

#include <stdlib.h>
#include <string.h>

#include "media/pixels/libraries.h"

static int
bytes_read(GifFileType *gif, GifByteType *bytes, int len)
{
	struct decoding *decoding = gif->UserData;
	size_t left = decoding->len - decoding->offset,
	       count = (size_t)len < left ? (size_t)len : left;

	memcpy(bytes, decoding->bytes + decoding->offset, count);
	decoding->offset += count;
	return (int)count;
}

/* Reads an extension before the picture; *transparent becomes the colour that it makes transparent. */
static bool
extension_read(GifFileType *gif, int *transparent)
{
	GraphicsControlBlock control;
	GifByteType *content;
	int label;

	if (libgif.DGifGetExtension(gif, &label, &content) == GIF_ERROR)
		return false;
	if (label == GRAPHICS_EXT_FUNC_CODE && content &&
	    libgif.DGifExtensionToGCB(content[0], content + 1, &control) == GIF_OK)
		*transparent = control.TransparentColor;
	while (content)
		if (libgif.DGifGetExtensionNext(gif, &content) == GIF_ERROR)
			return false;
	return true;
}

/* Moves to the first picture of the file. */
static bool
picture_find(GifFileType *gif, int *transparent)
{
	GifRecordType type;

	for (;;) {
		if (libgif.DGifGetRecordType(gif, &type) == GIF_ERROR)
			return false;
		if (type == IMAGE_DESC_RECORD_TYPE)
			return libgif.DGifGetImageDesc(gif) == GIF_OK;
		if (type != EXTENSION_RECORD_TYPE || !extension_read(gif, transparent))
			return false;
	}
}

static void
row_color(
    const GifFileType *gif, const uint8_t *indexes, uint32_t count, int transparent, uint8_t *pixel)
{
	const ColorMapObject *colors = gif->Image.ColorMap ? gif->Image.ColorMap : gif->SColorMap;

	for (uint32_t x = 0; x < count; x++, pixel += CANVAS_PIXEL) {
		memset(pixel, 0, CANVAS_PIXEL);
		if (!colors || indexes[x] >= colors->ColorCount || indexes[x] == transparent)
			continue;
		pixel[0] = colors->Colors[indexes[x]].Red;
		pixel[1] = colors->Colors[indexes[x]].Green;
		pixel[2] = colors->Colors[indexes[x]].Blue;
		pixel[3] = 255;
	}
}

/* An interlaced picture has its rows in this order: every 8th, those between them, and so on. */
static const struct {
	uint32_t first;
	uint32_t step;
} passes[] = { { 0, 8 }, { 4, 8 }, { 2, 4 }, { 1, 2 } };

static bool
interlaced_read(GifFileType *gif, uint8_t *indexes, struct size size)
{
	for (size_t pass = 0; pass < sizeof(passes) / sizeof(passes[0]); pass++)
		for (uint32_t y = passes[pass].first; y < size.height; y += passes[pass].step)
			if (libgif.DGifGetLine(gif, indexes + (size_t)y * size.width,
				(int)size.width) == GIF_ERROR)
				return false;
	return true;
}

static bool
rows_read(struct decoding *decoding, GifFileType *gif, struct size size, int transparent)
{
	size_t rows = gif->Image.Interlace ? size.height : 1;

	decoding->row = malloc((size_t)size.width * CANVAS_PIXEL);
	decoding->whole = malloc(size.width * rows);
	if (!decoding->row || !decoding->whole ||
	    (gif->Image.Interlace && !interlaced_read(gif, decoding->whole, size)))
		return false;
	for (uint32_t y = 0; y < size.height; y++) {
		uint8_t *indexes =
		    decoding->whole + (gif->Image.Interlace ? (size_t)y * size.width : 0);

		if (!gif->Image.Interlace &&
		    libgif.DGifGetLine(gif, indexes, (int)size.width) == GIF_ERROR)
			return false;
		row_color(gif, indexes, size.width, transparent, decoding->row);
		shrink_row(&decoding->shrink, decoding->row);
	}
	return true;
}

/*
 * The picture's size is that of the screen if the frame is in it. What a file says of its screen costs nothing, so that it
 * may be anything: then the frame's own size counts.
 */
static bool
picture_read(struct decoding *decoding, GifFileType *gif)
{
	struct frame frame, place;
	int transparent = NO_TRANSPARENT_COLOR;
	int64_t screen = (int64_t)gif->SWidth * gif->SHeight;

	if (!picture_find(gif, &transparent) || gif->Image.Width < 1 || gif->Image.Height < 1)
		return false;
	frame = (struct frame){ (uint32_t)gif->Image.Left, (uint32_t)gif->Image.Top,
		{ (uint32_t)gif->Image.Width, (uint32_t)gif->Image.Height } };
	if (gif->Image.Left + gif->Image.Width > gif->SWidth ||
	    gif->Image.Top + gif->Image.Height > gif->SHeight || screen > decoding->max_pixels)
		frame.x = frame.y = 0;
	else if (!decode_size(decoding, (uint32_t)gif->SWidth, (uint32_t)gif->SHeight))
		return false;
	if (!decoding->canvas.pixels && !decode_size(decoding, frame.size.width, frame.size.height))
		return false;
	place = decode_frame(decoding, frame);
	return shrink_begin(&decoding->shrink, frame.size, place.size, &decoding->canvas, place.x,
		   place.y) &&
	       rows_read(decoding, gif, frame.size, transparent);
}

bool
decode_gif(struct decoding *decoding)
{
	GifFileType *gif = libgif.DGifOpen(decoding, bytes_read, NULL);
	bool done;

	if (!gif)
		return false;
	done = picture_read(decoding, gif);
	libgif.DGifCloseFile(gif, NULL);
	return done;
}
