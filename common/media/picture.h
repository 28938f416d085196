/* SPDX-License-Identifier: MIT */
/*
 * picture.h: the size of a picture, its thumbnail and its preview. JPEG, PNG, WebP and GIF files have them.
 */
#ifndef MEDIA_PICTURE_H
#define MEDIA_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture_request {
	int fd;           /* of the file, which must be readable; it is neither closed nor moved */
	uint64_t size;    /* of the file, in bytes */
	const char *type; /* as media_type_find() returns it */
	int orientation;  /* of the struct strip_end; 1 to 8 */
	int64_t max_pixels;   /* Pictures with more are not decoded. */
	bool thumbnail;       /* whether one is wanted */
	uint32_t thumb_width; /* The thumbnail fits into these; at most PICTURE_SIDE_MAX each. */
	uint32_t thumb_height;
	size_t thumb_max; /* in bytes: a larger thumbnail is none */
};

#define PICTURE_SIDE_MAX 1024 /* pixels */

struct picture {
	uint32_t width; /* in pixels, as a viewer sees it, after turning; 0: not known */
	uint32_t height;
	uint8_t *thumb; /* NULL: none is needed, or it would be too large */
	size_t thumb_len;
	uint32_t thumb_width;
	uint32_t thumb_height;
	const char *thumb_type; /* a static media type */
	uint8_t *preview;       /* a JPEG file of at most 32 by 32 pixels; NULL: none */
	size_t preview_len;
};

/*
 * Fills *picture, whose former content does not matter. A picture that is too large, broken or of another type leaves
 * it empty: all members are zero.
 *
 * The file is decoded in a child process that may do nothing but compute and write its result. It ends after 8 s at the
 * latest. If the system allows no such process the log says so, once, and the result is empty.
 */
void picture_make(const struct picture_request *request, struct picture *picture);

void picture_free(struct picture *picture); /* frees what it points to and empties it */

#endif
