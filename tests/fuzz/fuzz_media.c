/* SPDX-License-Identifier: MIT */
/*
 * fuzz_media.c: a file that a stranger sends, from its type to what is stored and to its picture. How it is cut into
 * pieces changes nothing, and from what was stripped nothing more can be stripped.
 *
 * The last byte of the input chooses the pieces, and whether the picture is decoded.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "media/picture_work.h"
#include "media/strip.h"
#include "media/type.h"

/* In bytes: stripping adds at most one EXIF segment with the orientation, and the end of a GIF file. */
#define ADDED_MAX 36

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
out(void *arg, const void *bytes, size_t len)
{
	buf_put(arg, bytes, len);
	return true;
}

static enum strip_result
strip_bytes(const char *type, const uint8_t *bytes, size_t len, size_t piece, struct buf *to,
    struct strip_end *end)
{
	struct strip *strip = strip_new(type, true, out, to);
	enum strip_result result;

	while (len > 0) {
		/* A piece in memory of its own, so that reading on is noticed. */
		size_t count = piece < len ? piece : len;
		uint8_t *copy = malloc(count);

		assert(copy);
		memcpy(copy, bytes, count);
		strip_write(strip, copy, count);
		free(copy);
		bytes += count;
		len -= count;
	}
	result = strip_end(strip, end);
	strip_free(strip);
	assert(result != STRIP_FAILED);
	if (result == STRIP_OK && end->patch_len > 0) {
		assert(end->patch_offset + end->patch_len <= to->len);
		memcpy(to->data + end->patch_offset, end->patch, end->patch_len);
	}
	return result;
}

static void
check_strip(const char *type, const uint8_t *bytes, size_t len, size_t piece)
{
	struct buf whole = { .len = 0 }, cut = { .len = 0 }, twice = { .len = 0 };
	struct strip_end end, other;
	enum strip_result result = strip_bytes(type, bytes, len, len, &whole, &end);

	assert(strip_bytes(type, bytes, len, piece, &cut, &other) == result);
	if (result == STRIP_OK) {
		assert(
		    whole.len <= len + ADDED_MAX && end.orientation >= 1 && end.orientation <= 8);
		assert(cut.len == whole.len &&
		       (cut.len == 0 || memcmp(cut.data, whole.data, cut.len) == 0));
		assert(memcmp(&end, &other, sizeof(end)) == 0);
		assert(strip_bytes(type, (uint8_t *)whole.data, whole.len, whole.len, &twice,
			   &other) == STRIP_OK);
		assert(twice.len == whole.len &&
		       (twice.len == 0 || memcmp(twice.data, whole.data, twice.len) == 0));
		assert(other.orientation == end.orientation);
	}
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&twice);
}

static void
check_picture(const char *type, const uint8_t *bytes, size_t len, int orientation)
{
	struct picture_request request = { .type = type,
		.orientation = orientation,
		.max_pixels = 100000,
		.thumbnail = true,
		.thumb_width = 48,
		.thumb_height = 36,
		.thumb_max = len };
	struct picture picture;

	if (picture_decode(&request, bytes, len, &picture))
		assert(picture.width > 0 && picture.preview && picture.thumb_len <= len);
	picture_free(&picture);
	if (picture_read(&request, bytes, len, &picture))
		assert(picture.width > 0 && picture.preview_len < len);
	picture_free(&picture);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const declared[] = { NULL, "text/html; charset=utf-8", "IMAGE/png",
		"audio/webm" };
	static struct arena *arena;
	uint8_t choice = size > 0 ? data[size - 1] : 0;
	size_t head = size < MEDIA_HEAD_LEN ? size : MEDIA_HEAD_LEN;
	uint8_t *begin;
	char *name;
	const char *type;

	if (!arena)
		arena = arena_new();
	begin = malloc(head + !head);
	assert(begin);
	memcpy(begin, data, head);
	/* The beginning is also what the client says of the file. */
	name = arena_strndup(arena, data, head);
	type = media_type_find(begin, head, choice & 4 ? name : declared[choice & 3], name, arena);
	free(begin);
	assert(strlen(type) <= MEDIA_TYPE_MAX_LEN && strchr(type, '/'));
	media_type_is_false(type, name, name);
	media_type_matches(name, type);
	assert(media_type_is_inline(type) <= (strcmp(media_type_served(type), type) == 0));
	check_strip(type, data, size, 1 + choice % 13);
	if (choice & 0x40)
		check_picture(type, data, size, 1 + (choice >> 3 & 7));
	arena_reset(arena);
	return 0;
}
