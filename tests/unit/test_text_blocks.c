/* SPDX-License-Identifier: MIT */
/* The parser of message texts: blocks, the reference's examples, and the cost of hostile texts. */
#include "base/str.h"
#include "test_text_notation.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "text/message_text.h"

#define PAIRS "tests/md/pairs.jsonl"
#define PAIRS_LEN 359

#define SHORT 3000
#define LONG 30000

static void
each_line_is_a_paragraph(void **state)
{
	(void)state;
	expect("a\nb", "p('a') p('b')");
	expect("a\n\n\nb\n", "p('a') br br p('b')");
	expect(" \n\r\n  a ", "br br p('  a ')");
	expect("a\r\nb\rc", "p('a\r') p('b\rc')");
}

static void
headings_have_four_levels(void **state)
{
	(void)state;
	expect("# a *b*\n#### c", "h1('a ' b('b')) h4('c')");
	expect("##### a", "p('##### a')");
	expect("#a", "p(#a)");
}

static void
quotes_gather_lines(void **state)
{
	(void)state;
	expect("> a\n>b\nc", "quote(p('a') p('b')) p('c')");
	expect(">\n> a", "quote(p('') p('a'))");
	expect(">> a", "quote(p('> a'))");
	expect(">", "p('>')");
}

static void
code_stands_between_fences(void **state)
{
	(void)state;
	expect("```js\na *b*\n\n  c\n```", "js code('a *b*' '' '  c')");
	expect("```\na\n```b", "none code('a') p('b')");
	expect("```\na\n```\n", "none code('a') br");
	expect("```js\r\na\r\n```", "js code('a')");
	expect("```\na", "p('```') p('a')");
	expect("```c++\na\n```", "p('```c++') p('a') p('```')");
	expect("```\n```", "p('```') p('```')");
}

static void
lists_are_of_one_kind(void **state)
{
	(void)state;
	expect("- a\n- b\n1. c\n01. d", "ul(li('a') li('b')) ol(1:li('c') 1:li('d'))");
	expect("* a\n- b", "ul(li('a')) ul(li('b'))");
	expect("* a *b* c\n* d*", "ul(li('a ' b('b') ' c')) p(b(' d'))");
	expect("-a\n1) b\n- ", "p('-a') p('1) b') p('- ')");
}

static void
tasks_are_open_or_done(void **state)
{
	(void)state;
	expect("- [ ] a\n- [x] b\n- c", "tasks(todo('a') done('b')) ul(li('c'))");
	expect("- [ ]\n- [X] a", "ul(li('[ ]') li('[X] a'))");
}

static void
rules_are_three_hyphens_alone(void **state)
{
	(void)state;
	expect("---", "hr[0,3]");
	expect("é 😀\n ---- \nb", "p('é ' :😀) hr[6,10] p('b')");
	expect("--\n--- a", "p('--') p('--- a')");
}

static void
spoilers_may_span_lines_between_bars(void **state)
{
	(void)state;
	expect("||\na *b*\nc\n||", "hidden(p('a ' b('b')) p('c'))");
	expect("||\na", "p('||') p('a')");
}

static void
tables_have_a_header_and_alignments(void **state)
{
	(void)state;
	expect("|a|b|\n|:-|-:|\n| 1 | *2* |",
	    "table(row(lcell('a') rcell('b')) row(lcell('1') rcell(b('2'))))");
	expect("|a|\n|:-:|\n|b|c|\nx", "table(row(ccell('a')) row(ccell('b'))) p('x')");
	expect("|a|b|\n|-|\n|1|", "table(row(cell('a') cell('b')) row(cell('1') cell()))");
	expect("|a\\|b|\n|-|", "table(row(cell('a|b')))");
	expect("|a|\n|b|", "p('|a|') p('|b|')");
}

static void
wide_tables_are_not_filled_up_without_end(void **state)
{
	struct arena *arena = arena_new();
	struct message_text text;
	struct buf buf = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 5000; i++)
		buf_puts(&buf, "|a");
	buf_puts(&buf, "|\n|-|\n");
	for (i = 0; i < 5000; i++)
		buf_puts(&buf, "|a|\n");
	message_text_read(arena, buf.data, buf.len, &text);
	assert_true(strlen(text.md) < 200 * buf.len);
	buf_free(&buf);
	arena_free(arena);
}

static void
numbers_are_written_as_javascript_does(void **state)
{
	static const struct {
		const char *message, *number;
	} cases[] = {
		{ "007. a", "7" },
		{ "9007199254740993. a", "9007199254740992" },
		{ "123456789012345678901. a", "123456789012345680000" },
		{ "99999999999999999999999. a", "1e+23" },
		{ "1234567890123456789012345. a", "1.2345678901234568e+24" },
	};
	struct arena *arena = arena_new();
	struct message_text text;
	char expected[200];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		message_text_read(arena, cases[i].message, strlen(cases[i].message), &text);
		snprintf(expected, sizeof(expected),
		    "[{\"type\":\"ORDERED_LIST\",\"value\":[{\"type\":\"LIST_ITEM\",\"value\":[{"
		    "\"type\":\"PLAIN_TEXT\",\"value\":\"a\"}],\"number\":%s}]}]",
		    cases[i].number);
		assert_string_equal(text.md, expected);
	}
	arena_free(arena);
}

