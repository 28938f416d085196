/* SPDX-License-Identifier: MIT */
/*
 * Writes a baseline JPEG of WIDTH x HEIGHT pixels to standard output, which has about as many bytes as a photo of this
 * size: photo WIDTH HEIGHT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

int
main(int argc, char **argv)
{
	struct jpeg_compress_struct picture = { 0 };
	struct jpeg_error_mgr errors;
	uint32_t noise = 1;
	JSAMPROW row;

	if (argc != 3)
		return 2;
	picture.err = jpeg_std_error(&errors);
	jpeg_create_compress(&picture);
	jpeg_stdio_dest(&picture, stdout);
	picture.image_width = (JDIMENSION)strtoul(argv[1], NULL, 10);
	picture.image_height = (JDIMENSION)strtoul(argv[2], NULL, 10);
	picture.input_components = 3;
	picture.in_color_space = JCS_RGB;
	jpeg_set_defaults(&picture);
	jpeg_set_quality(&picture, 90, TRUE);
	jpeg_start_compress(&picture, TRUE);
	row = malloc((size_t)picture.image_width * 3);
	if (!row)
		return 1;
	while (picture.next_scanline < picture.image_height) {
		for (JDIMENSION x = 0; x < picture.image_width * 3; x++) {
			noise = noise * 1664525 + 1013904223;
			row[x] =
			    (JSAMPLE)((x / 3 + picture.next_scanline) / 16 % 200 + (noise >> 28));
		}
		jpeg_write_scanlines(&picture, &row, 1);
	}
	free(row);
	jpeg_finish_compress(&picture);
	jpeg_destroy_compress(&picture);
	return 0;
}
