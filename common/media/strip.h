/* SPDX-License-Identifier: MIT */
/*
 * strip.h: a filter for the bytes of a file while it is stored. It removes what a JPEG, PNG, WebP or GIF file says besides
 * its picture: place, camera, names, comments, small copies of the picture, and everything behind the picture's end.
 * Other types pass unchanged.
 *
 * The memory of a filter does not grow with the file, and how the file is cut into pieces changes nothing.
 */
#ifndef MEDIA_STRIP_H
#define MEDIA_STRIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strip;

enum strip_result {
	STRIP_OK = 0,
	STRIP_BAD,   /* The file is not what its type says: it must be refused. */
	STRIP_FAILED /* The output function has failed. */
};

/* Takes the bytes that are to be stored, in order. Returns false if it cannot. */
typedef bool strip_out_fn(void *arg, const void *bytes, size_t len);

/* What is known of the file at its end. */
struct strip_end {
	int orientation; /* 1 to 8, as EXIF numbers them, if it is a JPEG file; 1: as the pixels stand */

	/*
	 * These bytes have to be written over those at `patch_offset` of the output; patch_len is 0 if nothing has to.
	 * A WebP file begins with its length, which is smaller after something was removed; a
	 * hash of the output that was made on the way is not that of the file then.
	 */
	uint64_t patch_offset;
	size_t patch_len;
	uint8_t patch[4];
};

/*
 * Returns a new filter for a file of this media type, as media_type_find() returns it. If `strip` is false all bytes
 * pass unchanged, and the file is only checked and its orientation read.
 */
struct strip *strip_new(const char *type, bool strip, strip_out_fn *out, void *arg);

/* Takes the next bytes of the file. After a result other than STRIP_OK every further call returns the same. */
enum strip_result strip_write(struct strip *strip, const void *bytes, size_t len);

/*
 * Must be called once after the last byte. A file whose picture is incomplete is no bad one, as long as its header
 * is complete. *end is filled if the result is STRIP_OK.
 */
enum strip_result strip_end(struct strip *strip, struct strip_end *end);

void strip_free(struct strip *strip); /* does nothing for NULL */

#endif
