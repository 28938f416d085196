/* SPDX-License-Identifier: MIT */
/* Whether If-None-Match matches an ETag (RFC 9110, section 13.1.2). */
#include "unit.h"

#include "base/str.h"
#include "http/reply/etag.h"

#define TAG "1a-0123456789abcdef"

static void
a_list_with_the_tag_matches(void **state)
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
other_values_do_not_match(void **state)
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
		cmocka_unit_test(a_list_with_the_tag_matches),
		cmocka_unit_test(other_values_do_not_match),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
