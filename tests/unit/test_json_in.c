/* What a JSON body may hold, and what is said of one that holds anything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "http/request/json_in.h"

static struct arena *arena;

static int
begin(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *
complaint_len(const char *text, size_t len)
{
	struct value *object;

	return json_in_parse(arena, text, len, &object);
}

static const char *
complaint(const char *text)
{
	return complaint_len(text, strlen(text));
}

static void
assert_complaint(const char *text, const char *expected)
{
	const char *got = complaint(text);

	if (!got)
		fail_msg("accepted: %s", text);
	assert_string_equal(got, expected);
}

static void
keeps_all_it_is_given(void **state)
{
	static const char text[] =
	    " {\"s\":\"a\\u00e9\\ud83d\\ude00\\n\\/\",\"n\":-12.5e1,\"t\":true,\"z\":null,"
	    "\"a\":[1,\"x\",{}],\"o\":{\"k\":9007199254740993}} \r\n";
	struct value *object, *member;

	(void)state;
	assert_null(json_in_parse(arena, text, sizeof(text) - 1, &object));
	assert_int_equal(object->items.count, 6);
	assert_string_equal(value_member_text(object, "s"), "a\xc3\xa9\xf0\x9f\x98\x80\n/");
	assert_true(value_member(object, "n")->number == -125);
	assert_true(value_member(object, "t")->boolean);
	assert_int_equal(value_member(object, "z")->type, VALUE_NULL);
	member = value_member(object, "a");
	assert_int_equal(member->items.count, 3);
	assert_string_equal(member->items.first->next->string.text, "x");
	assert_int_equal(member->items.last->type, VALUE_OBJECT);
	assert_true(value_member(value_member(object, "o"), "k")->number == 9007199254740992.0);
	assert_string_equal(object->items.first->name, "s");
	assert_string_equal(object->items.last->name, "o");
}

static void
blank_is_an_empty_object(void **state)
{
	struct value *object;

	(void)state;
	assert_null(json_in_parse(arena, "", 0, &object));
	assert_int_equal(object->items.count, 0);
	assert_null(json_in_parse(arena, " \r\n\t", 4, &object));
	assert_int_equal(object->type, VALUE_OBJECT);
}

static void
root_must_be_an_object(void **state)
{
	static const char *const roots[] = { "[]", "12", "\"x\"", "null", "true", "[{}]" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(roots); i++)
		assert_complaint(roots[i], "must be object");
}

static void
says_what_is_wrong_and_where(void **state)
{
	(void)state;
	assert_complaint("{\"a\":1", "invalid JSON at byte 7: unexpected end");
	assert_complaint("{\"a\":\"b", "invalid JSON at byte 8: unexpected end");
	assert_complaint("{\"a\":\"b\\", "invalid JSON at byte 9: unexpected end");
	assert_complaint("{\"a", "invalid JSON at byte 4: unexpected end");
	assert_complaint("{\"a\":", "invalid JSON at byte 6: unexpected end");
	assert_complaint(
	    "{\"a\":1,}", "invalid JSON at byte 8: expected a property name in double quotes");
	assert_complaint(
	    "{'a':1}", "invalid JSON at byte 2: expected a property name in double quotes");
	assert_complaint("{\"a\":'b'}", "invalid JSON at byte 6: unexpected character");
	assert_complaint("{\"a\" 1}", "invalid JSON at byte 6: expected ':'");
	assert_complaint("{\"a\":1 \"b\":2}", "invalid JSON at byte 8: expected ',' or '}'");
	assert_complaint("{\"a\":[1 2]}", "invalid JSON at byte 9: expected ',' or ']'");
	assert_complaint("{} x", "invalid JSON at byte 4: unexpected text behind the value");
	assert_complaint("{\"a\":NaN}", "invalid JSON at byte 6: unexpected character");
	assert_complaint("{\"a\":Infinity}", "invalid JSON at byte 6: unexpected character");
	assert_complaint("{\"a\":-Infinity}", "invalid JSON at byte 7: expected a digit");
	assert_complaint("{\"a\":nul}", "invalid JSON at byte 6: unexpected character");
	assert_complaint("{\"a\":01}", "invalid JSON at byte 6: number with a leading zero");
	assert_complaint("{\"a\":1.}", "invalid JSON at byte 8: expected a digit");
	assert_complaint("{\"a\":1e}", "invalid JSON at byte 8: expected a digit");
	assert_complaint("{\"a\":.5}", "invalid JSON at byte 6: unexpected character");
	assert_complaint("/**/{}", "invalid JSON at byte 1: unexpected character");
	assert_complaint("\xef\xbb\xbf{}", "invalid JSON at byte 1: unexpected character");
	assert_complaint(
	    "{\"a\":\"x\ny\"}", "invalid JSON at byte 8: control character in a string");
	assert_complaint("{\"a\":\"\\x\"}", "invalid JSON at byte 7: unknown escape");
	assert_complaint(
	    "{\"a\":\"\\u12g4\"}", "invalid JSON at byte 11: \\u needs four hexadecimal digits");
}

