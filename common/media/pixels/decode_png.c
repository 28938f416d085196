/* SPDX-License-Identifier: MIT */
#include "media/pixels/decode.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "media/pixels/libraries.h"

#define CHUNK_MAX (1024 * 1024) /* bytes, of those whose content the library keeps */
#define CHUNKS_MAX 16

struct reader {
	png_structp png;
	png_infop info;
};

static void
bytes_read(png_structp png, png_bytep bytes, png_size_t len)
{
	struct decoding *decoding = libpng.png_get_io_ptr(png);

	if (len > decoding->len - decoding->offset)
		libpng.png_error(png, "the file ends");
	memcpy(bytes, decoding->bytes + decoding->offset, len);
	decoding->offset += len;
}

_Noreturn static void
error_exit(png_structp png, png_const_charp text)
{
	(void)text;
	libpng.png_longjmp(png, 1);
}

static void
warning_ignore(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void
limits_set(png_structp png)
{
	static const png_byte ignored[] =
	    "tEXt\0zTXt\0iTXt\0iCCP\0eXIf\0sPLT\0hIST\0tIME\0pCAL\0sCAL\0oFFs";

	libpng.png_set_user_limits(png, SHRINK_SIDE_MAX, SHRINK_SIDE_MAX);
	libpng.png_set_chunk_malloc_max(png, CHUNK_MAX);
	libpng.png_set_chunk_cache_max(png, CHUNKS_MAX);
	libpng.png_set_keep_unknown_chunks(
	    png, PNG_HANDLE_CHUNK_NEVER, ignored, sizeof(ignored) / 5);
}

/* All kinds of pixels become red, green, blue and opacity of 8 bits each. */
static bool
pixels_choose(const struct reader *reader)
{
	libpng.png_set_expand(reader->png);
	libpng.png_set_strip_16(reader->png);
	libpng.png_set_gray_to_rgb(reader->png);
	libpng.png_set_add_alpha(reader->png, 255, PNG_FILLER_AFTER);
	libpng.png_read_update_info(reader->png, reader->info);
	return libpng.png_get_rowbytes(reader->png, reader->info) ==
	       (size_t)libpng.png_get_image_width(reader->png, reader->info) * CANVAS_PIXEL;
}

static bool
rows_read(struct decoding *decoding, const struct reader *reader)
{
	if (!decode_rows(decoding, decoding->size))
		return false;
	for (uint32_t y = 0; y < decoding->size.height; y++) {
		libpng.png_read_row(reader->png, decoding->row, NULL);
		shrink_row(&decoding->shrink, decoding->row);
	}
	return true;
}

static void
pass_read(struct decoding *decoding, png_structp png, int pass, uint32_t step, uint32_t width)
{
	uint32_t columns = PNG_PASS_COLS(decoding->size.width, pass);
	uint32_t rows = PNG_PASS_ROWS(decoding->size.height, pass);

	for (uint32_t row = 0; row < rows && columns > 0; row++) {
		size_t y = PNG_ROW_FROM_PASS_ROW(row, pass) / step;

		libpng.png_read_row(png, decoding->row, NULL);
		for (uint32_t column = 0; column < columns; column++) {
			size_t x = PNG_COL_FROM_PASS_COL(column, pass) / step;

			memcpy(decoding->whole + (y * width + x) * CANVAS_PIXEL,
			    decoding->row + (size_t)column * CANVAS_PIXEL, CANVAS_PIXEL);
		}
	}
}

/*
 * An interlaced picture comes in 7 passes: after the first there is every 8th row and column, after the third every 4th,
 * and so on. Only so many are read, and kept in memory, as the canvas needs.
 */
static bool
passes_read(struct decoding *decoding, const struct reader *reader)
{
	struct size size = decoding->size, from = size;
	uint32_t step = 1;
	int passes = 7;

	while (passes > 1 && size.width / (2 * step) >= decoding->canvas.width &&
	       size.height / (2 * step) >= decoding->canvas.height) {
		step *= 2;
		passes -= 2;
	}
	from.width = (size.width + step - 1) / step;
	from.height = (size.height + step - 1) / step;
	decoding->whole = malloc((size_t)from.width * from.height * CANVAS_PIXEL);
	if (!decoding->whole || !decode_rows(decoding, from))
		return false;
	/* The library writes as many bytes as a whole row has, also when the row of a pass is shorter. */
	for (int pass = 0; pass < passes; pass++)
		pass_read(decoding, reader->png, pass, step, from.width);
	for (uint32_t y = 0; y < from.height; y++)
		shrink_row(
		    &decoding->shrink, decoding->whole + (size_t)y * from.width * CANVAS_PIXEL);
	return true;
}

static bool
picture_read(struct decoding *decoding, const struct reader *reader)
{
	libpng.png_set_read_fn(reader->png, decoding, bytes_read);
	limits_set(reader->png);
	libpng.png_read_info(reader->png, reader->info);
	if (!decode_size(decoding, libpng.png_get_image_width(reader->png, reader->info),
		libpng.png_get_image_height(reader->png, reader->info)) ||
	    !pixels_choose(reader))
		return false;
	return libpng.png_get_interlace_type(reader->png, reader->info) == PNG_INTERLACE_NONE
		   ? rows_read(decoding, reader)
		   : passes_read(decoding, reader);
}

bool
decode_png(struct decoding *decoding)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	bool volatile done = false;

	if (!reader)
		return false;
	reader->png =
	    libpng.png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, error_exit, warning_ignore);
	reader->info = reader->png ? libpng.png_create_info_struct(reader->png) : NULL;
	if (reader->info &&
	    setjmp(*libpng.png_set_longjmp_fn(reader->png, longjmp, sizeof(jmp_buf))) == 0)
		done = picture_read(decoding, reader);
	libpng.png_destroy_read_struct(&reader->png, &reader->info, NULL);
	free(reader);
	return done;
}
