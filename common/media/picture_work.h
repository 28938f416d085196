/* SPDX-License-Identifier: MIT */
/*
 * picture_work.h: what the process that decodes a picture does, and what the other believes of its result.
 */
#ifndef MEDIA_PICTURE_WORK_H
#define MEDIA_PICTURE_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/picture.h"

#define PICTURE_THUMB_MAX (1024 * 1024) /* bytes */
#define PICTURE_PREVIEW_MAX 4096        /* bytes */

/* The result begins with this; the thumbnail and the preview follow. */
struct picture_head {
	uint32_t magic;
	uint32_t width;
	uint32_t height;
	uint32_t thumb_len; /* 0: there is none */
	uint32_t preview_len;
};

#define PICTURE_MAGIC 0x50494354u
#define PICTURE_RESULT_MAX (sizeof(struct picture_head) + PICTURE_THUMB_MAX + PICTURE_PREVIEW_MAX)

/* Decodes the bytes of the file and fills *picture; the caller frees it. False: it cannot be decoded. */
bool picture_decode(
    const struct picture_request *request, const void *bytes, size_t len, struct picture *picture);

/* Writes a picture to the descriptor. False: it could not. */
bool picture_write(int fd, const struct picture *picture);

/*
 * Reads what picture_write() wrote for this request. Nothing in it is believed: whoever sent the picture may have
 * written it. False: it cannot be the result of this request, and *picture is empty.
 */
bool picture_read(
    const struct picture_request *request, const void *bytes, size_t len, struct picture *picture);

#endif
