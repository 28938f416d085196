/* SPDX-License-Identifier: MIT */
/* What is removed from pictures while they are stored, and what is left as it was. */
#include "unit_strip.h"

#include "base/str.h"
#include "media/pixels/decode.h"

static bool
contains(const struct buf *bytes, const char *text)
{
	return memmem(bytes->data, bytes->len, text, strlen(text)) != NULL;
}

static size_t
count(const struct buf *bytes, const void *what, size_t len)
{
	const char *end = bytes->data + bytes->len;
	size_t found = 0;

	for (const char *p = bytes->data; (p = memmem(p, (size_t)(end - p), what, len)); p++)
		found++;
	return found;
}

static void
same_bytes(const struct buf *got, const void *bytes, size_t len)
{
	assert_int_equal(got->len, len);
	assert_memory_equal(got->data, bytes, len);
}

/* Decodes to at most 1024 by 1024 pixels; *canvas is empty if that fails. */
static void
canvas_of(const char *type, const void *bytes, size_t len, struct canvas *canvas)
{
	struct decoding decoding = {
		.bytes = bytes, .len = len, .max_pixels = 1 << 20, .box = { 1024, 1024 }
	};

	*canvas = (struct canvas){ .pixels = NULL };
	if (decode(&decoding, media_format(type))) {
		*canvas = decoding.canvas;
		decoding.canvas.pixels = NULL;
	}
	decode_free(&decoding);
}

/* --- for all files ------------------------------------------------------------------------- */

static void
pieces_check(const char *path)
{
	static const size_t pieces[] = { 1, 7, 4096 };
	struct file file = file_read(path);
	const char *type = type_of(&file);
	struct stripped whole = stripped(type, file.bytes, file.len);

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct stripped cut = stripped_in(type, true, file.bytes, file.len, pieces[i]);

		assert_int_equal(cut.result, whole.result);
		if (whole.result == STRIP_OK) {
			same_bytes(&cut.bytes, whole.bytes.data, whole.bytes.len);
			assert_memory_equal(&cut.end, &whole.end, sizeof(cut.end));
		}
		buf_free(&cut.bytes);
	}
	buf_free(&whole.bytes);
	file_free(&file);
}

static void
pieces_change_nothing(void **state)
{
	(void)state;
	assert_true(files_each("ok", pieces_check) > 0);
	assert_true(files_each("media", pieces_check) > 0);
	assert_true(files_each("hostile", pieces_check) > 0);
}

static void
picture_check(const char *path)
{
	struct file file = file_read(path);
	const char *type = type_of(&file);
	struct stripped once = stripped(type, file.bytes, file.len), twice;
	struct canvas before, after;

	assert_int_equal(once.result, STRIP_OK);
	canvas_of(type, file.bytes, file.len, &before);
	canvas_of(type, once.bytes.data, once.bytes.len, &after);
	assert_int_equal(before.pixels != NULL, *media_format(type) != '\0');
	assert_int_equal(before.width, after.width);
	assert_int_equal(before.height, after.height);
	if (before.pixels)
		assert_memory_equal(before.pixels, after.pixels,
		    (size_t)before.width * before.height * CANVAS_PIXEL);
	twice = stripped(type, once.bytes.data, once.bytes.len);
	assert_int_equal(twice.result, STRIP_OK);
	assert_int_equal(twice.end.orientation, once.end.orientation);
	assert_int_equal(twice.end.patch_len, 0);
	same_bytes(&twice.bytes, once.bytes.data, once.bytes.len);
	canvas_free(&before);
	canvas_free(&after);
	buf_free(&once.bytes);
	buf_free(&twice.bytes);
	file_free(&file);
}

static void
the_picture_stays_as_it_was(void **state)
{
	(void)state;
	assert_true(files_each("ok", picture_check) > 0);
}

static void
unchanged_check(const char *path)
{
	struct file file = file_read(path);
	const char *type = type_of(&file);
	struct stripped got = stripped_in(type, false, file.bytes, file.len, 7),
			other = stripped(type, file.bytes, file.len);

	assert_int_equal(got.result, other.result);
	if (got.result == STRIP_OK) {
		same_bytes(&got.bytes, file.bytes, file.len);
		assert_int_equal(got.end.orientation, other.end.orientation);
		assert_int_equal(got.end.patch_len, 0);
	}
	buf_free(&got.bytes);
	buf_free(&other.bytes);
	file_free(&file);
}