static void
refuses_text_that_is_not_text(void **state)
{
	(void)state;
	assert_complaint("{\"a\":\"\xff\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"\xc0\xaf\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"\xed\xa0\x80\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"\xf4\x90\x80\x80\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"x\\u0000\"}", "invalid JSON at byte 8: \\u0000 is not allowed");
	assert_complaint("{\"\\u0000\":1}", "invalid JSON at byte 3: \\u0000 is not allowed");
	assert_complaint("{\"a\":\"\\ud800x\"}", "invalid JSON at byte 7: lone surrogate");
	assert_complaint("{\"a\":\"\\udc00\"}", "invalid JSON at byte 7: lone surrogate");
	assert_complaint("{\"a\":\"\\ud800\\ud800\"}", "invalid JSON at byte 7: lone surrogate");
	assert_string_equal(complaint_len("{\"a\":\"x\0y\"}", 11),
	    "invalid JSON at byte 8: control character in a string");
	assert_string_equal(
	    complaint_len("{}\0", 3), "invalid JSON at byte 3: unexpected text behind the value");
}

static void
refuses_a_name_given_twice(void **state)
{
	(void)state;
	assert_complaint("{\"rid\":1,\"rid\":2}", "duplicate property 'rid'");
	assert_complaint("{\"rid\":1,\"r\\u0069d\":2}", "duplicate property 'rid'");
	assert_complaint("{\"o\":{\"a\":1,\"b\":2,\"a\":3}}", "duplicate property 'a'");
	assert_null(complaint("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}"));
}

static void
refuses_integers_nobody_can_hold(void **state)
{
	(void)state;
	assert_null(complaint("{\"a\":9999999999999999999}"));
	assert_null(complaint("{\"a\":-9223372036854775808}"));
	assert_complaint(
	    "{\"a\":10000000000000000000}", "invalid JSON at byte 6: integer too large");
	assert_complaint(
	    "{\"a\":-9223372036854775809}", "invalid JSON at byte 6: integer too large");
	assert_null(complaint("{\"a\":1e400}"));
}

/* `open` written `depth` times, then `close` as often, as the value of "a". */
static const char *
nested(size_t depth, const char *open, const char *close)
{
	struct buf buf = { 0 };
	const char *result;

	buf_puts(&buf, "{\"a\":");
	for (size_t i = 0; i < depth; i++)
		buf_puts(&buf, open);
	buf_puts(&buf, "1");
	for (size_t i = 0; i < depth; i++)
		buf_puts(&buf, close);
	buf_puts(&buf, "}");
	result = complaint_len(buf.data, buf.len);
	buf_free(&buf);
	return result;
}

static void
bounds_depth_and_size(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	assert_null(nested(15, "[", "]"));
	assert_string_equal(
	    nested(16, "[", "]"), "invalid JSON at byte 21: nested more than 16 deep");
	assert_non_null(nested(100000, "[", "]"));
	assert_non_null(nested(16, "{\"x\":", "}"));
	buf_puts(&buf, "{\"a\":[1");
	for (size_t i = 0; i < 998; i++)
		buf_puts(&buf, ",1");
	buf_puts(&buf, "]}");
	assert_null(complaint_len(buf.data, buf.len));
	buf.len -= 2;
	buf_puts(&buf, ",1]}");
	assert_non_null(strstr(complaint_len(buf.data, buf.len), "more than 1000"));
	buf_free(&buf);
}

/* A body cut anywhere is refused, and nothing behind its end is looked at. */
static void
survives_being_cut(void **state)
{
	static const char whole[] = "{\"a\":\"\\ud83d\\ude00\\\"\",\"b\":[true,false,null,-1.5e+3],"
				    "\"c\":{\"\\u0064\":\"\"}}";

	(void)state;
	assert_null(complaint(whole));
	for (size_t len = 1; len < sizeof(whole) - 1; len++) {
		char *cut = malloc(len);

		assert_non_null(cut);
		memcpy(cut, whole, len);
		assert_non_null(complaint_len(cut, len));
		free(cut);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_all_it_is_given, begin, end),
		cmocka_unit_test_setup_teardown(blank_is_an_empty_object, begin, end),
		cmocka_unit_test_setup_teardown(root_must_be_an_object, begin, end),
		cmocka_unit_test_setup_teardown(says_what_is_wrong_and_where, begin, end),
		cmocka_unit_test_setup_teardown(refuses_text_that_is_not_text, begin, end),
		cmocka_unit_test_setup_teardown(refuses_a_name_given_twice, begin, end),
		cmocka_unit_test_setup_teardown(refuses_integers_nobody_can_hold, begin, end),
		cmocka_unit_test_setup_teardown(bounds_depth_and_size, begin, end),
		cmocka_unit_test_setup_teardown(survives_being_cut, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
