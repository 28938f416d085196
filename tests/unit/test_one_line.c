/* SPDX-License-Identifier: MIT */
/* Text for a single line, and cuts that leave no half of what a reader takes for one character. */
#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "text/one_line.h"

#define FAMILY "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
#define FLAGS "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa" /* FR, DE */
#define E_ACUTE "e\xcc\x81"

static void
runs_of_white_space_are_one_blank(void **state)
{
	static const struct {
		const char *text, *line;
	} rows[] = {
		{ "", "" },
		{ " \r\n", "" },
		{ "a", "a" },
		{ "Hello\nmy order", "Hello my order" },
		{ "\x01 a\t\v\xc2\x85 b\xe3\x80\x80", "a b" },
		{ "a\xe2\x80\xa8\xe2\x80\xa9z", "a z" },
		{ FAMILY, FAMILY },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(one_line(arena, rows[i].text), rows[i].line);
	arena_free(arena);
}

static void
cuts_are_between_graphemes(void **state)
{
	static const struct {
		const char *text;
		size_t max, cut;
	} rows[] = {
		{ "abc", 2, 2 }, { "abc", 3, 3 }, { "abc", 9, 3 }, { "a" E_ACUTE, 2, 1 },
		{ "a" E_ACUTE, 4, 4 }, { "a" E_ACUTE "b", 4, 4 }, { "x" FAMILY "y", 12, 1 },
		{ "x" FAMILY "y", 19, 19 }, { FLAGS, 8, 8 }, { FLAGS, 12, 8 }, { FLAGS, 15, 8 },
		{ "\r\n", 1, 1 },
		{ FAMILY, 6, 4 }, /* the first one is too long: the cut is between code points */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(
		    text_cut(rows[i].text, strlen(rows[i].text), rows[i].max, 100), rows[i].cut);
}

static void
graphemes_are_counted(void **state)
{
	(void)state;
	assert_int_equal(text_cut("", 0, 100, 3), 0);
	assert_int_equal(text_cut("abc", 3, 100, 2), 2);
	assert_int_equal(text_cut("abc", 3, 100, 0), 0);
	assert_int_equal(text_cut("abc", 3, 100, 5), 3);
	assert_int_equal(text_cut(FAMILY FLAGS, 34, 100, 2), 18 + 8);
	assert_int_equal(text_cut(E_ACUTE E_ACUTE, 6, 100, 1), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_of_white_space_are_one_blank),
		cmocka_unit_test(cuts_are_between_graphemes),
		cmocka_unit_test(graphemes_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