static void
without_stripping_all_bytes_pass(void **state)
{
	(void)state;
	assert_true(files_each("ok", unchanged_check) > 0);
	assert_true(files_each("media", unchanged_check) > 0);
	assert_true(files_each("docs", unchanged_check) > 0);
	assert_true(files_each("hostile", unchanged_check) > 0);
}

static void
other_check(const char *path)
{
	struct file file = file_read(path);
	struct stripped got = stripped("application/octet-stream", file.bytes, file.len);

	assert_int_equal(got.result, STRIP_OK);
	same_bytes(&got.bytes, file.bytes, file.len);
	buf_free(&got.bytes);
	file_free(&file);
}

static void
other_types_pass_unchanged(void **state)
{
	(void)state;
	assert_true(files_each("ok", other_check) > 0);
	assert_true(files_each("media", other_check) > 0);
	assert_true(files_each("docs", other_check) > 0);
}

/* --- metadata ------------------------------------------------------------------------------ */

static void
a_photo_tells_no_place_and_no_name(void **state)
{
	static const char *const words[] = { "GPS", "SN-000123", "Berlin", "xmp", "XMP",
		"http://ns.adobe.com", "8BIM", "Photoshop", "Canon", "II*" };
	struct stripped got = file_stripped("ok/exif-rotated-gps.jpg");

	(void)state;
	assert_int_equal(got.result, STRIP_OK);
	assert_int_equal(got.end.orientation, 6);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (contains(&got.bytes, words[i]))
			fail_msg("there is still %s", words[i]);
	/* The small picture in the metadata began with these, too. */
	assert_int_equal(count(&got.bytes, "\xFF\xD8", 2), 1);
	assert_int_equal(count(&got.bytes, "Exif", 4), 1);
	buf_free(&got.bytes);
}

static void
the_orientation_stays(void **state)
{
	char path[64];

	(void)state;
	for (int orientation = 1; orientation <= 8; orientation++) {
		struct stripped got;

		snprintf(path, sizeof(path), "ok/exif-orientation-%d.jpg", orientation);
		got = file_stripped(path);
		assert_int_equal(got.end.orientation, orientation);
		assert_int_equal(count(&got.bytes, "Exif", 4), orientation != 1);
		buf_free(&got.bytes);
	}
}

