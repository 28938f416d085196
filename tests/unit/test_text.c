/* SPDX-License-Identifier: MIT */
/* The parser of message texts: nodes within a line. */
#include <stdio.h>

#include "test_text_notation.h"

#include "base/str.h"
#include "text/message_text.h"

static void
text_of_a_line_is_one_node(void **state)
{
	(void)state;
	expect("hi", "p('hi')");
	expect("Hello,  World! (50% off) = {x}", "p('Hello,  World! (50% off) = {x}')");
	expect("привет 日本語", "p('привет 日本語')");
	expect("<b>html</b> &amp;", "p('<b>html</b> &amp;')");
}

static void
bold_is_marked_by_one_or_two_stars(void **state)
{
	(void)state;
	expect("*a*", "p(b('a'))");
	expect("**a**", "p(b('a'))");
	expect("2*3*4", "p('2' b('3') '4')");
	expect("*a", "p('*a')");
	expect("*a\nb*", "p('*a') p('b*')");
	expect("x * * **", "p('x * * **')");
}

static void
italic_does_not_begin_or_end_within_a_word(void **state)
{
	(void)state;
	expect("_a_ and __b__", "p(i('a') ' and ' i('b'))");
	expect("a_b_c", "p('a_b_c')");
	expect("_a_b", "p('_a_b')");
	expect("__a__b", "p('__a__b')");
	expect("a_b_ c__", "p('a_b_ c__')");
	expect("._a_.", "p('.' i('a') '.')");
	expect("_ _", "p('_ _')");
}

static void
strike_and_spoiler_have_their_delimiters(void **state)
{
	(void)state;
	expect("~a~ ~~b~~", "p(s('a') ' ' s('b'))");
	expect("||a *b*||", "p(spoiler('a ' b('b')))");
	expect("||a", "p('||a')");
	expect("||a\nb||", "p('||a') p('b||')");
}

static void
emphasis_nests_but_not_in_itself(void **state)
{
	(void)state;
	expect("*a _b ~c~_*", "p(b('a ' i('b ' s('c'))))");
	expect("_*a*_", "p(i(b('a')))");
	expect("*_~*_~*", "p(b('_' s('*_')))");
}

static void
backslash_escapes_delimiters_only(void **state)
{
	(void)state;
	expect("\\*a\\* \\_b\\_ \\~ \\` \\# \\.", "p('*a* _b_ ~ ` # .')");
	expect("\\@ \\[ \\- \\\\", "p('\\@ \\[ \\- \\\\')");
}

static void
inline_code_is_literal(void **state)
{
	(void)state;
	expect("`*a* @b`", "p(`*a* @b`)");
	expect("`a``b`", "p(`a` `b`)");
	expect("`a\n`", "p('`a') p('`')");
	expect("``", "p('``')");
}

static void
mentions_need_a_name(void **state)
{
	(void)state;
	expect("@rocket.cat!", "p(@rocket.cat '!')");
	expect("(@a-b_c)", "p('(' @a-b_c ')')");
	expect("@@a", "p(@a)");
	expect("@a:b.c", "p(@a:b.c)");
	expect("a@b", "p('a@b')");
	expect("*a@b* *a@@b*", "p(b('a@b') ' ' b('a@b'))");
	expect("*𝒳@@b*", "p(b('𝒳@@b'))");
	expect("@ @a__", "p('@ @a__')");
	expect("@ü ", "p(@ü ' ')");
}

static void
channels_need_a_name(void **state)
{
	(void)state;
	expect("see #general, #über", "p('see ' #general ', ' #über)");
	expect("a#b ##c #", "p('a#b ##c #')");
}

static void
short_codes_and_emoticons_stand_alone(void **state)
{
	(void)state;
	expect("hi :smile: :no_such_one:", "p('hi ' :smile: ' ' :no_such_one:)");
	expect("a:smile:b", "p('a:smile:b')");
	expect(":a b: 10:30:45", "p(':a b: 10:30:45')");
	expect("hi :)", "p('hi ' :slight_smile:)");
	expect("hi:) (*bold*)", "p('hi:) (*bold*)')");
	expect("a -_- b -_-", "p('a -_- b ' :expressionless:)");
}

static void
unicode_emoji_are_nodes_of_their_own(void **state)
{
	(void)state;
	expect("a 😀b", "p('a ' :😀 'b')");
	expect("x 👨‍👩‍👧‍👦", "p('x ' :👨‍👩‍👧‍👦)");
	expect("x 👍🏽 🇧🇷 ❤️ 1️⃣",
	    "p('x ' :👍🏽 ' ' :🇧🇷 ' ' :❤️ ' ' :1️⃣)");
	expect("x © 1", "p('x © 1')");
	expect("x ©️", "p('x ' :©️)");
	expect("x 👨‍", "p('x 👨‍')");
}

static void
up_to_three_emoji_alone_are_big(void **state)
{
	(void)state;
	expect("😀", "big(:😀)");
	expect("\n:smile: :) 😀 \n", "big(:smile: :slight_smile: :😀)");
	expect("😀😀😀😀", "p(:😀 :😀 :😀 :😀)");
	expect("😀 a", "p(:😀 ' a')");
}

static void
colors_stand_at_the_end(void **state)
{
	(void)state;
	expect("color:#f00", "p(color(255,0,0,255))");
	expect("x color:#ff000080", "p('x ' color(255,0,0,128))");
	expect("color:#fff x", "p('color:#fff x')");
	expect("color:#ff", "p('color:#ff')");
}

