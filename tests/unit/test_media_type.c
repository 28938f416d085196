/* SPDX-License-Identifier: MIT */
/* The media types of all files of tests/data/files, what clients may say of them, and how files are served. */
#include "unit_arena.h"
#include "unit_files.h"

#include "base/str.h"
#include "media/type.h"

#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* The rows whose `path` ends with an extension alone are for all files of ok/ that have it. */
static const struct row {
	const char *path;
	const char *type;
	bool is_false;
} rows[] = {
	{ "ok/.jpg", "image/jpeg", false },
	{ "ok/.png", "image/png", false },
	{ "ok/.gif", "image/gif", false },
	{ "ok/.webp", "image/webp", false },
	{ "ok/.ico", "image/vnd.microsoft.icon", false },
	{ "ok/.avif", "image/avif", false },
	{ "ok/.bmp", "image/bmp", false },
	{ "ok/.tiff", "image/tiff", false },
	{ "media/tiny-opus.ogg", "audio/ogg", false },
	{ "media/tiny.flac", "audio/flac", false },
	{ "media/tiny.m4a", "audio/mp4", false },
	{ "media/tiny.mov", "video/quicktime", false },
	{ "media/tiny.mp3", "audio/mpeg", false },
	{ "media/tiny.mp4", "video/mp4", false },
	{ "media/tiny.ogg", "audio/ogg", false },
	{ "media/tiny.wav", "audio/wav", false },
	{ "media/tiny.webm", "video/webm", false },
	{ "media/voice.webm", "video/webm", false },
	{ "docs/archive.zip", "application/zip", false },
	{ "docs/data.json", "application/json", false },
	{ "docs/empty.png", "application/octet-stream", true },
	{ "docs/empty.txt", "application/octet-stream", false },
	{ "docs/hello.pdf", "application/pdf", false },
	{ "docs/hello.txt", "text/plain", false },
	{ "docs/latin1.txt", "text/plain", false },
	{ "docs/letter.docx", WORD, false },
	{ "docs/list.lst", "text/plain", false },
	{ "docs/one-byte.bin", "text/plain", false },
	{ "docs/table.csv", "text/csv", false },
	{ "docs/ten-random-kb.bin", "application/octet-stream", false },
	{ "docs/unknown.drawio", "text/plain", false },
	{ "docs/utf16.txt", "text/plain", false },
	{ "hostile/bomb-20000x20000-1bit.png", "image/png", false },
	{ "hostile/bomb-20000x20000-interlaced-header-only.png", "image/png", false },
	{ "hostile/bomb-20000x20000-rgba-header-only.png", "image/png", false },
	{ "hostile/elf-renamed.png", "application/x-executable", true },
	{ "hostile/entities.svg", "image/svg+xml", false },
	{ "hostile/exe-renamed.pdf", "application/vnd.microsoft.portable-executable", false },
	{ "hostile/gif-screen-65535.gif", "image/gif", false },
	{ "hostile/html-after-spaces.gif", "text/html", true },
	{ "hostile/html-renamed.png", "text/html", true },
	{ "hostile/html-renamed.txt", "text/html", false },
	{ "hostile/jpg-20000-baseline-no-data.jpg", "image/jpeg", false },
	{ "hostile/jpg-header-only.jpg", "text/plain", true },
	{ "hostile/jpg-scan-bomb-8000x8000.jpg", "image/jpeg", false },
	{ "hostile/jpg-truncated.jpg", "image/jpeg", false },
	{ "hostile/page.html", "text/html", false },
	{ "hostile/page.xhtml", "application/xhtml+xml", false },
	{ "hostile/php-renamed.jpg", "text/x-php", true },
	{ "hostile/png-2147483647.png", "image/png", false },
	{ "hostile/png-bad-crc.png", "image/png", false },
	{ "hostile/png-html-text.png", "image/png", false },
	{ "hostile/png-trailing-html.png", "image/png", false },
	{ "hostile/png-truncated.png", "image/png", false },
	{ "hostile/png-zero-size.png", "image/png", false },
	{ "hostile/png-ztxt-bomb.png", "image/png", false },
	{ "hostile/polyglot-jpg-html-comment.jpg", "image/jpeg", false },
	{ "hostile/polyglot-jpg-php-comment.jpg", "image/jpeg", false },
	{ "hostile/polyglot-pdf-html.pdf", "text/html", false },
	{ "hostile/script.pdf", "application/pdf", false },
	{ "hostile/script.svg", "image/svg+xml", false },
	{ "hostile/shell-renamed.jpg", "text/x-shellscript", true },
	{ "hostile/wav-says-mp4.mp4", "audio/wav", true },
	{ "hostile/zip-50mb-of-zeros.zip", "application/zip", false },
};

