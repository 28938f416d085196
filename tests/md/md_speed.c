/* SPDX-License-Identifier: MIT */
/*
 * md_speed.c: measures how long it takes to parse the text of a message, in nanoseconds per byte. A
 * figure that grows from column to column indicates a rule that takes more than linear time.
 *
 *     md_speed            measures the patterns below, repeated up to 1, 10 and 100 KB
 *     md_speed PATTERN... measures these patterns instead
 *
 * Each pattern is also measured behind several opening delimiters, and the slowest result is shown.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "text/message_text.h"

#define SIZES 3

static const size_t sizes[SIZES] = { 1000, 10000, 100000 };

static const char *const patterns[] = {
	"Hello, I need help with my order please, it has not arrived yet.\n",
	"see https://www.example.com/shop?item=5 or write to joe@example.com, thanks :)\n",
	"*bold* and _italic_ and ~strike~, `code`, @user in #channel.\n",
	"Привет, мне нужна помощь с заказом 😀\n",
	"[",
	"(",
	"*",
	"_",
	"~",
	"`",
	"|",
	"<",
	">",
	"!",
	"@",
	"#",
	":",
	"-",
	"+",
	"=",
	"\\",
	".",
	"\n",
	"\r",
	" ",
	"a",
	"1",
	"\xf0\x9f\x98\x80",
	"**",
	"__",
	"~~",
	"||",
	"![",
	"](",
	"[](",
	"[a](",
	"<a.com",
	"<a.com|",
	"<a:",
	"[[",
	"[*",
	"*[",
	"*_~[",
	"*_",
	"_*_ ",
	"*_*_ _",
	"*a *",
	"_a",
	"_a.",
	"a_",
	"-_-",
	"-_",
	"_-",
	":)",
	":):",
	":)||",
	"||:)",
	"||a",
	"|| ",
	"~@",
	"~@a__",
	"@@",
	"@a__",
	"~#",
	"~*_[<`",
	"a@",
	"a.",
	"a!",
	"a!a.",
	"!a@",
	"a.@",
	"a@b.",
	"http://",
	"a://",
	"a:b@",
	"//a",
	".a",
	"a.com ",
	"a.com(",
	"](a.com",
	"](a.com)",
	"](a.com(",
	"[](a.com(b)",
	"[] [",
	"] [",
	"[a] [b](c",
	"```\n",
	"```\na\n",
	"``",
	"||\n",
	"||\na\n",
	"||\n\n",
	"|a",
	"|a|\n",
	"|-|\n",
	"|a|\n|-|\n",
	"|a|a|a|a|a|a|a|a|a|a|a|\n|-|\n",
	"> ",
	">\n",
	"- a\n",
	"* a\n",
	"* a*\n",
	"1. a\n",
	"1",
	"- [ ] a\n",
	"# a\n",
	"<t:",
	"<t:1630360800>",
	"color:#fff",
	"\xf0\x9f\x98\x80\xe2\x80\x8d",
	"\xf0\x9f\x8f\xb4",
	"\xf0\x9f\x98\x80\xe2\x80\x8dx",
	"\xe2\x9d\xa4\xe2\x80\x8d",
	"1\xef\xb8\x8f",
	"mailto:",
	"+1",
	"+(",
	"\\*",
	"\\|",
	"*\\|*",
	"~\\*",
	"[\\](",
	"a*b_c~d`e[f",
	"*~_*~_a ",
	"[_*~",
	"_[*`~",
	"*:)",
	"_:)",
	"~:)",
	"_a@b.c ",
	"x_y@",
	"__a__b",
	"_a_b ",
	"a__",
	"*`_",
	"[`](",
	"`*`",
	"_`*`",
	"[a\n",
	"[_a\n",
	"*_\n",
	". ",
	".,",
	"a.com.,",
	"a.com/...!!!",
	"a-",
	"a--",
	"a.-",
	"-.a",
	"_.a_",
	"%",
	"'",
	"\"",
	"((a",
	"(((",
	"[(",
};

static double
ns_per_byte(struct arena *arena, const char *text, size_t len)
{
	struct timespec from, to;
	struct message_text out;
	double best = 1e30, ns;
	size_t i, rounds = len < 50000 ? 5 : 2;

	for (i = 0; i < rounds; i++) {
		clock_gettime(CLOCK_MONOTONIC, &from);
		message_text_read(arena, text, len, &out);
		clock_gettime(CLOCK_MONOTONIC, &to);
		arena_reset(arena);
		ns = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
		best = ns < best ? ns : best;
	}
	return best / (double)len;
}

/* An opener puts the pattern into another context of the grammar. */
static const char *const openers[] = { "", "~", "*", "_", "[", "||", "|", "*_~[" };

static void
measure(struct arena *arena, const char *pattern)
{
	static char text[100000];
	double ns[SIZES] = { 0 }, now[SIZES];
	const char *opener = "";
	size_t i, size, at, start, len = strlen(pattern);

	for (i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
		start = strlen(openers[i]);
		memcpy(text, openers[i], start);
		for (at = start; at < sizeof(text); at++)
			text[at] = pattern[(at - start) % len];
		for (size = 0; size < SIZES; size++)
			now[size] =
			    ns_per_byte(arena, text, start + (sizes[size] - start) / len * len);
		if (now[SIZES - 1] > ns[SIZES - 1]) {
			memcpy(ns, now, sizeof(ns));
			opener = openers[i];
		}
	}
	printf("%8.1f %8.1f %8.1f %s %s...", ns[0], ns[1], ns[2], ns[2] > 3 * ns[0] ? "!" : " ",
	    opener);
	for (; *pattern; pattern++) {
		if (*pattern == '\n')
			fputs("\\n", stdout);
		else
			putchar(*pattern);
	}
	putchar('\n');
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	size_t i;
	int arg;

	printf("%8s %8s %8s    ns/byte\n", "1 KB", "10 KB", "100 KB");
	for (arg = 1; arg < argc; arg++)
		measure(arena, argv[arg]);
	for (i = 0; argc == 1 && i < sizeof(patterns) / sizeof(patterns[0]); i++)
		measure(arena, patterns[i]);
	arena_free(arena);
	return 0;
}
