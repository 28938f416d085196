/* SPDX-License-Identifier: MIT */
/* common/base: time, UTF-8, ids, JSON output, memory. */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto/fnv.h"
#include "base/crypto/ids.h"
#include "base/json_out.h"
#include "base/process/library.h"
#include "base/spool.h"
#include "base/crypto/siphash.h"
#include "base/str.h"
#include "base/utf8.h"

static void
dates_are_written_with_milliseconds_and_z(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ INT64_C(1626193226672), "2021-07-13T16:20:26.672Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ INT64_C(951782400000), "2000-02-29T00:00:00.000Z" },
		{ CLOCK_MAX_MS, "9999-12-31T23:59:59.999Z" },
		{ INT64_MAX, "9999-12-31T23:59:59.999Z" },
		{ CLOCK_MIN_MS, "0001-01-01T00:00:00.000Z" },
	};
	char text[CLOCK_ISO_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		clock_iso(text, rows[i].ms);
		assert_string_equal(text, rows[i].text);
	}
}

static void
dates_are_read_in_every_form_clients_write(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} rows[] = {
		{ "2021-07-13T16:20:26.672Z", INT64_C(1626193226672) },
		{ "2021-07-13T16:20:26.6729Z", INT64_C(1626193226672) },
		{ "2021-07-13T16:20:26.6Z", INT64_C(1626193226600) },
		{ "2021-07-13T16:20:26Z", INT64_C(1626193226000) },
		{ "2021-07-13T16:20Z", INT64_C(1626193200000) },
		{ "2021-07-13T18:20:26.672+02:00", INT64_C(1626193226672) },
		{ "2021-07-13T18:20:26.672 02:00", INT64_C(1626193226672) },
		{ "2021-07-13T14:50:26.672-0130", INT64_C(1626193226672) },
		{ "2021-07-13T18:20:26.672+02", INT64_C(1626193226672) },
		{ "2021-07-13 16:20:26", INT64_C(1626193226000) },
		{ "2021-07-13", INT64_C(1626134400000) },
		{ "1626193226672", INT64_C(1626193226672) },
		{ "0", 0 },
		{ "-1", -1 },
	};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(clock_parse(rows[i].text, strlen(rows[i].text), &ms));
		assert_int_equal(ms, rows[i].ms);
	}
}

static void
other_texts_are_no_dates(void **state)
{
	static const char *const texts[] = { "", "-", "yesterday", "2021-13-01", "2021-02-29",
		"2021-7-13", "2021-07-13T", "2021-07-13T25:00Z", "2021-07-13T16:20:26.Z",
		"2021-07-13T16:20:26Zx", "2021-07-13T16:20:60Z", "99999999999999999999", "1e3",
		"0000-01-01", "2021-07-13T16:20:26+25:00" };
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_false(clock_parse(texts[i], strlen(texts[i]), &ms));
}

static void
every_date_is_read_as_it_was_written(void **state)
{
	char text[CLOCK_ISO_SIZE];
	int64_t ms, back;

	(void)state;
	for (ms = CLOCK_MIN_MS; ms < CLOCK_MAX_MS - INT64_C(1000000000000);
	     ms += INT64_C(86400123457)) {
		clock_iso(text, ms);
		assert_true(clock_parse(text, strlen(text), &back));
		assert_int_equal(back, ms);
	}
}

