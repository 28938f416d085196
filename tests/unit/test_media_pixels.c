/* SPDX-License-Identifier: MIT */
/* What decoded pictures look like, of all formats. */
#include "unit_strip.h"

#include <gif_lib.h>
#include <stdio.h>
#include <jpeglib.h>
#include <png.h>

#include "base/str.h"
#include "media/pixels/decode.h"
#include "media/pixels/encode.h"

#define PIXELS_MAX 50000000

static void
canvas_of(const char *path, struct canvas *canvas)
{
	struct file file = file_read(path);
	struct decoding decoding = {
		.bytes = file.bytes, .len = file.len, .max_pixels = PIXELS_MAX, .box = { 480, 480 }
	};

	assert_true(decode(&decoding, media_format(type_of(&file))));
	assert_true(canvas_turn(&decoding.canvas, orientation_of(&file)));
	*canvas = decoding.canvas;
	decoding.canvas.pixels = NULL;
	decode_free(&decoding);
	file_free(&file);
}

/* Returns the mean difference of the colours of two pictures, of 255. */
static unsigned
difference(const struct canvas *one, const struct canvas *other)
{
	size_t count = (size_t)one->width * one->height * CANVAS_PIXEL;
	uint64_t sum = 0;

	assert_int_equal(one->width, other->width);
	assert_int_equal(one->height, other->height);
	for (size_t i = 0; i < count; i++)
		sum += (uint64_t)abs(one->pixels[i] - other->pixels[i]);
	return (unsigned)(sum / count);
}

/* All show the same picture, whatever the format; some with fewer colours, or compressed with loss. */
static void
pictures_look_right(void **state)
{
	static const char *const large[] = { "ok/palette-500x375.png", "ok/rgb-500x375.png",
		"ok/lossy-500x375.webp", "ok/photo-640x480.jpg", "ok/progressive-640x480.jpg",
		"ok/cmyk-640x480.jpg" };
	struct canvas first;

	(void)state;
	canvas_of(large[0], &first);
	for (size_t i = 1; i < ARRAY_LEN(large); i++) {
		struct canvas other;

		canvas_of(large[i], &other);
		if (difference(&first, &other) > 15)
			fail_msg("%s differs by %u", large[i], difference(&first, &other));
		canvas_free(&other);
	}
	canvas_free(&first);
}

/* A picture in which each pixel has a colour of its own, as an interlaced file; it is freed with free(). */
static struct encoded
interlaced(uint32_t width, uint32_t height)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	struct encoded file = { .len = 0 };
	FILE *stream = open_memstream((char **)&file.bytes, &file.len);
	uint8_t *row = malloc((size_t)width * 3);

	assert_non_null(row);
	png_init_io(png, stream);
	png_set_compression_level(png, 1);
	png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7, 0, 0);
	png_write_info(png, info);
	for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
		for (uint32_t y = 0; y < height; y++) {
			for (uint32_t x = 0; x < width; x++) {
				row[3 * x] = (uint8_t)(x * 255 / width);
				row[3 * x + 1] = (uint8_t)(y * 255 / height);
				row[3 * x + 2] = 77;
			}
			png_write_row(png, row);
		}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	fclose(stream);
	free(row);
	return file;
}