/* The pairs were generated with Rocket.Chat's parser. */
static void
pairs_of_the_reference_match(void **state)
{
	struct arena *arena = arena_new();
	FILE *file = fopen(PAIRS, "r");
	struct json_object *pair, *result, *message;
	struct message_text text;
	char *line = NULL;
	size_t size = 0, pairs = 0;

	(void)state;
	if (!file)
		fail_msg("%s: run this from the top folder", PAIRS);
	for (; getline(&line, &size, file) > 0; pairs++) {
		pair = json_tokener_parse(line);
		message = json_object_object_get(pair, "msg");
		message_text_read(arena, json_object_get_string(message),
		    (size_t)json_object_get_string_len(message), &text);
		result = json_tokener_parse(text.md);
		if (!json_object_equal(result, json_object_object_get(pair, "md")))
			fail_msg("message %s\n  gives    %s\n  not      %s",
			    json_object_to_json_string(message), text.md,
			    json_object_to_json_string(json_object_object_get(pair, "md")));
		json_object_put(result);
		json_object_put(pair);
		arena_reset(arena);
	}
	assert_int_equal(pairs, PAIRS_LEN);
	free(line);
	fclose(file);
	arena_free(arena);
}

/* Returns the shortest of a few measurements, in seconds of processor time. */
static double
seconds_to_read(const char *message, size_t len)
{
	struct arena *arena = arena_new();
	struct message_text text;
	double best = 1e9, took;
	clock_t began;
	int i;

	for (i = 0; i < 2; i++) {
		began = clock();
		message_text_read(arena, message, len, &text);
		took = (double)(clock() - began) / CLOCKS_PER_SEC;
		best = took < best ? took : best;
		arena_reset(arena);
	}
	arena_free(arena);
	return best;
}

/* Writes an opener, the pattern as often as it fits, and an end; returns the length. */
static size_t
message_fill(char *message, size_t size, const char *opener, const char *pattern, const char *end)
{
	size_t len = strlen(opener), pattern_len = strlen(pattern);

	memcpy(message, opener, len);
	for (; len + pattern_len + strlen(end) <= size; len += pattern_len)
		memcpy(message + len, pattern, pattern_len);
	memcpy(message + len, end, strlen(end));
	return len + strlen(end);
}

/* Ten times the text takes about ten times as long, and not a hundred times. */
static bool
takes_linear_time(const char *opener, const char *pattern)
{
	static const char end[] = "(y)"; /* something else at the end */
	static char message[LONG];
	double short_s, long_s;

	short_s = seconds_to_read(message, message_fill(message, SHORT, opener, pattern, end));
	long_s = seconds_to_read(message, message_fill(message, LONG, opener, pattern, end));
	return long_s < 0.05 || long_s < 40 * short_s;
}

/* Each of these once made a rule read the rest of the text from every position. */
static void
hostile_texts_take_linear_time(void **state)
{
	static const char *const openers[] = { "", "~", "*_~[" };
	static const char *const patterns[] = { "[", "![", "[[", "(", "*", "_", "@", "@a__", "*_~[",
		"_[*`~", "*_*_ _", "_a.", "||:)", ":)||", ":)", ":):", "<a:", "<a.com|", "](a.com(",
		"[](a.com(b)", "a@b.", "a!", "\xf0\x9f\x98\x80\xe2\x80\x8d", "||\na\n", "```\n",
		"|a|\n|-|\n", ".", "a.com/...", "] [", "[a\n", "-_", "http://a", "||a.com" };
	size_t i, o;
	int attempts;

	(void)state;
	for (i = 0; i < ARRAY_LEN(patterns); i++) {
		for (o = 0; o < ARRAY_LEN(openers); o++) {
			/* Other work of the machine may spoil a measurement. */
			for (attempts = 0; !takes_linear_time(openers[o], patterns[i]); attempts++)
				if (attempts == 4)
					fail_msg("30 KB of %s%s take far more than ten times as "
						 "long as 3 KB",
					    openers[o], patterns[i]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_is_a_paragraph),
		cmocka_unit_test(headings_have_four_levels),
		cmocka_unit_test(quotes_gather_lines),
		cmocka_unit_test(code_stands_between_fences),
		cmocka_unit_test(lists_are_of_one_kind),
		cmocka_unit_test(tasks_are_open_or_done),
		cmocka_unit_test(rules_are_three_hyphens_alone),
		cmocka_unit_test(spoilers_may_span_lines_between_bars),
		cmocka_unit_test(tables_have_a_header_and_alignments),
		cmocka_unit_test(wide_tables_are_not_filled_up_without_end),
		cmocka_unit_test(numbers_are_written_as_javascript_does),
		cmocka_unit_test(pairs_of_the_reference_match),
		cmocka_unit_test(hostile_texts_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
