/* SPDX-License-Identifier: MIT */
/* Which JSON bodies are accepted, and the errors for all others. */
#include "unit_arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "http/value/json_in.h"

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

static struct value *
parse(const char *text)
{
	struct value *object;
	const char *got = json_in_parse(arena, text, strlen(text), &object);

	if (got)
		fail_msg("%s: %s", got, text);
	return object;
}

static double
number(const struct value *value)
{
	double result;

	assert_true(value_number(value, &result));
	return result;
}

static void
all_values_are_kept(void **state)
{
	static const char text[] =
	    " {\"s\":\"a\\u00e9\\ud83d\\ude00\\n\\/\",\"n\":-12.5e1,\"t\":true,\"z\":null,"
	    "\"a\":[1,\"x\",{},null],\"o\":{\"k\":9007199254740993}} \r\n";
	struct value *object = parse(text), *member;

	(void)state;
	assert_int_equal(value_count(object), 6);
	assert_string_equal(value_member_text(object, "s"), "a\xc3\xa9\xf0\x9f\x98\x80\n/");
	assert_true(number(value_member(object, "n")) == -125);
	assert_true(value_boolean(value_member(object, "t")));
	assert_non_null(value_member(object, "z"));
	assert_int_equal(value_type(value_member(object, "z")), VALUE_NULL);
	assert_null(value_member(object, "x"));
	member = value_member(object, "a");
	assert_int_equal(value_count(member), 4);
	assert_string_equal(value_text(value_item(member, 1)), "x");
	assert_int_equal(value_type(value_item(member, 2)), VALUE_OBJECT);
	assert_non_null(value_item(member, 3));
	assert_null(value_item(member, 4));
	assert_true(number(value_member(value_member(object, "o"), "k")) == 9007199254740992.0);
	assert_string_equal(value_json_text(arena, object),
	    "{\"s\":\"a\xc3\xa9\xf0\x9f\x98\x80\\n/\",\"n\":-125,\"t\":true,\"z\":null,"
	    "\"a\":[1,\"x\",{},null],\"o\":{\"k\":9007199254740992}}");
}

static void
a_blank_body_is_an_empty_object(void **state)
{
	struct value *object;

	(void)state;
	assert_null(json_in_parse(arena, "", 0, &object));
	assert_int_equal(value_type(object), VALUE_OBJECT);
	assert_int_equal(value_count(object), 0);
	assert_null(json_in_parse(arena, " \r\n\t", 4, &object));
	assert_int_equal(value_type(object), VALUE_OBJECT);
}

static void
the_root_must_be_an_object(void **state)
{
	static const char *const roots[] = { "[]", "12", "\"x\"", "null", "true", "[{}]", " 1 " };

	(void)state;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		assert_complaint(roots[i], "must be object");
}

static void
errors_name_the_reason_and_the_position(void **state)
{
	(void)state;
	assert_complaint("{\"a\":1", "invalid JSON at byte 7: unexpected end");
	assert_complaint("{\"a\":\"b", "invalid JSON at byte 8: unexpected end");
	assert_complaint("{\"a\":\"b\\", "invalid JSON at byte 9: unexpected end");
	assert_complaint("{\"a", "invalid JSON at byte 4: unexpected end");
	assert_complaint("{\"a\":", "invalid JSON at byte 6: unexpected end");
	assert_complaint("nul", "invalid JSON at byte 4: unexpected end");
	assert_complaint("{\"a\":1,}", "invalid JSON at byte 8: unexpected character");
	assert_complaint("{a:1}", "invalid JSON at byte 2: quoted object property name expected");
	assert_complaint("{\"a\":'b'}", "invalid JSON at byte 6: unexpected character");
	assert_complaint(
	    "{\"a\" 1}", "invalid JSON at byte 6: object property name separator ':' expected");
	assert_complaint(
	    "{\"a\":1 \"b\":2}", "invalid JSON at byte 8: object value separator ',' expected");
	assert_complaint(
	    "{\"a\":[1 2]}", "invalid JSON at byte 9: array value separator ',' expected");
	assert_complaint("{}x", "invalid JSON at byte 3: unexpected character");
	assert_complaint("{} x", "invalid JSON at byte 4: unexpected character");
	assert_complaint("{}{}", "invalid JSON at byte 3: unexpected character");
	assert_complaint("{\"a\":.5}", "invalid JSON at byte 6: unexpected character");
	assert_complaint("/**/{}", "invalid JSON at byte 1: unexpected character");
	assert_complaint("\xef\xbb\xbf{}", "invalid JSON at byte 1: unexpected character");
	assert_complaint("{\"a\":\"\\x\"}", "invalid JSON at byte 8: invalid string sequence");
	assert_complaint("{\"a\":\"\\u12g4\"}", "invalid JSON at byte 11: invalid string sequence");
}

