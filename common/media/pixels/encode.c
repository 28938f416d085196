/* SPDX-License-Identifier: MIT */
#include "media/pixels/encode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/pixels/libraries.h"

#define QUALITY 80 /* of 100 */

/* --- JPEG ---------------------------------------------------------------------------------- */

struct jpeg_writer {
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	unsigned char *bytes;
	unsigned long len;
};

_Noreturn static void
jpeg_failed(j_common_ptr jpeg)
{
	struct jpeg_writer *writer = jpeg->client_data;

	longjmp(writer->failed, 1);
}

static void
jpeg_message(j_common_ptr jpeg)
{
	(void)jpeg;
}

static void
jpeg_rows(struct jpeg_writer *writer, const struct canvas *canvas, bool bare)
{
	struct jpeg_compress_struct *jpeg = &writer->jpeg;

	libjpeg.jpeg_mem_dest(jpeg, &writer->bytes, &writer->len);
	jpeg->image_width = canvas->width;
	jpeg->image_height = canvas->height;
	jpeg->input_components = CANVAS_PIXEL;
	jpeg->in_color_space = JCS_EXT_RGBA;
	libjpeg.jpeg_set_defaults(jpeg);
	libjpeg.jpeg_set_quality(jpeg, QUALITY, TRUE);
	jpeg->optimize_coding = TRUE;
	jpeg->write_JFIF_header = !bare;
	libjpeg.jpeg_start_compress(jpeg, TRUE);
	while (jpeg->next_scanline < jpeg->image_height) {
		JSAMPROW row =
		    canvas->pixels + (size_t)jpeg->next_scanline * canvas->width * CANVAS_PIXEL;

		libjpeg.jpeg_write_scanlines(jpeg, &row, 1);
	}
	libjpeg.jpeg_finish_compress(jpeg);
}

static struct encoded
jpeg_encode(const struct canvas *canvas, bool bare)
{
	struct jpeg_writer *writer = calloc(1, sizeof(*writer));
	struct encoded encoded = { .len = 0 };

	if (!writer)
		return encoded;
	writer->jpeg.err = libjpeg.jpeg_std_error(&writer->errors);
	writer->jpeg.client_data = writer;
	writer->errors.error_exit = jpeg_failed;
	writer->errors.output_message = jpeg_message;
	if (setjmp(writer->failed) == 0) {
		libjpeg.jpeg_CreateCompress(&writer->jpeg, JPEG_LIB_VERSION, sizeof(writer->jpeg));
		jpeg_rows(writer, canvas, bare);
		encoded.bytes = writer->bytes;
		encoded.len = writer->len;
	} else {
		free(writer->bytes);
	}
	libjpeg.jpeg_destroy_compress(&writer->jpeg);
	free(writer);
	return encoded;
}

/* --- PNG ----------------------------------------------------------------------------------- */

/* A writer of libpng, and what it has written. */
struct png_writer {
	png_structp png;
	png_infop info;
	struct encoded encoded;
	size_t capacity;
};

_Noreturn static void
png_failed(png_structp png, png_const_charp text)
{
	(void)text;
	libpng.png_longjmp(png, 1);
}