static void
timestamps_are_seconds_or_dates(void **state)
{
	(void)state;
	expect("<t:1630360800>", "p(t<1630360800>t[0,14])");
	expect("😀 <t:1630360800:R>", "p(:😀 ' ' t<1630360800>R[3,19])");
	expect("<t:2025-07-22T10:00:00.000+00:00:R>", "p(t<1753178400>R[0,35])");
	expect("<t:2021-02-31T10:00:00>", "p(t<1614765600>t[0,23])");
	expect("<t:2021-13-01T10:00:00>", "p(t<0>t[0,23])");
	expect("<t:2099-02-28T23:59:00>", "p(t<-218960956>t[0,23])");
	expect("<t:10:00>", "p(t<0>t[0,9])");
	expect("<t:1630360800:x> <t:abc>", "p('<t:1630360800:x> <t:abc>')");
	expect("\\<t:1630360800:R>", "p('<t:1630360800:R>')");
}

static void
names_mentioned_are_listed_once_in_order(void **state)
{
	struct arena *arena = arena_new();
	struct message_text text;
	const char *message = "@bob @ann *@bob* @all\n> #b @here";

	(void)state;
	message_text_read(arena, message, strlen(message), &text);
	assert_int_equal(text.mentions_len, 2);
	assert_string_equal(text.mentions[0], "bob");
	assert_string_equal(text.mentions[1], "ann");
	assert_true(text.mentions_all);
	assert_true(text.mentions_here);
	arena_free(arena);
}

static void
links_are_listed_once_in_order(void **state)
{
	struct arena *arena = arena_new();
	struct message_text text;
	const char *message =
	    "b.com [x](https://a.com) *<http://c.com|y>* b.com j@d.com ![i](http://e.com)";

	(void)state;
	message_text_read(arena, message, strlen(message), &text);
	assert_string_equal(text.urls,
	    "[{\"url\":\"//b.com\",\"meta\":{}},{\"url\":\"https://a.com\",\"meta\":{}},"
	    "{\"url\":\"http://c.com\",\"meta\":{}},{\"url\":\"mailto:j@d.com\",\"meta\":{}}]");
	arena_free(arena);
}

static void
no_text_is_no_tree(void **state)
{
	struct arena *arena = arena_new();
	struct message_text text;

	(void)state;
	message_text_read(arena, "", 0, &text);
	assert_null(text.md);
	assert_string_equal(text.urls, "[]");
	assert_int_equal(text.mentions_len, 0);
	assert_false(text.mentions_all || text.mentions_here);
	arena_free(arena);
}

static void
md_that_would_be_far_longer_than_its_text_is_one_plain_paragraph(void **state)
{
	struct arena *arena = arena_new();
	struct message_text read;
	size_t len = 120000;
	char *text = arena_alloc(arena, len + 1);

	(void)state;
	for (size_t i = 0; i < len; i += 3)
		memcpy(text + i, "@a ", 4);
	message_text_read(arena, text, len, &read);
	assert_null(read.md);
	assert_int_equal(read.mentions_len, 1);
	message_text_read(arena, text, 50000, &read);
	assert_true(strlen(read.md) <= MESSAGE_TEXT_JSON_MAX);
	assert_ptr_equal(
	    strstr(read.md, "[{\"type\":\"PARAGRAPH\",\"value\":[{\"type\":\"PLAIN_TEXT\""),
	    read.md);
	message_text_read(arena, text, 1450, &read);
	assert_non_null(strstr(read.md, "MENTION_USER"));
	arena_free(arena);
}

/* The links that are left are the first ones, whole and in order. */
static void
links_that_would_be_far_too_long_end_with_the_last_that_fits(void **state)
{
	static const size_t lens[] = { 10000, 40000, 52000, 53170, 53240, 126000 };
	struct arena *arena = arena_new();
	char *text = arena_alloc(arena, 130000);
	size_t len = 0;

	(void)state;
	for (int i = 0; len < 126000; i++)
		len += (size_t)snprintf(text + len, 130000 - len, "http://a%06d.com ", i);
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		struct message_text read;
		size_t md_len, last;

		message_text_read(arena, text, lens[i], &read);
		md_len = read.md ? strlen(read.md) : 0;
		last = strlen(read.urls);
		assert_true(md_len + last <= MESSAGE_TEXT_JSON_MAX);
		assert_int_equal(
		    strncmp(read.urls, "[{\"url\":\"http://a000000.com", 27) == 0, last > 2);
		assert_string_equal(read.urls + last - (last > 2 ? 2 : 1), last > 2 ? "}]" : "]");
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_a_line_is_one_node),
		cmocka_unit_test(bold_is_marked_by_one_or_two_stars),
		cmocka_unit_test(italic_does_not_begin_or_end_within_a_word),
		cmocka_unit_test(strike_and_spoiler_have_their_delimiters),
		cmocka_unit_test(emphasis_nests_but_not_in_itself),
		cmocka_unit_test(backslash_escapes_delimiters_only),
		cmocka_unit_test(inline_code_is_literal),
		cmocka_unit_test(mentions_need_a_name),
		cmocka_unit_test(channels_need_a_name),
		cmocka_unit_test(short_codes_and_emoticons_stand_alone),
		cmocka_unit_test(unicode_emoji_are_nodes_of_their_own),
		cmocka_unit_test(up_to_three_emoji_alone_are_big),
		cmocka_unit_test(colors_stand_at_the_end),
		cmocka_unit_test(timestamps_are_seconds_or_dates),
		cmocka_unit_test(names_mentioned_are_listed_once_in_order),
		cmocka_unit_test(links_are_listed_once_in_order),
		cmocka_unit_test(no_text_is_no_tree),
		cmocka_unit_test(md_that_would_be_far_longer_than_its_text_is_one_plain_paragraph),
		cmocka_unit_test(links_that_would_be_far_too_long_end_with_the_last_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
