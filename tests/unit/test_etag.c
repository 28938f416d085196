/*
 * Whether If-None-Match names a tag.
 */
#include "unit.h"

#include "base/str.h"
#include "http/reply/etag.h"

#define TAG "1a-0123456789abcdef"

static void
a_list_names_the_tag(void **state)
{
	static const char *const naming[] = { "\"" TAG "\"", "W/\"" TAG "\"", "*", " * ",
		"\"x\", \"" TAG "\"", "\"x\",W/\"" TAG "\",\"y\"", " , \"" TAG "\" ,",
		"\"a, b\"\t,\t\"" TAG "\"", "\"\", \"" TAG "\"", "\"" TAG "-gzip\"",
		"W/\"" TAG "-br\"", "\"W/\", \"" TAG "\"" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(naming); i++)
		if (!etag_matches(naming[i], TAG))
			fail_msg("%s names it", naming[i]);
}

static void
nothing_else_does(void **state)
{
	static const char *const others[] = { "", " ", ",", "\"", "W/", "\"x\"", TAG, "**",
		"*, \"x\"", "\"*\"", "'" TAG "'", "\"" TAG, "\"" TAG "x\"", "\"x" TAG "\"",
		"\"1a-0123456789abcde\"", "\"1A-0123456789ABCDEF\"", "w/\"" TAG "\"",
		"\"" TAG "-\"", "\"" TAG "-gzipx\"", "\"" TAG " \"", "x, \"" TAG "\"",
		"\"x\", " TAG, "W/ \"" TAG "\"", "\"\"" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (etag_matches(others[i], TAG))
			fail_msg("%s does not name it", others[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_names_the_tag),
		cmocka_unit_test(nothing_else_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