/* Of a large one only some of the passes are read. */
static void
interlaced_pictures_look_right(void **state)
{
	static const struct size sizes[] = { { 600, 400 }, { 1000, 750 }, { 2003, 1501 },
		{ 4001, 3003 }, { 5, 3 }, { 1, 9 }, { 3000, 2 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct encoded file = interlaced(sizes[i].width, sizes[i].height);
		struct decoding decoding = { .bytes = file.bytes,
			.len = file.len,
			.max_pixels = PIXELS_MAX,
			.box = { 480, 360 } };
		struct canvas *canvas = &decoding.canvas;
		const uint8_t *pixel;

		assert_true(decode(&decoding, "png"));
		pixel = canvas->pixels;
		for (uint32_t y = 0; y < canvas->height; y++)
			for (uint32_t x = 0; x < canvas->width; x++, pixel += CANVAS_PIXEL) {
				/* The middle of the area that the pixel covers. */
				int red = (int)((2 * x + 1) * 255 / (2 * canvas->width));
				int green = (int)((2 * y + 1) * 255 / (2 * canvas->height));

				assert_true(abs(pixel[0] - red) <= (int)(128 / canvas->width + 2));
				assert_true(
				    abs(pixel[1] - green) <= (int)(128 / canvas->height + 2));
				assert_int_equal(pixel[2], 77);
				assert_int_equal(pixel[3], 255);
			}
		decode_free(&decoding);
		free(file.bytes);
	}
}

/* Writes a grey picture of 16 by 16 pixels, which comes in this many scans, an odd number up to 127. */
static struct encoded
jpeg_in_scans(int count)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	jpeg_scan_info scans[127] = { { .comps_in_scan = 1 } };
	struct encoded file = { .len = 0 };
	unsigned long len = 0;
	JSAMPLE pixels[16] = { 0, 9, 200, 100 };
	JSAMPROW row = pixels;

	for (int i = 1; i < count; i++)
		scans[i] = (jpeg_scan_info){ .comps_in_scan = 1,
			.Ss = (i + 1) / 2,
			.Se = (i + 1) / 2,
			.Ah = i % 2 == 0,
			.Al = i % 2 };
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &file.bytes, &len);
	jpeg.image_width = jpeg.image_height = 16;
	jpeg.input_components = 1;
	jpeg.in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(&jpeg);
	jpeg.scan_info = scans;
	jpeg.num_scans = count;
	jpeg_start_compress(&jpeg, TRUE);
	while (jpeg.next_scanline < 16)
		jpeg_write_scanlines(&jpeg, &row, 1);
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	file.len = len;
	return file;
}

/* A scan costs an attacker a few bytes, and the decoder the whole picture. */
static void
a_picture_in_too_many_scans_is_not_decoded(void **state)
{
	(void)state;
	for (int count = 99; count <= 101; count += 2) {
		struct encoded file = jpeg_in_scans(count);
		struct decoding decoding = { .bytes = file.bytes,
			.len = file.len,
			.max_pixels = PIXELS_MAX,
			.box = { 480, 360 } };

		assert_int_equal(decode(&decoding, "jpeg"), count <= 100);
		decode_free(&decoding);
		free(file.bytes);
	}
}

static int
gif_write(GifFileType *gif, const GifByteType *bytes, int len)
{
	buf_put(gif->UserData, bytes, (size_t)len);
	return len;
}

/*
 * Writes a picture of 6 by 12 pixels, in which a frame of 4 by 10 begins at 1, 1. Each of its rows has a colour of its own,
 * the first is transparent.
 */
static void
gif_make(struct buf *file, bool is_interlaced)
{
	static const int rows[] = { 0, 8, 4, 2, 6, 1, 3, 5, 7, 9 };
	const GraphicsControlBlock control = { .TransparentColor = 0 };
	GifByteType extension[4];
	GifColorType colors[16];
	GifFileType *gif = EGifOpen(file, gif_write, NULL);
	ColorMapObject *map;

	assert_non_null(gif);
	for (int i = 0; i < 16; i++)
		colors[i] = (GifColorType){ (GifByteType)(10 * i), 1, 2 };
	map = GifMakeMapObject(16, colors);
	EGifSetGifVersion(gif, true);
	assert_int_equal(EGifPutScreenDesc(gif, 6, 12, 8, 0, map), GIF_OK);
	EGifGCBToExtension(&control, extension);
	assert_int_equal(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, extension), GIF_OK);
	assert_int_equal(EGifPutImageDesc(gif, 1, 1, 4, 10, is_interlaced, NULL), GIF_OK);
	for (int i = 0; i < 10; i++) {
		GifPixelType row[4];

		memset(row, is_interlaced ? rows[i] : i, sizeof(row));
		assert_int_equal(EGifPutLine(gif, row, 4), GIF_OK);
	}
	assert_int_equal(EGifCloseFile(gif, NULL), GIF_OK);
	GifFreeMapObject(map);
}

