/* SPDX-License-Identifier: MIT */
#include "media/pixels/libraries.h"

#include "base/log.h"
#include "base/str.h"

/* Versions of a library that do not fit the headers have other file names. Of libjpeg there are two kinds, with other structs. */
#if JPEG_LIB_VERSION >= 80
#define JPEG_FILE "libjpeg.so.8"
#else
#define JPEG_FILE "libjpeg.so.62"
#endif

struct libjpeg libjpeg;
struct libpng libpng;
struct libwebp libwebp;
struct libwebpdemux libwebpdemux;
struct libgif libgif;

static const struct library_function jpeg_functions[] = { JPEG_FUNCTIONS(LIBRARY_FUNCTION) };
static const struct library_function png_functions[] = { PNG_FUNCTIONS(LIBRARY_FUNCTION) };
static const struct library_function webp_functions[] = { WEBP_FUNCTIONS(LIBRARY_FUNCTION) };
static const struct library_function webpdemux_functions[] = { WEBPDEMUX_FUNCTIONS(
    LIBRARY_FUNCTION) };
static const struct library_function gif_functions[] = { GIF_FUNCTIONS(LIBRARY_FUNCTION) };

static const struct {
	const char *file;
	const struct library_function *functions;
	size_t count;
	void *pointers;
} libraries[] = {
	{ JPEG_FILE, jpeg_functions, ARRAY_LEN(jpeg_functions), &libjpeg },
	{ "libpng16.so.16", png_functions, ARRAY_LEN(png_functions), &libpng },
	{ "libwebp.so.7", webp_functions, ARRAY_LEN(webp_functions), &libwebp },
	{ "libwebpdemux.so.2", webpdemux_functions, ARRAY_LEN(webpdemux_functions), &libwebpdemux },
	{ "libgif.so.7", gif_functions, ARRAY_LEN(gif_functions), &libgif },
};

bool
libraries_load(void)
{
	static bool tried, loaded;
	const char *missing = NULL;

	if (tried)
		return loaded;
	for (size_t i = 0; i < ARRAY_LEN(libraries) && !missing; i++)
		missing = library_load(libraries[i].file, libraries[i].functions,
		    libraries[i].count, libraries[i].pointers);
	if (missing)
		log_error("pictures get no thumbnails: %s", missing);
	tried = true;
	loaded = !missing;
	return loaded;
}
