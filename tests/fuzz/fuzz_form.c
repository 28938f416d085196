/* SPDX-License-Identifier: MIT */
/*
 * fuzz_form.c: bodies of multipart/form-data, from the bytes of a client to parts with names and bytes. However the body
 * is cut into pieces, the same is found; every byte that is handed on is in the body; names are clean.
 *
 * The input is a Content-Type, up to its first NUL, and the body. The seeds are those of tests/data/files/bodies.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "http/files/file_name.h"
#include "http/files/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was found in a body that came in pieces of that size. */
struct found {
	const char *body;
	size_t left, piece;
	size_t parts, part_ends;
	struct arena *arena;
	struct buf texts; /* all of it, in its order */
};

static ssize_t
read_body(void *arg, char *bytes, size_t len)
{
	struct found *found = arg;

	assert(len > 0);
	len = len < found->left ? len : found->left;
	len = len < found->piece ? len : found->piece;
	memcpy(bytes, found->body, len);
	found->body += len;
	found->left -= len;
	return (ssize_t)len;
}

static void
check_name(struct arena *arena, const char *sent)
{
	const char *name = file_name_clean(arena, sent);
	size_t len = strlen(name);

	assert(len > 0 && len <= FILE_NAME_MAX_LEN && utf8_valid(name, len, NULL));
	assert(!strpbrk(name, "/\\\r\n\t") && strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
}

static bool
part_begin(void *arg, const struct multipart_part *part)
{
	struct found *found = arg;

	assert(found->parts == found->part_ends && found->parts < MULTIPART_PARTS_MAX);
	found->parts++;
	buf_printf(&found->texts, "\n%s\n", part->name);
	if (part->file_name) {
		assert(*part->file_name);
		check_name(found->arena, part->file_name);
		buf_puts(&found->texts, part->file_name);
	}
	if (part->media_type)
		buf_puts(&found->texts, part->media_type);
	return true;
}

static bool
part_bytes(void *arg, const char *bytes, size_t len)
{
	struct found *found = arg;

	assert(len > 0 && found->parts == found->part_ends + 1);
	buf_put(&found->texts, bytes, len);
	return true;
}

static bool
part_end(void *arg)
{
	struct found *found = arg;

	found->part_ends++;
	assert(found->parts == found->part_ends);
	return true;
}

static enum multipart_result
find(struct found *found, const char *boundary)
{
	const struct multipart_calls calls = { read_body, part_begin, part_bytes, part_end, found };
	/* Of exactly its size, so that reading on is noticed. */
	char *buffer = malloc(MULTIPART_BUFFER_SIZE);
	enum multipart_result result;

	assert(buffer);
	result = multipart_read(buffer, boundary, &calls);
	assert(result != MULTIPART_STOPPED);
	assert(result != MULTIPART_OK || found->parts == found->part_ends);
	free(buffer);
	return result;
}

static void
check_pieces(struct arena *arena, const char *boundary, const char *body, size_t len)
{
	static const size_t pieces[] = { 1, 7 };
	struct found whole = { .body = body, .left = len, .piece = SIZE_MAX, .arena = arena };
	enum multipart_result result = find(&whole, boundary);

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct found found = {
			.body = body, .left = len, .piece = pieces[i], .arena = arena
		};

		assert(find(&found, boundary) == result);
		assert(found.parts == whole.parts && found.part_ends == whole.part_ends);
		/* A part that is cut off may end earlier where less is read at once. */
		assert(result == MULTIPART_CUT || found.texts.len == whole.texts.len);
		assert(found.texts.len == 0 || result == MULTIPART_CUT ||
		       memcmp(found.texts.data, whole.texts.data, found.texts.len) == 0);
		buf_free(&found.texts);
	}
	buf_free(&whole.texts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	const uint8_t *nul = size > 0 ? memchr(data, '\0', size) : NULL;
	const char *type, *boundary, *why;
	size_t type_len = nul ? (size_t)(nul - data) : 0;
	char *body;

	if (!nul)
		return 0;
	if (!arena)
		arena = arena_new();
	type = arena_strndup(arena, data, type_len);
	boundary = multipart_boundary(arena, type, &why);
	body = malloc(size - type_len);
	assert(body);
	memcpy(body, nul + 1, size - type_len - 1);
	if (boundary) {
		assert(strlen(boundary) > 0 && strlen(boundary) <= MULTIPART_BOUNDARY_MAX_LEN);
		check_pieces(arena, boundary, body, size - type_len - 1);
	} else {
		assert(why);
	}
	/* Short inputs are names by themselves, too. */
	check_name(arena, type);
	free(body);
	arena_reset(arena);
	return 0;
}
