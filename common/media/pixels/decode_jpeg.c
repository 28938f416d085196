/* SPDX-License-Identifier: MIT */
#include "media/pixels/decode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <jerror.h>

#include "media/pixels/libraries.h"

/*
 * A picture that comes in more scans than any camera or program makes only costs time. A large one may have fewer: programs
 * make ten.
 */
#define SCANS_MAX 100
#define SCANNED_MAX 500000000 /* pixels, of all scans */
#define WARNINGS_MAX 20

struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf failed;
};

_Noreturn static void
error_exit(j_common_ptr jpeg)
{
	struct reader *reader = jpeg->client_data;

	longjmp(reader->failed, 1);
}

/* What is missing at the file's end the library would fill with grey. */
static void
message_emit(j_common_ptr jpeg, int level)
{
	if (level < 0 &&
	    (jpeg->err->msg_code == JWRN_JPEG_EOF || ++jpeg->err->num_warnings > WARNINGS_MAX))
		error_exit(jpeg);
}

static void
message_output(j_common_ptr jpeg)
{
	(void)jpeg;
}

static void
scans_count(j_common_ptr jpeg)
{
	struct reader *reader = jpeg->client_data;
	int64_t scans = reader->jpeg.input_scan_number;

	if (scans > SCANS_MAX ||
	    scans * reader->jpeg.image_width * reader->jpeg.image_height > SCANNED_MAX)
		error_exit(jpeg);
}

/* The library reduces by 2, 4 or 8 almost for free: as far as the picture stays larger than the canvas. */
static void
scale_choose(struct jpeg_decompress_struct *jpeg, const struct canvas *canvas)
{
	jpeg->scale_num = 1;
	jpeg->scale_denom = 8;
	for (;;) {
		libjpeg.jpeg_calc_output_dimensions(jpeg);
		if (jpeg->scale_denom == 1 ||
		    (jpeg->output_width >= canvas->width && jpeg->output_height >= canvas->height))
			return;
		jpeg->scale_denom /= 2;
	}
}

/* Adobe's programs write the four inks inverted; other programs do not. */
static void
inks_to_colors(uint8_t *pixel, uint32_t count, bool inverted)
{
	for (; count > 0; count--, pixel += CANVAS_PIXEL) {
		unsigned black = inverted ? pixel[3] : 255u - pixel[3];

		for (size_t i = 0; i < 3; i++)
			pixel[i] = (uint8_t)((inverted ? pixel[i] : 255u - pixel[i]) * black / 255);
		pixel[3] = 255;
	}
}

static bool
rows_read(struct decoding *decoding, struct jpeg_decompress_struct *jpeg)
{
	bool has_inks = jpeg->out_color_space == JCS_CMYK;

	if (!libjpeg.jpeg_start_decompress(jpeg) ||
	    !decode_rows(decoding, (struct size){ jpeg->output_width, jpeg->output_height }))
		return false;
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = decoding->row;

		if (libjpeg.jpeg_read_scanlines(jpeg, &row, 1) != 1)
			return false;
		if (has_inks)
			inks_to_colors(row, jpeg->output_width, jpeg->saw_Adobe_marker);
		shrink_row(&decoding->shrink, row);
	}
	return true;
}

static bool
picture_read(struct decoding *decoding, struct reader *reader)
{
	struct jpeg_decompress_struct *jpeg = &reader->jpeg;

	libjpeg.jpeg_mem_src(jpeg, decoding->bytes, decoding->len);
	if (libjpeg.jpeg_read_header(jpeg, TRUE) != JPEG_HEADER_OK ||
	    !decode_size(decoding, jpeg->image_width, jpeg->image_height))
		return false;
	jpeg->out_color_space =
	    jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK ? JCS_CMYK
										     : JCS_EXT_RGBA;
	jpeg->do_block_smoothing = FALSE;
	scale_choose(jpeg, &decoding->canvas);
	jpeg->do_fancy_upsampling = jpeg->scale_denom == 1;
	return rows_read(decoding, jpeg);
}

bool
decode_jpeg(struct decoding *decoding)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	bool volatile done = false;

	if (!reader)
		return false;
	reader->jpeg.err = libjpeg.jpeg_std_error(&reader->errors);
	reader->jpeg.client_data = reader;
	reader->errors.error_exit = error_exit;
	reader->errors.emit_message = message_emit;
	reader->errors.output_message = message_output;
	reader->progress.progress_monitor = scans_count;
	if (setjmp(reader->failed) == 0) {
		libjpeg.jpeg_CreateDecompress(
		    &reader->jpeg, JPEG_LIB_VERSION, sizeof(reader->jpeg));
		reader->jpeg.progress = &reader->progress;
		done = picture_read(decoding, reader);
	}
	libjpeg.jpeg_destroy_decompress(&reader->jpeg);
	free(reader);
	return done;
}
