/* SPDX-License-Identifier: MIT */
/*
 * bench_text.c: measures how long it takes to parse the texts of messages, for text.py. A request is
 * a line "ROUNDS COUNT" and COUNT texts, each after a line with its length in bytes. The program
 * parses all texts ROUNDS times and prints the nanoseconds of processor time, on which other
 * processes of the machine have less influence than on the time of day.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "text/message_text.h"

struct text {
	char *bytes;
	size_t len;
};

static int64_t
used_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool
texts_read(struct arena *arena, struct text *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (scanf("%zu", &texts[i].len) != 1 || getchar() != '\n')
			return false;
		texts[i].bytes = arena_alloc(arena, texts[i].len + 1);
		if (fread(texts[i].bytes, 1, texts[i].len, stdin) != texts[i].len)
			return false;
	}
	return true;
}

/* The arena is reset after each text, as it is after each request. */
static int64_t
measure(struct arena *arena, const struct text *texts, size_t count, unsigned long rounds)
{
	struct message_text out;
	int64_t before_ns = used_ns();

	for (; rounds > 0; rounds--) {
		for (size_t i = 0; i < count; i++) {
			message_text_read(arena, texts[i].bytes, texts[i].len, &out);
			arena_reset(arena);
		}
	}
	return used_ns() - before_ns;
}

int
main(void)
{
	struct arena *asked = arena_new(), *arena = arena_new();
	unsigned long rounds;
	size_t count;

	while (scanf("%lu %zu", &rounds, &count) == 2) {
		struct text *texts = arena_alloc(asked, count * sizeof(*texts));

		if (!texts_read(asked, texts, count))
			return EXIT_FAILURE;
		printf("%lld\n", (long long)measure(arena, texts, count, rounds));
		fflush(stdout);
		arena_reset(asked);
	}
	arena_free(arena);
	arena_free(asked);
	return EXIT_SUCCESS;
}
