/* SPDX-License-Identifier: MIT */
/*
 * libraries.h: the functions of the libraries that read and write pictures. The libraries are loaded when the first picture
 * comes. Of functions that a library has as macros, such as png_jmpbuf(), what the macro calls is here.
 */
#ifndef MEDIA_PIXELS_LIBRARIES_H
#define MEDIA_PIXELS_LIBRARIES_H

#include <stdbool.h>
#include <stdio.h>
#include <gif_lib.h>
#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include "base/process/library.h"

#define JPEG_FUNCTIONS(X) \
	X(jpeg_std_error) \
	X(jpeg_CreateDecompress) \
	X(jpeg_mem_src) \
	X(jpeg_read_header) \
	X(jpeg_calc_output_dimensions) \
	X(jpeg_start_decompress) \
	X(jpeg_read_scanlines) \
	X(jpeg_destroy_decompress) \
	X(jpeg_CreateCompress) \
	X(jpeg_mem_dest) \
	X(jpeg_set_defaults) \
	X(jpeg_set_quality) \
	X(jpeg_start_compress) \
	X(jpeg_write_scanlines) \
	X(jpeg_finish_compress) \
	X(jpeg_destroy_compress)

#define PNG_FUNCTIONS(X) \
	X(png_set_longjmp_fn) \
	X(png_longjmp) \
	X(png_error) \
	X(png_get_io_ptr) \
	X(png_create_info_struct) \
	X(png_create_read_struct) \
	X(png_set_read_fn) \
	X(png_set_user_limits) \
	X(png_set_chunk_malloc_max) \
	X(png_set_chunk_cache_max) \
	X(png_set_keep_unknown_chunks) \
	X(png_read_info) \
	X(png_get_image_width) \
	X(png_get_image_height) \
	X(png_get_interlace_type) \
	X(png_set_expand) \
	X(png_set_strip_16) \
	X(png_set_gray_to_rgb) \
	X(png_set_add_alpha) \
	X(png_read_update_info) \
	X(png_get_rowbytes) \
	X(png_read_row) \
	X(png_destroy_read_struct) \
	X(png_create_write_struct) \
	X(png_set_write_fn) \
	X(png_set_IHDR) \
	X(png_write_info) \
	X(png_write_row) \
	X(png_write_end) \
	X(png_destroy_write_struct)

#define WEBP_FUNCTIONS(X) \
	X(WebPInitDecoderConfigInternal) \
	X(WebPDecode) \
	X(WebPConfigInitInternal) \
	X(WebPPictureInitInternal) \
	X(WebPPictureImportRGBA) \
	X(WebPMemoryWriterInit) \
	X(WebPMemoryWrite) \
	X(WebPEncode) \
	X(WebPPictureFree)

#define WEBPDEMUX_FUNCTIONS(X) \
	X(WebPDemuxInternal) \
	X(WebPDemuxGetI) \
	X(WebPDemuxGetFrame) \
	X(WebPDemuxReleaseIterator) \
	X(WebPDemuxDelete)

#define GIF_FUNCTIONS(X) \
	X(DGifOpen) \
	X(DGifGetRecordType) \
	X(DGifGetExtension) \
	X(DGifGetExtensionNext) \
	X(DGifExtensionToGCB) \
	X(DGifGetImageDesc) \
	X(DGifGetLine) \
	X(DGifCloseFile)

extern struct libjpeg {
	JPEG_FUNCTIONS(LIBRARY_POINTER)
} libjpeg;

extern struct libpng {
	PNG_FUNCTIONS(LIBRARY_POINTER)
} libpng;

extern struct libwebp {
	WEBP_FUNCTIONS(LIBRARY_POINTER)
} libwebp;

extern struct libwebpdemux {
	WEBPDEMUX_FUNCTIONS(LIBRARY_POINTER)
} libwebpdemux;

extern struct libgif {
	GIF_FUNCTIONS(LIBRARY_POINTER)
} libgif;

/*
 * Loads them, unless that was tried before, and returns whether all are there. If not, the log says once which is missing,
 * and none of the functions may be called. A process that may open no files calls this before it gives that up.
 */
bool libraries_load(void);

#endif