static void
only_well_formed_utf8_is_valid(void **state)
{
	static const struct {
		const char *text;
		size_t bad;
	} rows[] = {
		{ "ab\xff", 2 },
		{ "\xc0\xaf", 0 },         /* over-long */
		{ "x\xe0\x80\x80", 1 },    /* over-long */
		{ "\xed\xa0\x80", 0 },     /* surrogate */
		{ "\xf4\x90\x80\x80", 0 }, /* beyond U+10FFFF */
		{ "\xe2\x82", 0 },         /* cut */
		{ "\x80", 0 },
	};
	size_t bad;

	(void)state;
	assert_true(utf8_valid("", 0, NULL));
	assert_true(utf8_valid("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10, NULL));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_false(utf8_valid(rows[i].text, strlen(rows[i].text), &bad));
		assert_int_equal(bad, rows[i].bad);
	}
}

static void
lengths_count_utf16_units(void **state)
{
	(void)state;
	assert_int_equal(utf8_utf16_len("abc", 3), 3);
	assert_int_equal(utf8_utf16_len("\xc3\xa9", 2), 1);
	assert_int_equal(utf8_utf16_len("\xf0\x9f\x98\x80", 4), 2);
}

static void
what_shows_nothing_is_invisible(void **state)
{
	static const char *const blank[] = { "", " \t\r\n\v\f", "\x01\x7f", "\xc2\x80", "\xc2\xa0",
		"\xc2\xad", "\xe2\x80\x8b", "\xe2\xa0\x80", "\xe3\x80\x80", "\xe3\x85\xa4",
		"\xef\xb8\x8f", "\xef\xbb\xbf", "\xf3\xa0\x80\xa0" };
	static const char *const visible[] = { "a", "\xe2\x80\x8b.", "\xc2\xa1", "\xe2\xa0\x81",
		"\xe2\x80\x90", "\xf0\x9f\x98\x80", "\xff" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(blank); i++)
		assert_true(utf8_is_invisible(blank[i]));
	for (size_t i = 0; i < ARRAY_LEN(visible); i++)
		assert_false(utf8_is_invisible(visible[i]));
}

static void
cutting_never_breaks_a_character(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("a\xf0\x9f\x98\x80", 5, 4), 1);
	assert_int_equal(utf8_cut("a\xf0\x9f\x98\x80", 5, 5), 5);
	assert_int_equal(utf8_cut("abc", 3, 2), 2);
}

static void
ids_have_the_known_form_and_differ(void **state)
{
	char a[ID_LEN + 1], b[ID_LEN + 1];

	(void)state;
	id_new(a);
	id_new(b);
	assert_true(id_is_ours(a));
	assert_string_not_equal(a, b);
	assert_false(id_is_ours("0ZKWP8LfGnRHQ3ozW"));
	assert_false(id_is_ours("short"));
}

static void
only_plain_ascii_is_an_id(void **state)
{
	(void)state;
	assert_true(id_valid("a", ID_MAX_LEN));
	assert_true(id_valid("!~-._:'", ID_MAX_LEN));
	assert_false(id_valid("", ID_MAX_LEN));
	assert_false(id_valid("a b", ID_MAX_LEN));
	assert_false(id_valid("a/b", ID_MAX_LEN));
	assert_false(id_valid("\xc3\xa9", ID_MAX_LEN));
	assert_false(id_valid("abcd", 3));
}