static void
gif_pictures_look_right(void **state)
{
	(void)state;
	for (int is_interlaced = 0; is_interlaced < 2; is_interlaced++) {
		struct buf file = { .len = 0 };
		struct decoding decoding = { .max_pixels = 100, .box = { 480, 360 } };
		const uint8_t *pixel;

		gif_make(&file, is_interlaced);
		decoding.bytes = (const uint8_t *)file.data;
		decoding.len = file.len;
		assert_true(decode(&decoding, "gif"));
		assert_int_equal(decoding.size.width, 6);
		assert_int_equal(decoding.size.height, 12);
		pixel = decoding.canvas.pixels;
		for (int y = 0; y < 12; y++)
			for (int x = 0; x < 6; x++, pixel += CANVAS_PIXEL) {
				const uint8_t color[] = { (uint8_t)(10 * (y - 1)), 1, 2, 255 };
				bool is_seen = x >= 1 && x <= 4 && y >= 2 && y <= 10;

				assert_memory_equal(
				    pixel, is_seen ? color : (const uint8_t *)"\0\0\0\0", 4);
			}
		decode_free(&decoding);
		buf_free(&file);
	}
}

static void
pictures_are_turned(void **state)
{
	struct canvas first, other;

	(void)state;
	canvas_of("ok/exif-orientation-1.jpg", &first);
	/* The rectangle at the top left is red. */
	assert_true(first.pixels[((size_t)30 * first.width + 30) * CANVAS_PIXEL] > 200);
	for (int orientation = 2; orientation <= 8; orientation++) {
		canvas_of(arena_printf(arena, "ok/exif-orientation-%d.jpg", orientation), &other);
		if (difference(&first, &other) > 3)
			fail_msg("orientation %d differs by %u", orientation,
			    difference(&first, &other));
		canvas_free(&other);
	}
	canvas_free(&first);
}

static void
transparent_parts_of_a_preview_are_white(void **state)
{
	uint8_t pixels[] = { 0, 0, 0, 0, 10, 20, 30, 255 };
	struct canvas canvas = { 2, 1, pixels };

	(void)state;
	assert_false(canvas_is_opaque(&canvas));
	canvas_flatten(&canvas);
	assert_memory_equal(pixels, "\xFF\xFF\xFF\xFF\x0A\x14\x1E\xFF", 8);
}

/* The mean of an area is exact, and what is transparent has no colour. */
static void
scaling_takes_the_mean(void **state)
{
	uint8_t pixels[] = { 0, 100, 255, 255, 100, 200, 255, 255, 200, 50, 0, 0 };
	struct canvas canvas = { 3, 1, pixels }, scaled;

	(void)state;
	assert_true(canvas_scale(&canvas, (struct size){ 1, 1 }, &scaled));
	assert_memory_equal(scaled.pixels, "\x32\x96\xFF\xAA", 4);
	canvas_free(&scaled);
	assert_true(canvas_scale(&canvas, (struct size){ 6, 2 }, &scaled));
	assert_memory_equal(scaled.pixels, "\0\x64\xFF\xFF\0\x64\xFF\xFF\x64\xC8\xFF\xFF", 12);
	canvas_free(&scaled);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(pictures_look_right),
		arena_test(interlaced_pictures_look_right),
		arena_test(a_picture_in_too_many_scans_is_not_decoded),
		arena_test(gif_pictures_look_right),
		arena_test(pictures_are_turned),
		arena_test(transparent_parts_of_a_preview_are_white),
		arena_test(scaling_takes_the_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
