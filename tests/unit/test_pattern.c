/* SPDX-License-Identifier: MIT */
/* Regular expressions that people write: which are taken, and what they find. */
#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "text/pattern.h"

static void
what_both_syntaxes_know_is_taken(void **state)
{
	static const char *const patterns[] = { "", "a", "^[0-9]{3}-[0-9]{4}$", "a{1000}",
		"(a{10}){90}", "a*?", "\\w+\\s\\S\\W\\b", "[^a-z]", "[a^-]", "a|b|", "()",
		"a\\.\\/\\-\\{", "]}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++)
		assert_null(pattern_complaint(patterns[i]));
}

static void
what_they_read_differently_or_costs_too_much_is_refused(void **state)
{
	static const char *const patterns[] = { "\\1", "\\d", "\\", "(?i)a", "(", ")", "[", "[]",
		"[^]a]", "[\\]]", "[[.a.]]", "a{1001}", "a{99999999999999999999}",
		"((a{10}){10}){11}", "+", "a|*", "a++", "a???", "a{", "a{}", "a{,2}", "a{2,1}",
		"\xc3\xa4", "\x7f", "\\'", "$*", "\\b+", "((((((((((a+)+)+)+)+)+)+)+)+)+)+" };
	char long_one[PATTERN_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		assert_non_null(pattern_complaint(patterns[i]));
		assert_false(pattern_found(patterns[i], patterns[i]));
	}
	memset(long_one, 'a', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = '\0';
	assert_non_null(pattern_complaint(long_one));
	assert_false(pattern_found(long_one, long_one));
	assert_null(pattern_complaint(long_one + 1));
	assert_true(pattern_found(long_one + 1, long_one));
	memset(long_one, '(', sizeof(long_one) - 1);
	assert_non_null(pattern_complaint(long_one + 1));
}

static void
a_pattern_is_found_anywhere_unless_it_is_anchored(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool found;
	} rows[] = {
		{ "", "", true },
		{ "b", "abc", true },
		{ "^b", "abc", false },
		{ "b$", "ab\n", false },
		{ "^a.c$", "a\nc", true },
		{ "^a\\sc$", "a\nc", true },
		{ "^a[^b]c$", "a\nc", true },
		{ "^b", "a\nb", false },
		{ "^[0-9]{2,3}$", "12\n13", false },
		{ "^[0-9]{2,3}$", "\n12", false },
		{ "(^|-)b", "a\nb", false },
		{ "a$", "a\nb", false },
		{ "B", "abc", false },
		{ "^\\w+$", "a_1", true },
		{ "^\\w+$", "a-1", false },
		{ "^(ab){2}$", "abab", true },
		{ "^.{2}$", "\xc3\xa4", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(pattern_found(rows[i].pattern, rows[i].text), rows[i].found);
}

static void
long_texts_match_nothing(void **state)
{
	char text[PATTERN_TEXT_MAX + 2];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_false(pattern_found("a", text));
	assert_true(pattern_found("a", text + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_both_syntaxes_know_is_taken),
		cmocka_unit_test(what_they_read_differently_or_costs_too_much_is_refused),
		cmocka_unit_test(a_pattern_is_found_anywhere_unless_it_is_anchored),
		cmocka_unit_test(long_texts_match_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