/* The position in the error depends on the version of json-c, so only the refusal is checked. */
static void
words_and_numbers_of_other_languages_are_refused(void **state)
{
	static const char *const texts[] = { "{\"a\":nul}", "{\"a\":True}", "{\"a\":TRUE}",
		"{\"a\":nan}", "{\"a\":-NaN}", "{\"a\":infinity}", "{\"a\":undefined}",
		"{\"a\":01}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":-}", "{\"a\":+1}",
		"{\"a\":0x10}", "{\"a\":1.2.3}", "{\"a\":1-2}", "{\"a\":/**/1}", "{\"a\":1}//" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *got = complaint(texts[i]);

		if (!got)
			fail_msg("accepted: %s", texts[i]);
		assert_true(strncmp(got, "invalid JSON at byte ", 21) == 0);
	}
}

static void
invalid_utf8_is_refused(void **state)
{
	(void)state;
	assert_complaint("{\"a\":\"\xff\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"\xc0\xaf\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"\xed\xa0\x80\"}", "invalid JSON at byte 7: not UTF-8");
	assert_complaint("{\"a\":\"\xf4\x90\x80\x80\"}", "invalid JSON at byte 7: not UTF-8");
}

static void
nul_is_refused_in_names_and_values(void **state)
{
	struct value *object;

	(void)state;
	assert_complaint("{\"a\":\"x\\u0000\"}", "invalid JSON at byte 8: U+0000 is not allowed");
	assert_complaint("{\"\\u0000\":1}", "invalid JSON at byte 3: U+0000 is not allowed");
	assert_complaint("{\"a\\u0000b\":1}", "invalid JSON at byte 4: U+0000 is not allowed");
	assert_complaint("{'\"\\u0000':1}", "invalid JSON at byte 4: U+0000 is not allowed");
	assert_complaint(
	    "{\"a\":\"\\\\\\u0000\"}", "invalid JSON at byte 9: U+0000 is not allowed");
	assert_complaint(
	    "{\"a\":\"\\\"\\u0000\"}", "invalid JSON at byte 9: U+0000 is not allowed");
	assert_string_equal(
	    complaint_len("{\"a\":\"x\0y\"}", 11), "invalid JSON at byte 8: U+0000 is not allowed");
	assert_string_equal(
	    complaint_len("{\"a\0\":1}", 8), "invalid JSON at byte 4: U+0000 is not allowed");
	assert_string_equal(
	    complaint_len("{}\0", 3), "invalid JSON at byte 3: U+0000 is not allowed");
	object = parse("{\"a\\\\u0000\":\"\\\\u0000\"}");
	assert_string_equal(value_member_text(object, "a\\u0000"), "\\u0000");
}

static void
the_last_of_several_values_of_a_name_counts(void **state)
{
	struct value *object = parse("{\"rid\":1,\"x\":{\"a\":1,\"a\":[2]},\"r\\u0069d\":2}");

	(void)state;
	assert_string_equal(value_json_text(arena, object), "{\"rid\":2,\"x\":{\"a\":[2]}}");
	assert_int_equal(value_count(object), 2);
}

