/* SPDX-License-Identifier: MIT */
/*
 * md_print.c: reads messages from standard input and writes the md tree of each as one line of JSON.
 * In front of each message stands a line with its length in bytes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/message_text.h"

int
main(void)
{
	struct arena *arena = arena_new();
	struct message_text text;
	size_t len;
	char *message;

	while (scanf("%zu", &len) == 1 && getchar() == '\n') {
		message = arena_alloc(arena, len + 1);
		if (fread(message, 1, len, stdin) != len)
			return EXIT_FAILURE;
		message_text_read(arena, message, len, &text);
		puts(text.md ? text.md : "null");
		arena_reset(arena);
	}
	arena_free(arena);
	return EXIT_SUCCESS;
}