static const struct row *
row_of(const char *path)
{
	const char *extension = strrchr(path, '.');

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].path, path) == 0 ||
		    (strncmp(path, "ok/", 3) == 0 && strncmp(rows[i].path, "ok/", 3) == 0 &&
			strcmp(rows[i].path + 3, extension) == 0))
			return &rows[i];
	fail_msg("no row for %s", path);
	return NULL;
}

static const char *
found(const char *path, const char *declared, const char *name)
{
	struct file file = file_read(path);
	const char *type;

	/* No more than the head may be looked at, of which not even a byte need follow. */
	file.len = file.len < MEDIA_HEAD_LEN ? file.len : MEDIA_HEAD_LEN;
	file.bytes = realloc(file.bytes, file.len + !file.len);
	assert_non_null(file.bytes);
	type = media_type_find(file.bytes, file.len, declared, name, arena);
	file_free(&file);
	return type;
}

static const char *
text_found(const char *text, const char *declared, const char *name)
{
	return media_type_find(text, strlen(text), declared, name, arena);
}

static void
file_check(const char *path)
{
	const struct row *row = row_of(path);
	const char *type = found(path, NULL, path);

	if (strcmp(type, row->type) != 0)
		fail_msg("%s is %s", path, type);
	if (media_type_is_false(type, NULL, path) != row->is_false)
		fail_msg("%s is %sfalse", path, row->is_false ? "not " : "");
	/* What nobody says anything of is the same kind of file. */
	if (strncmp(type, "text/", 5) != 0 && strncmp(type, "application/json", 16) != 0)
		assert_int_equal(strcmp(found(path, NULL, NULL), type) == 0,
		    strcmp(path, "media/voice.webm") != 0);
}

static void
each_file_has_its_type(void **state)
{
	(void)state;
	assert_int_equal(files_each("ok", file_check), 37);
	assert_int_equal(files_each("media", file_check), 10);
	assert_int_equal(files_each("docs", file_check), 14);
	assert_int_equal(files_each("hostile", file_check), 32);
}

static void
what_a_client_says_chooses_among_what_may_be(void **state)
{
	(void)state;
	assert_string_equal(found("media/voice.webm", "audio/webm", "voice.webm"), "audio/webm");
	assert_string_equal(
	    found("media/voice.webm", "audio/webm; codecs=opus", "voice.webm"), "audio/webm");
	assert_string_equal(found("media/voice.webm", NULL, NULL), "audio/webm");
	assert_string_equal(found("media/tiny.mp4", "audio/mp4", "voice.m4a"), "audio/mp4");
	assert_string_equal(found("media/tiny.mp4", "audio/x-m4a", "voice.m4a"), "audio/mp4");
	assert_string_equal(found("docs/table.csv", "text/csv", "table"), "text/csv");
	assert_string_equal(
	    found("docs/table.csv", "Text/CSV; charset=utf-8", "table.txt"), "text/csv");
	assert_string_equal(
	    found("docs/table.csv", "application/vnd.ms-excel", "table.csv"), "text/csv");
	assert_string_equal(found("docs/archive.zip", WORD, "a.docx"), WORD);
	assert_string_equal(
	    found("docs/ten-random-kb.bin", "application/X-Own", "a.bin"), "application/x-own");
	assert_string_equal(text_found("body { }", "text/css", NULL), "text/css");
	assert_string_equal(text_found("%!PS-Adobe-3.0", NULL, NULL), "application/postscript");
}

static void
what_a_client_says_makes_no_other_file(void **state)
{
	(void)state;
	assert_string_equal(found("ok/small-120x90.jpg", "image/png", "a.png"), "image/jpeg");
	assert_string_equal(found("ok/small-120x90.jpg", "text/html", "a.html"), "image/jpeg");
	assert_string_equal(found("hostile/html-renamed.png", "image/png", "a.png"), "text/html");
	assert_string_equal(found("hostile/html-renamed.txt", "text/plain", "a.txt"), "text/html");
	assert_string_equal(
	    found("docs/ten-random-kb.bin", "text/html", "a.html"), "application/octet-stream");
	assert_string_equal(
	    found("docs/ten-random-kb.bin", "image/png", "a.png"), "application/octet-stream");
	assert_string_equal(
	    found("docs/ten-random-kb.bin", "text/plain", "a.txt"), "application/octet-stream");
	assert_string_equal(
	    found("docs/ten-random-kb.bin", "application/wasm", "a"), "application/octet-stream");
	assert_string_equal(found("docs/ten-random-kb.bin", "x\r\nSet-Cookie: a/b", "a"),
	    "application/octet-stream");
	assert_string_equal(
	    found("docs/ten-random-kb.bin", "application/", "a"), "application/octet-stream");
	assert_string_equal(text_found("GIF89a/*", NULL, "a.gif"), "text/plain");
}