static void
a_lone_surrogate_is_replaced(void **state)
{
	static const struct {
		const char *text;
		const char *meant;
	} cases[] = {
		{ "{\"a\":\"\\ud800x\"}", "\xef\xbf\xbdx" },
		{ "{\"a\":\"\\ud800\\n\"}", "\xef\xbf\xbd\n" },
		{ "{\"a\":\"\\udc00\"}", "\xef\xbf\xbd" },
		{ "{\"a\":\"\\ud800\"}", "\xef\xbf\xbd" },
		{ "{\"a\":\"\\ud800\\ud800\"}", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "{\"a\":\"\\udc00\\ud800\"}", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "{\"a\":\"\\ud83d\\ude00\"}", "\xf0\x9f\x98\x80" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(value_member_text(parse(cases[i].text), "a"), cases[i].meant);
}

static void
numbers_are_those_of_javascript(void **state)
{
	static const struct {
		const char *text;
		double number;
		const char *json;
	} cases[] = {
		{ "{\"a\":-0}", 0, "{\"a\":0}" },
		{ "{\"a\":-0.0}", 0, "{\"a\":0}" },
		{ "{\"a\":1.0}", 1, "{\"a\":1}" },
		{ "{\"a\":1E3}", 1000, "{\"a\":1000}" },
		{ "{\"a\":1e-7}", 1e-7, "{\"a\":1e-7}" },
		{ "{\"a\":1e21}", 1e21, "{\"a\":1e+21}" },
		{ "{\"a\":1e400}", INFINITY, "{\"a\":null}" },
		{ "{\"a\":-1e400}", -INFINITY, "{\"a\":null}" },
		{ "{\"a\":9007199254740993}", 9007199254740992.0, "{\"a\":9007199254740992}" },
		{ "{\"a\":9223372036854775806}", 9223372036854775808.0,
		    "{\"a\":9223372036854776000}" },
		{ "{\"a\":18446744073709551614}", 18446744073709551616.0,
		    "{\"a\":18446744073709552000}" },
		{ "{\"a\":-9223372036854775807}", -9223372036854775808.0,
		    "{\"a\":-9223372036854776000}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value *object = parse(cases[i].text);

		assert_true(number(value_member(object, "a")) == cases[i].number);
		assert_string_equal(value_json_text(arena, object), cases[i].json);
	}
}

static void
invalid_numbers_are_refused(void **state)
{
	static const char *const numbers[] = { "NaN", "Infinity", "-Infinity",
		"9223372036854775807", "-9223372036854775808", "-9223372036854775809",
		"18446744073709551615", "18446744073709551616",
		"-99999999999999999999999999999999999999",
		"99999999999999999999999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_complaint(arena_printf(arena, "{\"a\":%s}", numbers[i]), "must be number");
		assert_complaint(
		    arena_printf(arena, "{\"a\":{\"b\":[0,%s]}}", numbers[i]), "must be number");
	}
}

/*
 * This is not JSON, but json-c 0.16 accepts it in its strict mode. Later versions accept less. It is
 * either refused or has this meaning.
 */
static void
json_c_accepts_some_invalid_json(void **state)
{
	static const struct {
		const char *text;
		const char *meant;
	} cases[] = {
		{ "{'a':1}", "{\"a\":1}" },
		{ "{'\"':1,'b':2}", "{\"\\\"\":1,\"b\":2}" },
		{ "{\"a\":1.}", "{\"a\":1}" },
		{ "{\"a\":1.e5}", "{\"a\":100000}" },
		{ "{\"a\":00}", "{\"a\":0}" },
		{ "{\"a\":-01}", "{\"a\":-1}" },
		{ "{\"a\":\"x\ny\t\x01\"}", "{\"a\":\"x\\ny\\t\\u0001\"}" },
		{ "{\"a\nb\":1}", "{\"a\\nb\":1}" },
		{ "{\"\\ud800\":1}", "{\"\xef\xbf\xbd\":1}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value *object;
		const char *got =
		    json_in_parse(arena, cases[i].text, strlen(cases[i].text), &object);

		if (got)
			assert_true(strncmp(got, "invalid JSON at byte ", 21) == 0);
		else
			assert_string_equal(value_json_text(arena, object), cases[i].meant);
	}
}

/* Writes `open` `depth` times, then `close` as often, as the value of "a". */
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
the_depth_is_limited(void **state)
{
	(void)state;
	assert_null(nested(15, "[", "]"));
	assert_string_equal(
	    nested(16, "[", "]"), "invalid JSON at byte 22: nested more than 16 deep");
	assert_non_null(nested(60000, "[", "]"));
	assert_non_null(nested(16, "{\"x\":", "}"));
	assert_null(nested(15, "{\"x\":", "}"));
}

/* Writes this many items, with commas in between. */
static const char *
many(size_t count, const char *open, const char *item, const char *close)
{
	struct buf buf = { 0 };
	const char *result;

	buf_printf(&buf, "%s%s", open, item);
	for (size_t i = 1; i < count; i++)
		buf_printf(&buf, ",%s", item);
	buf_puts(&buf, close);
	result = complaint_len(buf.data, buf.len);
	buf_free(&buf);
	return result;
}

static void
the_number_of_members_and_items_is_limited(void **state)
{
	static const char *const items[] = { "1", "{}", "[ ]", "\"a,[{\\\",\"", "null" };

	(void)state;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		assert_null(many(999, "{\"a\":[", items[i], "]}"));
		assert_non_null(strstr(
		    many(1000, "{\"a\":[", items[i], "]}"), "more than 1000 members and items"));
	}
	assert_null(many(499, "{\"a\":[", "[1]", "]}"));
	assert_non_null(many(500, "{\"a\":[", "[1]", "]}"));
	/* Members with the same name are counted, too. */
	assert_null(many(1000, "{", "\"a\":1", "}"));
	assert_non_null(many(1001, "{", "\"a\":1", "}"));
	assert_non_null(many(1001, "{", "'\"':1", "}"));
}

/* A body that is cut anywhere is refused, and nothing after its end is read. */
static void
a_cut_body_is_refused(void **state)
{
	static const char whole[] = "{\"a\":\"\\ud83d\\ude00\\\"\",\"b\":[true,false,null,-1.5e+3],"
				    "\"c\":{\"\\u0064\":\"\"}}";

	(void)state;
	assert_null(complaint(whole));
	for (size_t len = 1; len < sizeof(whole) - 1; len++) {
		char *cut = malloc(len);

		assert_non_null(cut);
		memcpy(cut, whole, len);
		assert_string_equal(complaint_len(cut, len),
		    arena_printf(arena, "invalid JSON at byte %zu: unexpected end", len + 1));
		free(cut);
		/* The parser keeps nothing of the cut body. */
		assert_null(complaint(whole));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(all_values_are_kept),
		arena_test(a_blank_body_is_an_empty_object),
		arena_test(the_root_must_be_an_object),
		arena_test(errors_name_the_reason_and_the_position),
		arena_test(words_and_numbers_of_other_languages_are_refused),
		arena_test(invalid_utf8_is_refused),
		arena_test(nul_is_refused_in_names_and_values),
		arena_test(the_last_of_several_values_of_a_name_counts),
		arena_test(a_lone_surrogate_is_replaced),
		arena_test(numbers_are_those_of_javascript),
		arena_test(invalid_numbers_are_refused),
		arena_test(json_c_accepts_some_invalid_json),
		arena_test(the_depth_is_limited),
		arena_test(the_number_of_members_and_items_is_limited),
		arena_test(a_cut_body_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