static void
animations_stay(void **state)
{
	static const struct {
		const char *path;
		const char *mark;
	} files[] = { { "ok/animated.webp", "ANMF" },
		{ "ok/animated-500x375.gif", "NETSCAPE2.0\x03\x01" },
		{ "ok/animated-apng.png", "fdAT" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct file file = file_read(files[i].path);
		struct stripped got = file_stripped(files[i].path);
		const struct buf before = { .data = (char *)file.bytes, .len = file.len };
		size_t marks = count(&before, files[i].mark, strlen(files[i].mark));

		assert_true(marks > 0);
		assert_int_equal(count(&got.bytes, files[i].mark, strlen(files[i].mark)), marks);
		buf_free(&got.bytes);
		file_free(&file);
	}
}

static void
a_small_picture_in_the_header_goes(void **state)
{
	struct file file = file_read("ok/small-120x90.jpg");
	struct stripped got;
	struct buf made = { .len = 0 };

	(void)state;
	assert_memory_equal(file.bytes, "\xFF\xD8\xFF\xE0\0\x10JFIF", 10);
	buf_put(&made, "\xFF\xD8\xFF\xE0\0\x13JFIF\0\1\1\0\0\1\0\1\1\1red", 23);
	buf_put(&made,
	    "\xFF\xEE\0\x12"
	    "Adobe\0\x64\0\0\0\0\1more",
	    20);
	buf_put(&made, "\xFF\xE0\0\x09JFXX\0xx", 11);
	buf_put(&made, file.bytes + 20, file.len - 20);
	got = stripped("image/jpeg", made.data, made.len);
	assert_int_equal(got.result, STRIP_OK);
	assert_memory_equal(got.bytes.data,
	    "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xFF\xEE\0\x0E"
	    "Adobe\0\x64\0\0\0\0\1\xFF",
	    37);
	assert_int_equal(got.bytes.len, file.len + 16);
	buf_free(&got.bytes);
	buf_free(&made);
	file_free(&file);
}

static void
put_length(struct buf *bytes, uint32_t len)
{
	for (size_t i = 0; i < 4; i++)
		buf_putc(bytes, (char)(len >> 8 * i));
}

static void
a_webp_file_loses_its_metadata(void **state)
{
	struct file file = file_read("ok/lossy-500x375.webp");
	struct buf made = { .len = 0 }, expected = { .len = 0 };
	struct stripped got;
	struct canvas canvas;

	(void)state;
	assert_memory_equal(file.bytes + 12, "VP8 ", 4);
	for (int i = 0; i < 2; i++) {
		struct buf *to = i == 0 ? &made : &expected;

		buf_put(to, "RIFF", 4);
		put_length(to, (uint32_t)(file.len - 8 + 18 + (i == 0 ? 14 + 14 + 10 : 0)));
		buf_put(to, "WEBPVP8X\x0A\0\0\0", 12);
		buf_putc(to, i == 0 ? 0x0C : 0);
		buf_put(to, "\0\0\0\xF3\x01\0\x76\x01\0", 9);
		buf_put(to, file.bytes + 12, file.len - 12);
	}
	buf_put(&made, "EXIF\x05\0\0\0place\0", 14);
	buf_put(&made, "XMP \x06\0\0\0author", 14);
	buf_put(&made, "JUNK\x01\0\0\0!\0", 10);
	buf_put(&made, "<script>", 8);
	got = stripped("image/webp", made.data, made.len);
	assert_int_equal(got.result, STRIP_OK);
	assert_int_equal(got.end.patch_len, 4);
	assert_int_equal(got.end.patch_offset, 4);
	same_bytes(&got.bytes, expected.data, expected.len);
	canvas_of("image/webp", got.bytes.data, got.bytes.len, &canvas);
	assert_int_equal(canvas.width, 500);
	canvas_free(&canvas);
	buf_free(&got.bytes);
	buf_free(&made);
	buf_free(&expected);
	file_free(&file);
}

static void
a_gif_file_loses_its_comments(void **state)
{
	struct file file = file_read("ok/animated-500x375.gif");
	size_t header = 13 + (file.bytes[10] & 0x80 ? (size_t)3 << ((file.bytes[10] & 7) + 1) : 0);
	struct buf made = { .len = 0 };
	struct stripped got;

	(void)state;
	buf_put(&made, file.bytes, header);
	buf_put(&made, "\x21\xFE\x05hello\x02me\0", 12);
	buf_put(&made, "\x21\xFF\x0BXMP DataXMP\x01x\0", 17);
	buf_put(&made, "\x21\x01\x0C............\x01x\0", 18);
	buf_put(&made, "\x21\x77\0", 3);
	buf_put(&made, file.bytes + header, file.len - header);
	buf_put(&made, "<script>", 8);
	got = stripped("image/gif", made.data, made.len);
	assert_int_equal(got.result, STRIP_OK);
	same_bytes(&got.bytes, file.bytes, file.len);
	buf_free(&got.bytes);
	buf_free(&made);
	file_free(&file);
}

/* --- hostile files ------------------------------------------------------------------------- */

static void
what_is_no_picture_is_refused(void **state)
{
	static const char *const bad[] = { "hostile/png-bad-crc.png", "hostile/png-zero-size.png" };
	static const char *const types[] = { "image/jpeg", "image/png", "image/gif", "image/webp" };
	static const char *const contents[] = { "", "\xFF\xD8\xFF\xD9", "\xFF\xD8\xFF\xDA\0\x02",
		"\xFF\xD8\xFF\xE0\0\x01", "\xFF\xD8 <script>", "GIF89a\1\0\1\0\0\0\0?", "GIF89a",
		"RIFF\xFF\xFF\xFF\xFFWEBPEXIF", "RIFF\x04\0\0\0WEBP", "\x89PNG\r\n\x1A\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct stripped got = file_stripped(bad[i]);

		assert_int_equal(got.result, STRIP_BAD);
		buf_free(&got.bytes);
	}
	for (size_t type = 0; type < ARRAY_LEN(types); type++)
		for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
			struct stripped got =
			    stripped(types[type], contents[i], strlen(contents[i]));

			assert_int_equal(got.result, STRIP_BAD);
			buf_free(&got.bytes);
		}
}

