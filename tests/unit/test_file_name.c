/* SPDX-License-Identifier: MIT */
/* The names that clients give to files. */
#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "http/files/file_name.h"

static void
a_name_is_clean_whatever_was_sent(void **state)
{
	static const struct {
		const char *sent, *clean;
	} cases[] = { { "a.jpg", "a.jpg" }, { "C:\\x\\a.jpg", "a.jpg" }, { "x/../a.jpg", "a.jpg" },
		{ "a/", "file" }, { "..", "file" }, { ".", "file" }, { "", "file" },
		{ "x\\.", "file" }, { "...", "..." }, { ".htaccess", ".htaccess" },
		{ "invoice\u202egpj.exe", "invoicegpj.exe" }, { "a\u200bb\ufeff\u2028", "ab" },
		{ "\u200b\u200d", "file" }, { "\u200d", "file" },
		{ "\U0001F469\u200d\U0001F467.jpg", "\U0001F469\u200d\U0001F467.jpg" },
		{ "a\tb\x7f\xc2\x85"
		  ".jpg",
		    "ab.jpg" },
		{ "%22%0a%0D%2f", "\"%2f" }, { "\xfc.jpg", "\uFFFD.jpg" },
		{ "\u00fc.jpg", "\u00fc.jpg" } };
	struct arena *mem = arena_new();
	char sent[2000];
	const char *clean;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(file_name_clean(mem, cases[i].sent), cases[i].clean);
	for (size_t i = 0; i < 4; i++) {
		sent[0] = '\0';
		memset(sent, 'a', i);
		sent[i] = '\0';
		for (size_t j = 0; j < 200; j++)
			strcat(sent, "\u00fc");
		strcat(sent, ".jpeg");
		clean = file_name_clean(mem, sent);
		assert_true(strlen(clean) <= 255 && strlen(clean) >= 254);
		assert_true(utf8_valid(clean, strlen(clean), NULL));
		assert_string_equal(clean + strlen(clean) - 5, ".jpeg");
	}
	/* What is as long as a name is no extension. */
	memset(sent, 'a', 300);
	sent[0] = '.';
	sent[300] = '\0';
	assert_int_equal(strlen(file_name_clean(mem, sent)), 255);
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_clean_whatever_was_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