static void
what_a_browser_takes_for_a_page_is_one(void **state)
{
	static const char *const pages[] = { "<!doctype HTML>", "\xEF\xBB\xBF \t\r\n<html>",
		"<!-- -->", "<p>", "<script >", "<a href=x>", "<iframe/src=x>", "<h1>" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		assert_string_equal(text_found(pages[i], "text/plain", "a.txt"), "text/html");
	assert_string_equal(text_found("<b.c@example.com> wrote", NULL, NULL), "text/plain");
	assert_string_equal(
	    text_found("<!-- x --><svg>", "image/svg+xml", "a.svg"), "image/svg+xml");
	assert_string_equal(text_found("From: a\nContent-Type: multipart/related; x", NULL, NULL),
	    "multipart/related");
	assert_string_equal(
	    text_found("<?xml version=\"1.0\"?><a/>", "text/plain", NULL), "text/xml");
}

static void
a_false_claim_is_seen(void **state)
{
	(void)state;
	assert_true(media_type_is_false("text/html", "image/png", NULL));
	assert_true(media_type_is_false("text/html", "IMAGE/PNG; q=1", NULL));
	assert_true(media_type_is_false("text/plain", "text/plain", "a.PNG"));
	assert_true(media_type_is_false("audio/wav", "video/mp4", "a.mp4"));
	assert_true(media_type_is_false("image/jpeg", "audio/mpeg", NULL));
	assert_false(media_type_is_false("image/jpeg", "image/png", "a.png"));
	assert_false(media_type_is_false("text/html", "text/plain", "a.txt"));
	assert_false(media_type_is_false("application/pdf", "application/pdf", NULL));
	/* A browser calls each of these after its extension. */
	assert_false(media_type_is_false("audio/webm", "video/webm", "voice.webm"));
	assert_false(media_type_is_false("video/mp4", "audio/x-m4a", "voice.m4a"));
	assert_false(media_type_is_false("video/ogg", "audio/ogg", "film.ogg"));
}

static void
a_list_has_types_and_kinds(void **state)
{
	(void)state;
	assert_true(media_type_matches("image/svg+xml", "image/svg+xml"));
	assert_true(media_type_matches(" text/plain , image/PNG ", "image/png"));
	assert_true(media_type_matches("image/*,text/plain", "image/webp"));
	assert_true(media_type_matches("image/*,text/plain", "text/plain; charset=utf-8"));
	assert_true(media_type_matches("*", "text/plain"));
	assert_false(media_type_matches("", "text/plain"));
	assert_false(media_type_matches(" , ", "text/plain"));
	assert_false(media_type_matches("image/*", "imagex/png"));
	assert_false(media_type_matches("image/p", "image/png"));
	assert_false(media_type_matches("image/png", "image/p"));
}

static void
nothing_is_served_that_a_browser_executes(void **state)
{
	static const char *const active[] = { "text/html", "application/xhtml+xml", "image/svg+xml",
		"text/xml", "application/xml", "application/atom+xml", "text/css",
		"text/javascript", "application/x-javascript", "application/ecmascript",
		"multipart/related", "application/x-shockwave-flash", "application/wasm" };
	static const char *const shown[] = { "image/jpeg", "image/png", "image/gif", "image/webp",
		"audio/ogg", "video/mp4", "application/pdf", "text/plain" };
	static const char *const stored[] = { "image/svg+xml", "image/tiff", "text/html",
		"text/csv", "application/zip" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(active); i++) {
		assert_string_equal(media_type_served(active[i]), "application/octet-stream");
		assert_false(media_type_is_inline(active[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		assert_string_equal(media_type_served(shown[i]), shown[i]);
		assert_true(media_type_is_inline(shown[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(stored); i++)
		assert_false(media_type_is_inline(stored[i]));
	assert_string_equal(media_type_served("text/csv"), "text/csv");
}

static void
four_formats_are_pictures(void **state)
{
	(void)state;
	assert_string_equal(media_format("image/jpeg"), "jpeg");
	assert_string_equal(media_format("image/webp"), "webp");
	assert_string_equal(media_format("image/avif"), "");
	assert_string_equal(media_format("text/png"), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(each_file_has_its_type),
		arena_test(what_a_client_says_chooses_among_what_may_be),
		arena_test(what_a_client_says_makes_no_other_file),
		arena_test(what_a_browser_takes_for_a_page_is_one),
		arena_test(a_false_claim_is_seen),
		arena_test(a_list_has_types_and_kinds),
		arena_test(nothing_is_served_that_a_browser_executes),
		arena_test(four_formats_are_pictures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
