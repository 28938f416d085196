/* SPDX-License-Identifier: MIT */
/* Query strings and forms are read as the npm package qs reads them. */
#include "unit_arena.h"

#include <string.h>

#include "base/buf.h"
#include "http/value/query.h"

static void
assert_reads(const char *query, const char *expected)
{
	struct value *object;

	assert_null(query_parse(arena, query, strlen(query), &object));
	assert_string_equal(value_json_text(arena, object), expected);
}

static void
assert_refused(const char *query)
{
	struct value *object;

	if (!query_parse(arena, query, strlen(query), &object))
		fail_msg("accepted: %s", query);
}

static void
names_and_values_are_read(void **state)
{
	(void)state;
	assert_reads("", "{}");
	assert_reads("a=1&b=2", "{\"a\":\"1\",\"b\":\"2\"}");
	assert_reads("a", "{\"a\":\"\"}");
	assert_reads("a=", "{\"a\":\"\"}");
	assert_reads("a=b=c", "{\"a\":\"b=c\"}");
	assert_reads("&&a=1&", "{\"a\":\"1\"}");
	assert_reads("=1", "{}");
	assert_reads("a=x+y%20z%2B", "{\"a\":\"x y z+\"}");
	assert_reads("a%20b=%C3%A9", "{\"a b\":\"\xc3\xa9\"}");
	assert_reads("a=%2541", "{\"a\":\"%41\"}");
}

static void
arrays_and_objects_are_read(void **state)
{
	(void)state;
	assert_reads("a=1&a=2&a=3", "{\"a\":[\"1\",\"2\",\"3\"]}");
	assert_reads("a[]=1", "{\"a\":[\"1\"]}");
	assert_reads("a[]=1&a[]=2", "{\"a\":[\"1\",\"2\"]}");
	assert_reads("a%5B%5D=1", "{\"a\":[\"1\"]}");
	assert_reads("a=1&a[]=2", "{\"a\":[\"1\",\"2\"]}");
	assert_reads("a[0]=x&a[1]=y", "{\"a\":[\"x\",\"y\"]}");
	assert_reads("token[$ne]=x", "{\"token\":{\"$ne\":\"x\"}}");
	assert_reads("a[b]=1&a[c]=2", "{\"a\":{\"b\":\"1\",\"c\":\"2\"}}");
	assert_reads("a[b][c]=1&a[b][d]=2", "{\"a\":{\"b\":{\"c\":\"1\",\"d\":\"2\"}}}");
	assert_reads(
	    "a[0][b]=1&a[0][c]=2&a[1][b]=3", "{\"a\":[{\"b\":\"1\",\"c\":\"2\"},{\"b\":\"3\"}]}");
	assert_reads("[a]=1", "{\"a\":\"1\"}");
	assert_reads("a[b=1", "{\"a[b\":\"1\"}");
	assert_reads("a=1&a[b]=2", "{\"a\":[\"1\",\"2\"]}");
	assert_reads("a[b]=2&a=1", "{\"a\":[{\"b\":\"2\"},\"1\"]}");
	assert_reads("a[b]=2&a=1&a[b]=3", "{\"a\":[{\"b\":\"2\"},\"1\",\"3\"]}");
	assert_reads("a[b]=1&a[]=2", "{\"a\":{\"b\":\"1\",\"\":\"2\"}}");
	assert_reads("a[1]=x&a[0]=y&a[1]=z", "{\"a\":[[\"x\",\"z\"],\"y\"]}");
	assert_reads("a[0][1]=x&a[1][1]=y&a[0][1]=z", "{\"a\":[[[\"x\",\"z\"]],[\"y\"]]}");
	assert_reads("a[][b]=1&a[][b]=2", "{\"a\":[{\"b\":\"1\"},{\"b\":\"2\"}]}");
	assert_reads("a[0]=x&a[foo]=y&a[foo][z]=1", "{\"a\":[\"x\",[\"y\",\"1\"]]}");
	assert_reads("a[100]=x", "{\"a\":{\"100\":\"x\"}}");
}

static void
invalid_text_is_refused(void **state)
{
	(void)state;
	assert_refused("a=%");
	assert_refused("a=%4");
	assert_refused("a=%zz");
	assert_refused("%zz=a");
	assert_refused("a=%00");
	assert_refused("a%00=1");
	assert_refused("a=%ff");
	assert_refused("a=\xff");
	assert_refused("a=%ed%a0%80");
}

static void
depth_and_number_of_parameters_are_limited(void **state)
{
	struct buf buf = { 0 };
	struct value *object;

	(void)state;
	assert_reads("a[b][c][d][e][f]=1", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":\"1\"}}}}}}");
	assert_refused("a[b][c][d][e][f][g]=1");
	for (int i = 0; i < 1000; i++)
		buf_printf(&buf, "&p%d=%d", i, i);
	assert_null(query_parse(arena, buf.data, buf.len, &object));
	assert_int_equal(value_count(object), 1000);
	buf_puts(&buf, "&x=1");
	assert_non_null(query_parse(arena, buf.data, buf.len, &object));
	buf_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(names_and_values_are_read),
		arena_test(arrays_and_objects_are_read),
		arena_test(invalid_text_is_refused),
		arena_test(depth_and_number_of_parameters_are_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
