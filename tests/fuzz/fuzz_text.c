/* SPDX-License-Identifier: MIT */
/*
 * fuzz_text.c: checks that any well-formed UTF-8 without NUL is parsed without an error of memory,
 * and that the resulting JSON is well formed and bounded in depth and size.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "text/message_text.h"

/* MD_DEPTH_MAX nodes, each an object with an array. A table, a link and a leaf nest deeper. */
#define DEPTH_MAX 22
/* In bytes: the JSON may have SIZE_FREE and SIZE_PER_BYTE for each byte of the text. */
#define SIZE_FREE 10000
#define SIZE_PER_BYTE 400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks that brackets match, and that strings are complete and have no control characters. */
static void
json_check(const char *json)
{
	char open[DEPTH_MAX];
	size_t depth = 0;

	for (; *json; json++) {
		if (*json == '"') {
			for (json++; *json != '"'; json++) {
				assert((unsigned char)*json >= ' ');
				if (*json == '\\')
					json++;
			}
		} else if (*json == '[' || *json == '{') {
			assert(depth < DEPTH_MAX);
			open[depth++] = *json == '[' ? ']' : '}';
		} else if (*json == ']' || *json == '}') {
			assert(depth > 0 && open[depth - 1] == *json);
			depth--;
		}
	}
	assert(depth == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct message_text text;
	char *message;

	if (!arena)
		arena = arena_new();
	if (memchr(data, '\0', size) || !utf8_valid((const char *)data, size, NULL))
		return -1;
	message = malloc(size ? size : 1); /* has no spare byte: AddressSanitizer finds overreads */
	memcpy(message, data, size);
	message_text_read(arena, message, size, &text);
	free(message);
	assert((text.md == NULL) == (size == 0));
	if (text.md) {
		json_check(text.md);
		assert(utf8_valid(text.md, strlen(text.md), NULL));
		assert(strlen(text.md) <= SIZE_FREE + SIZE_PER_BYTE * size);
	}
	json_check(text.urls);
	arena_reset(arena);
	return 0;
}