static void
png_message(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void
png_bytes(png_structp png, png_bytep bytes, png_size_t len)
{
	struct png_writer *writer = libpng.png_get_io_ptr(png);
	struct encoded *encoded = &writer->encoded;

	if (writer->capacity - encoded->len < len) {
		size_t capacity = 2 * writer->capacity + len;
		uint8_t *grown = realloc(encoded->bytes, capacity);

		if (!grown)
			libpng.png_error(png, "out of memory");
		encoded->bytes = grown;
		writer->capacity = capacity;
	}
	memcpy(encoded->bytes + encoded->len, bytes, len);
	encoded->len += len;
}

static void
png_nothing(png_structp png)
{
	(void)png;
}

/* Copies the bytes of each pixel that are written: all, three without the opacity, or one if all are grey. */
static void
row_pack(uint8_t *row, const uint8_t *pixel, uint32_t count, size_t bytes)
{
	for (; count > 0; count--, pixel += CANVAS_PIXEL, row += bytes)
		memcpy(row, pixel, bytes);
}

static void
png_rows(struct png_writer *writer, const struct canvas *canvas, uint8_t *row)
{
	bool opaque = canvas_is_opaque(canvas), gray = opaque && canvas_is_gray(canvas);

	libpng.png_set_write_fn(writer->png, writer, png_bytes, png_nothing);
	libpng.png_set_IHDR(writer->png, writer->info, canvas->width, canvas->height, 8,
	    gray     ? PNG_COLOR_TYPE_GRAY
	    : opaque ? PNG_COLOR_TYPE_RGB
		     : PNG_COLOR_TYPE_RGB_ALPHA,
	    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	libpng.png_write_info(writer->png, writer->info);
	for (uint32_t y = 0; y < canvas->height; y++) {
		row_pack(row, canvas->pixels + (size_t)y * canvas->width * CANVAS_PIXEL,
		    canvas->width,
		    gray     ? 1
		    : opaque ? 3
			     : 4);
		libpng.png_write_row(writer->png, row);
	}
	libpng.png_write_end(writer->png, writer->info);
}

static struct encoded
png_encode(const struct canvas *canvas)
{
	struct png_writer *writer = calloc(1, sizeof(*writer));
	uint8_t *row = malloc((size_t)canvas->width * CANVAS_PIXEL);
	struct encoded encoded = { .len = 0 };
	bool volatile done = false;

	if (writer)
		writer->png = libpng.png_create_write_struct(
		    PNG_LIBPNG_VER_STRING, NULL, png_failed, png_message);
	if (writer && writer->png)
		writer->info = libpng.png_create_info_struct(writer->png);
	if (row && writer && writer->info &&
	    setjmp(*libpng.png_set_longjmp_fn(writer->png, longjmp, sizeof(jmp_buf))) == 0) {
		png_rows(writer, canvas, row);
		done = true;
	}
	if (writer) {
		libpng.png_destroy_write_struct(&writer->png, &writer->info);
		if (done)
			encoded = writer->encoded;
		else
			free(writer->encoded.bytes);
	}
	free(row);
	free(writer);
	return encoded;
}

/* --- WebP ---------------------------------------------------------------------------------- */

static struct encoded
webp_encode(const struct canvas *canvas)
{
	WebPPicture picture;
	WebPMemoryWriter writer;
	WebPConfig config;
	struct encoded encoded = { .len = 0 };

	if (!libwebp.WebPConfigInitInternal(
		&config, WEBP_PRESET_DEFAULT, QUALITY, WEBP_ENCODER_ABI_VERSION) ||
	    !libwebp.WebPPictureInitInternal(&picture, WEBP_ENCODER_ABI_VERSION))
		return encoded;
	libwebp.WebPMemoryWriterInit(&writer);
	picture.width = (int)canvas->width;
	picture.height = (int)canvas->height;
	picture.writer = libwebp.WebPMemoryWrite;
	picture.custom_ptr = &writer;
	if (libwebp.WebPPictureImportRGBA(
		&picture, canvas->pixels, (int)(canvas->width * CANVAS_PIXEL)) &&
	    libwebp.WebPEncode(&config, &picture)) {
		encoded.bytes = writer.mem;
		encoded.len = writer.size;
	} else {
		free(writer.mem);
	}
	libwebp.WebPPictureFree(&picture);
	return encoded;
}

/* ------------------------------------------------------------------------------------------- */

/* A GIF file would need a table of its colours first, which PNG does not. */
struct encoded
encode(const struct canvas *canvas, const char *format)
{
	if (strcmp(format, "jpeg") == 0)
		return jpeg_encode(canvas, false);
	return strcmp(format, "webp") == 0 ? webp_encode(canvas) : png_encode(canvas);
}

const char *
encode_type(const char *format)
{
	if (strcmp(format, "jpeg") == 0)
		return "image/jpeg";
	return strcmp(format, "webp") == 0 ? "image/webp" : "image/png";
}

struct encoded
encode_preview(const struct canvas *canvas)
{
	return jpeg_encode(canvas, true);
}
