/* SPDX-License-Identifier: MIT */
/* Numbers are written and read as in JavaScript. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/number.h"

static void
numbers_are_written_as_in_javascript(void **state)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = { { 42, "42" }, { 12.5, "12.5" }, { -1.5e300, "-1.5e+300" }, { 0, "0" },
		{ -0.0, "0" }, { 0.1, "0.1" }, { 1e21, "1e+21" }, { 1e20, "100000000000000000000" },
		{ 123456789012345680000.0, "123456789012345680000" }, { 1e-6, "0.000001" },
		{ 1.5e-7, "1.5e-7" }, { 0.1 + 0.2, "0.30000000000000004" }, { -7, "-7" },
		{ 9007199254740993.0, "9007199254740992" }, { 5e-324, "5e-324" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" }, { INFINITY, "Infinity" },
		{ -INFINITY, "-Infinity" }, { NAN, "NaN" } };
	char text[NUMBER_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		number_text(text, cases[i].number);
		assert_string_equal(text, cases[i].text);
	}
}

static void
numbers_are_read_as_in_javascript(void **state)
{
	static const struct {
		const char *text;
		double number;
	} cases[] = { { "5", 5 }, { " 5 ", 5 }, { "1e3", 1000 }, { "0x10", 16 }, { "0XfF", 255 },
		{ "0b101", 5 }, { "0o17", 15 }, { "1.5", 1.5 }, { "-1", -1 }, { "+1", 1 },
		{ ".5", 0.5 }, { "5.", 5 }, { "\t\n7\r", 7 }, { "Infinity", INFINITY },
		{ "-Infinity", -INFINITY }, { "1e400", INFINITY } };
	static const char *const refused[] = { "", " ", "abc", "NaN", "null", "true", "1x", "0x",
		"0xg", "-0x10", "1e", "e5", ".", "1 2", "--1", "inf", "infinity", "nan", "1,5",
		"0x1p4", "1_000" };
	double number;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(number_parse(cases[i].text, strlen(cases[i].text), &number));
		assert_true(number == cases[i].number);
	}
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		assert_false(number_parse(refused[i], strlen(refused[i]), &number));
}

static void
numbers_are_truncated_and_limited_to_a_range(void **state)
{
	(void)state;
	assert_int_equal(number_within(3.9, 0, 10), 3);
	assert_int_equal(number_within(-3.9, -10, 10), -3);
	assert_int_equal(number_within(-3.9, 0, 10), 0);
	assert_int_equal(number_within(10, 0, 10), 10);
	assert_int_equal(number_within(1e300, 0, 10), 10);
	assert_int_equal(number_within(INFINITY, 0, 10), 10);
	assert_int_equal(number_within(-INFINITY, -10, 10), -10);
	assert_int_equal(number_within(9007199254740991.0, 0, 9007199254740991), 9007199254740991);
}

static void
a_size_has_a_unit_and_two_digits_at_most(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = { { 0, "0 B" }, { 500, "500 B" }, { 999, "999 B" }, { 1000, "1 kB" },
		{ 1536, "1.54 kB" }, { 1048576, "1.05 MB" }, { 104857600, "104.86 MB" },
		{ 999994, "999.99 kB" }, { 999999, "1 MB" }, { UINT64_MAX, "18.45 EB" } };
	char text[NUMBER_SIZE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		number_size_text(text, cases[i].bytes);
		assert_string_equal(text, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_written_as_in_javascript),
		cmocka_unit_test(numbers_are_read_as_in_javascript),
		cmocka_unit_test(numbers_are_truncated_and_limited_to_a_range),
		cmocka_unit_test(a_size_has_a_unit_and_two_digits_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