static void
tokens_are_hashed_as_base64_of_sha256(void **state)
{
	char hash[TOKEN_HASH_LEN + 1];

	(void)state;
	token_hash(hash, "abc");
	assert_string_equal(hash, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
	token_hash(hash, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
	assert_string_equal(hash, "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=");
}

static void
json_is_compact_and_escaped(void **state)
{
	struct buf buf = { 0 };
	struct json_out out;

	(void)state;
	json_begin(&out, &buf);
	json_object(&out);
	json_put_string(&out, "t", "a\"\\\n\x01/\x7f\xc3\xa9");
	json_key(&out, "list");
	json_array(&out);
	json_int(&out, INT64_MIN);
	json_int(&out, 0);
	json_null(&out);
	json_object(&out);
	json_object_end(&out);
	json_array(&out);
	json_array_end(&out);
	json_array_end(&out);
	json_put_string_opt(&out, "absent", NULL);
	json_put_bool(&out, "yes", true);
	json_members_raw(&out, "\"a\":1,\"b\":2", 11);
	json_members_raw(&out, "", 0);
	json_put_time(&out, "ts", 0);
	json_object_end(&out);
	assert_string_equal(buf_cstr(&buf),
	    "{\"t\":\"a\\\"\\\\\\n\\u0001/"
	    "\x7f\xc3\xa9\",\"list\":[-9223372036854775808,0,null,{},[]],"
	    "\"yes\":true,\"a\":1,\"b\":2,\"ts\":\"1970-01-01T00:00:00.000Z\"}");
	buf_free(&buf);
}

static void
arena_memory_is_valid_until_the_reset(void **state)
{
	struct arena *arena = arena_new();
	char *small = arena_strdup(arena, "kept"), *large = arena_alloc(arena, 1 << 20);

	(void)state;
	memset(large, 'x', 1 << 20);
	for (int i = 0; i < 10000; i++)
		memset(arena_alloc(arena, 37), 'y', 37);
	assert_string_equal(small, "kept");
	assert_int_equal(large[(1 << 20) - 1], 'x');
	assert_string_equal(arena_printf(arena, "%s-%d", "guest", 2), "guest-2");
	assert_null(arena_strdup(arena, NULL));
	for (int i = 0; i < 100; i++) {
		arena_reset(arena);
		memset(arena_alloc(arena, 100000), 'z', 100000);
	}
	arena_free(arena);
}

/* These are the values that the authors of FNV publish; some of them include the NUL. */
static void
fnv_is_fnv_1a(void **state)
{
	(void)state;
	assert_int_equal(fnv32(""), UINT32_C(0x811c9dc5));
	assert_int_equal(fnv32("a"), UINT32_C(0xe40c292c));
	assert_int_equal(fnv32("foobar"), UINT32_C(0xbf9cf968));
	assert_true(fnv64_text(FNV64_BEGIN, "a") == UINT64_C(0x089be207b544f1e4));
	assert_true(fnv64_text(FNV64_BEGIN, "foobar") == UINT64_C(0x34531ca7168b8f38));
	assert_true(fnv64_number(fnv64_number(FNV64_BEGIN, 1), 2) !=
		    fnv64_number(fnv64_number(FNV64_BEGIN, 2), 1));
}

/* The values are those of Python's hash() of bytes with PYTHONHASHSEED=0, and of SipHash's authors for
 * their key. */
static void
siphash_is_siphash_1_3(void **state)
{
	static const unsigned char zeros[SIPHASH_KEY_LEN],
	    counting[SIPHASH_KEY_LEN] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	char many[255];

	(void)state;
	memset(many, 'x', sizeof(many));
	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		skip();
	assert_true(siphash(zeros, "a", 1) == UINT64_C(0x407448d2b89b1813));
	assert_true(siphash(zeros, "abcdefg", 7) == UINT64_C(0x6db12aae9070f506));
	assert_true(siphash(zeros, "abcdefgh", 8) == UINT64_C(0x3f7b849c0b8e35ea));
	assert_true(siphash(zeros, many, sizeof(many)) == UINT64_C(0x4bd34c40ef7d284b));
	assert_true(siphash(counting, "", 0) == UINT64_C(0xabac0158050fc4dc));
}

static char released[8];

static void
release(void *what)
{
	strncat(released, what, sizeof(released) - strlen(released) - 1);
}

static void
deferred_functions_run_once_in_reverse_order(void **state)
{
	struct arena *arena = arena_new();
	char a[] = "a", b[] = "b", c[] = "c";

	(void)state;
	arena_defer(arena, release, a);
	arena_defer(arena, release, arena_strdup(arena, b));
	assert_string_equal(released, "");
	arena_reset(arena);
	assert_string_equal(released, "ba");
	arena_reset(arena);
	assert_string_equal(released, "ba");
	arena_defer(arena, release, c);
	arena_free(arena);
	assert_string_equal(released, "bac");
}

static void
integers_are_written_in_decimal(void **state)
{
	char expected[32];
	struct buf buf = { 0 };

	(void)state;
	for (int64_t power = 1; power < INT64_MAX / 10; power *= 10)
		for (int64_t number = 9 * power - 2; number <= 10 * power + 2;
		     number += power / 4 + 1)
			for (int sign = -1; sign <= 1; sign += 2) {
				buf_reset(&buf);
				buf_put_int(&buf, sign * number);
				snprintf(expected, sizeof(expected), "%" PRId64, sign * number);
				assert_string_equal(buf_cstr(&buf), expected);
			}
	buf_free(&buf);
}

static void
what_a_buffer_moves_to_its_spool_comes_back_in_order(void **state)
{
	struct spool spool = { 0 };
	struct buf buf = { .spool = &spool };
	size_t count = 3 * BUF_SPOOL_AT / 8, at = 0;
	uint64_t expected = 0;
	char piece[800];
	ssize_t got;

	(void)state;
	for (uint64_t i = 0; i < count; i++)
		buf_put(&buf, &i, sizeof(i));
	assert_true(buf.cap <= BUF_SPOOL_AT);
	assert_int_equal(spool.len + buf.len, 3 * BUF_SPOOL_AT);
	for (; (got = spool_read(&spool, at, piece, sizeof(piece))) > 0; at += (size_t)got)
		for (ssize_t i = 0; i < got; i += 8, expected++)
			assert_memory_equal(piece + i, &expected, sizeof(expected));
	assert_int_equal(got, 0);
	assert_int_equal(at, spool.len);
	for (size_t i = 0; i < buf.len; i += 8, expected++)
		assert_memory_equal(buf.data + i, &expected, sizeof(expected));
	assert_int_equal(expected, count);
	spool_reset(&spool);
	assert_int_equal(spool_read(&spool, 0, piece, sizeof(piece)), 0);
	buf_free(&buf);
}

static void
without_a_file_a_buffer_keeps_everything(void **state)
{
	struct rlimit before, none;
	struct spool spool = { 0 };
	struct buf buf = { .spool = &spool };

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	none = (struct rlimit){ 3, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	for (size_t i = 0; i < 3 * BUF_SPOOL_AT; i++)
		buf_putc(&buf, 'x');
	setrlimit(RLIMIT_NOFILE, &before);
	assert_true(spool.failed);
	assert_int_equal(spool.len, 0);
	assert_int_equal(buf.len, 3 * BUF_SPOOL_AT);
	spool_reset(&spool);
	buf_free(&buf);
}

static void
a_library_is_loaded_or_the_reason_is_told(void **state)
{
	static const struct library_function there[] = { { "zlibVersion", NULL } },
					     missing[] = { { "zlibVersion", NULL },
						     { "zlibTelephone", NULL } };
	struct {
		const char *(*first)(void);
		void (*second)(void);
	} lib = { NULL, NULL };

	(void)state;
	assert_null(library_load("libz.so.1", there, ARRAY_LEN(there), &lib));
	assert_int_equal(lib.first()[0], '1');
	assert_null(lib.second);
	assert_non_null(
	    strstr(library_load("libz.so.1", missing, ARRAY_LEN(missing), &lib), "zlibTelephone"));
	assert_non_null(
	    strstr(library_load("libnothing.so.1", there, ARRAY_LEN(there), &lib), "libnothing"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_written_with_milliseconds_and_z),
		cmocka_unit_test(dates_are_read_in_every_form_clients_write),
		cmocka_unit_test(other_texts_are_no_dates),
		cmocka_unit_test(every_date_is_read_as_it_was_written),
		cmocka_unit_test(only_well_formed_utf8_is_valid),
		cmocka_unit_test(lengths_count_utf16_units),
		cmocka_unit_test(what_shows_nothing_is_invisible),
		cmocka_unit_test(cutting_never_breaks_a_character),
		cmocka_unit_test(ids_have_the_known_form_and_differ),
		cmocka_unit_test(only_plain_ascii_is_an_id),
		cmocka_unit_test(integers_are_written_in_decimal),
		cmocka_unit_test(what_a_buffer_moves_to_its_spool_comes_back_in_order),
		cmocka_unit_test(without_a_file_a_buffer_keeps_everything),
		cmocka_unit_test(tokens_are_hashed_as_base64_of_sha256),
		cmocka_unit_test(json_is_compact_and_escaped),
		cmocka_unit_test(arena_memory_is_valid_until_the_reset),
		cmocka_unit_test(deferred_functions_run_once_in_reverse_order),
		cmocka_unit_test(fnv_is_fnv_1a),
		cmocka_unit_test(siphash_is_siphash_1_3),
		cmocka_unit_test(a_library_is_loaded_or_the_reason_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