static void
a_picture_that_is_incomplete_is_taken(void **state)
{
	static const char *const files[] = { "hostile/jpg-truncated.jpg",
		"hostile/png-truncated.png", "hostile/png-2147483647.png",
		"hostile/gif-screen-65535.gif", "hostile/jpg-20000-baseline-no-data.jpg" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct stripped got = file_stripped(files[i]);

		assert_int_equal(got.result, STRIP_OK);
		assert_true(got.bytes.len > 0);
		buf_free(&got.bytes);
	}
}

static void
what_hides_in_a_picture_goes(void **state)
{
	static const char *const files[] = { "hostile/png-html-text.png",
		"hostile/png-trailing-html.png", "hostile/png-ztxt-bomb.png",
		"hostile/polyglot-jpg-html-comment.jpg", "hostile/polyglot-jpg-php-comment.jpg" };
	static const char *const words[] = { "script", "html", "php", "zTXt", "tEXt" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct stripped got = file_stripped(files[i]);

		assert_int_equal(got.result, STRIP_OK);
		for (size_t word = 0; word < ARRAY_LEN(words); word++)
			if (contains(&got.bytes, words[word]))
				fail_msg("%s still has %s", files[i], words[word]);
		buf_free(&got.bytes);
	}
}

static bool
full(void *arg, const void *bytes, size_t len)
{
	size_t *left = arg;

	(void)bytes;
	if (*left == SIZE_MAX || len > *left) {
		*left = SIZE_MAX;
		return false;
	}
	*left -= len;
	return true;
}

static void
a_full_disk_is_reported(void **state)
{
	struct file file = file_read("ok/palette-500x375.png");
	struct strip_end end;

	(void)state;
	for (int strips = 0; strips < 2; strips++) {
		size_t left = 10000;
		struct strip *filter = strip_new("image/png", strips, full, &left);

		assert_int_equal(strip_write(filter, file.bytes, 20000), STRIP_FAILED);
		assert_int_equal(left, SIZE_MAX);
		left = 0;
		assert_int_equal(strip_write(filter, file.bytes + 20000, 100), STRIP_FAILED);
		assert_int_equal(left, 0);
		assert_int_equal(strip_end(filter, &end), STRIP_FAILED);
		strip_free(filter);
	}
	file_free(&file);
}

/* The last bytes are written when the file ends. */
static void
a_disk_that_is_full_at_the_end_is_reported(void **state)
{
	struct file file = file_read("ok/small-120x90.jpg");
	size_t left = 10;
	struct strip *filter = strip_new("image/jpeg", true, full, &left);
	struct strip_end end;

	(void)state;
	assert_int_equal(strip_write(filter, file.bytes, file.len), STRIP_OK);
	assert_int_equal(strip_end(filter, &end), STRIP_FAILED);
	strip_free(filter);
	file_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(pieces_change_nothing),
		arena_test(the_picture_stays_as_it_was),
		arena_test(without_stripping_all_bytes_pass),
		arena_test(other_types_pass_unchanged),
		arena_test(a_photo_tells_no_place_and_no_name),
		arena_test(the_orientation_stays),
		arena_test(animations_stay),
		arena_test(a_small_picture_in_the_header_goes),
		arena_test(a_webp_file_loses_its_metadata),
		arena_test(a_gif_file_loses_its_comments),
		arena_test(what_is_no_picture_is_refused),
		arena_test(a_picture_that_is_incomplete_is_taken),
		arena_test(what_hides_in_a_picture_goes),
		arena_test(a_full_disk_is_reported),
		arena_test(a_disk_that_is_full_at_the_end_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
