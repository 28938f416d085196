/* SPDX-License-Identifier: MIT */
/* unit_strip.h: strips bytes and files in memory. */
#ifndef TEST_UNIT_STRIP_H
#define TEST_UNIT_STRIP_H

#include "unit_arena.h"
#include "unit_files.h"

#include "base/buf.h"
#include "media/strip.h"
#include "media/type.h"

struct stripped {
	enum strip_result result;
	struct strip_end end;
	struct buf bytes;
};

static inline bool
out(void *arg, const void *bytes, size_t len)
{
	buf_put(arg, bytes, len);
	return true;
}

/* Strips the bytes, which come in pieces of this size. The patch has been made in the result. */
static inline struct stripped
stripped_in(const char *type, bool strip, const void *bytes, size_t len, size_t piece)
{
	struct stripped got = { .result = STRIP_OK };
	struct strip *filter = strip_new(type, strip, out, &got.bytes);
	const uint8_t *next = bytes;

	for (size_t left = len; left > 0; next += piece) {
		piece = piece < left ? piece : left;
		strip_write(filter, next, piece);
		left -= piece;
	}
	got.result = strip_end(filter, &got.end);
	strip_free(filter);
	if (got.result == STRIP_OK && got.end.patch_len > 0)
		memcpy(got.bytes.data + got.end.patch_offset, got.end.patch, got.end.patch_len);
	return got;
}

static inline struct stripped
stripped(const char *type, const void *bytes, size_t len)
{
	return stripped_in(type, true, bytes, len, len ? len : 1);
}

static inline const char *
type_of(const struct file *file)
{
	return media_type_find(file->bytes, file->len < MEDIA_HEAD_LEN ? file->len : MEDIA_HEAD_LEN,
	    NULL, NULL, arena);
}

static inline struct stripped
file_stripped(const char *path)
{
	struct file file = file_read(path);
	struct stripped got = stripped(type_of(&file), file.bytes, file.len);

	file_free(&file);
	return got;
}

static inline int
orientation_of(const struct file *file)
{
	struct stripped got = stripped(type_of(file), file->bytes, file->len);

	buf_free(&got.bytes);
	return got.end.orientation;
}

#endif
