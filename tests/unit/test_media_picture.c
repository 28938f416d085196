/* SPDX-License-Identifier: MIT */
/* The sizes, thumbnails and previews of pictures, and what hostile files get. */
#include "unit_strip.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/str.h"
#include "media/picture.h"
#include "media/picture_work.h"
#include "media/pixels/decode.h"
#include "media/pixels/encode.h"
#include "media/type.h"

#define PIXELS_MAX 50000000

/* What an upload of the file asks for; all thumbnails are small enough. */
static struct picture_request
request_for(const struct file *file)
{
	return (struct picture_request){ .fd = -1,
		.size = file->len,
		.type = type_of(file),
		.orientation = orientation_of(file),
		.max_pixels = PIXELS_MAX,
		.thumbnail = true,
		.thumb_width = 480,
		.thumb_height = 360,
		.thumb_max = SIZE_MAX };
}

/* In the process that is confined. */
static void
made(struct picture_request request, const struct file *file, struct picture *picture)
{
	request.fd = open(file->path, O_RDONLY);
	assert_true(request.fd >= 0);
	picture_make(&request, picture);
	close(request.fd);
}

static bool
is_empty(const struct picture *picture)
{
	return picture->width == 0 && picture->height == 0 && !picture->thumb &&
	       picture->thumb_len == 0 && picture->thumb_width == 0 && picture->thumb_height == 0 &&
	       !picture->thumb_type && !picture->preview && picture->preview_len == 0;
}

/* Returns "480x360" of a picture that is a file of this type. */
static const char *
size_of(const char *type, const uint8_t *bytes, size_t len)
{
	struct decoding decoding = {
		.bytes = bytes, .len = len, .max_pixels = PIXELS_MAX, .box = { 480, 360 }
	};
	const char *text = "-";

	if (bytes && decode(&decoding, media_format(type)))
		text = arena_printf(arena, "%ux%u", decoding.size.width, decoding.size.height);
	decode_free(&decoding);
	return text;
}

static const char *
described(const struct picture *picture)
{
	return arena_printf(arena, "%ux%u\t%s\t%s", picture->width, picture->height,
	    picture->thumb ? size_of(picture->thumb_type, picture->thumb, picture->thumb_len) : "-",
	    size_of("image/jpeg", picture->preview, picture->preview_len));
}

/* --- good files ---------------------------------------------------------------------------- */

/* A line of expected.tsv: name, format, width, height, thumbnail, preview. */
static void
line_check(char *line)
{
	char *fields[6], *path;
	const char *expected;
	struct picture picture, here;
	struct picture_request request;
	struct file file;

	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; i < 6; i++)
		assert_non_null(fields[i] = strsep(&line, "\t"));
	path = arena_printf(arena, "ok/%s", fields[0]);
	file = file_read(path);
	request = request_for(&file);
	made(request, &file, &picture);
	if (!*media_format(request.type)) {
		assert_true(is_empty(&picture));
		file_free(&file);
		return;
	}
	assert_string_equal(media_format(request.type), fields[1]);
	expected = arena_printf(arena, "%sx%s\t%s\t%s", fields[2], fields[3], fields[4], fields[5]);
	if (strcmp(described(&picture), expected) != 0)
		fail_msg("%s: %s, not %s", path, described(&picture), expected);
	assert_int_equal(picture.thumb != NULL, picture.thumb_width != 0);
	if (picture.thumb) {
		assert_string_equal(
		    arena_printf(arena, "%ux%u", picture.thumb_width, picture.thumb_height),
		    fields[4]);
		assert_string_equal(picture.thumb_type, encode_type(fields[1]));
	}
	/* The seed's begin so: "/9j/2wBD" in base64. */
	assert_memory_equal(picture.preview, "\xFF\xD8\xFF\xDB\0\x43", 6);
	assert_true(picture.preview_len < 768);
	/* The sanitizers see this one. */
	assert_true(picture_decode(&request, file.bytes, file.len, &here));
	assert_int_equal(here.thumb_len, picture.thumb_len);
	assert_int_equal(here.preview_len, picture.preview_len);
	assert_memory_equal(here.preview, picture.preview, here.preview_len);
	picture_free(&here);
	picture_free(&picture);
	assert_true(is_empty(&picture));
	file_free(&file);
}

static void
sizes_are_those_of_the_reference(void **state)
{
	FILE *table = fopen(FILES "ok/expected.tsv", "r");
	char line[256];
	size_t lines = 0;

	(void)state;
	assert_non_null(table);
	assert_non_null(fgets(line, sizeof(line), table));
	for (; fgets(line, sizeof(line), table); lines++)
		line_check(line);
	fclose(table);
	assert_int_equal(lines, 37);
}

/* --- limits -------------------------------------------------------------------------------- */

static void
a_thumbnail_is_smaller_than_the_picture(void **state)
{
	struct file file = file_read("ok/palette-500x375.png");
	struct picture_request request = request_for(&file);
	struct picture picture;

	(void)state;
	request.thumb_max = file.len;
	made(request, &file, &picture);
	assert_string_equal(described(&picture), "500x375\t-\t32x24");
	picture_free(&picture);
	file_free(&file);
}

static void
thumbnails_can_be_off_or_of_another_size(void **state)
{
	struct file file = file_read("ok/photo-640x480.jpg");
	struct picture_request request = request_for(&file);
	struct picture picture;

	(void)state;
	request.thumbnail = false;
	made(request, &file, &picture);
	assert_string_equal(described(&picture), "640x480\t-\t32x24");
	picture_free(&picture);
	request.thumbnail = true;
	request.thumb_width = request.thumb_height = 100;
	made(request, &file, &picture);
	assert_string_equal(described(&picture), "640x480\t100x75\t32x24");
	picture_free(&picture);
	file_free(&file);
}

static void
a_picture_with_too_many_pixels_is_not_decoded(void **state)
{
	struct file file = file_read("ok/photo-640x480.jpg");
	struct picture_request request = request_for(&file);
	struct picture picture;

	(void)state;
	request.max_pixels = 640 * 480;
	made(request, &file, &picture);
	assert_int_equal(picture.width, 640);
	picture_free(&picture);
	request.max_pixels--;
	made(request, &file, &picture);
	assert_true(is_empty(&picture));
	assert_false(picture_decode(&request, file.bytes, file.len, &picture));
	assert_true(is_empty(&picture));
	file_free(&file);
}

/* Those that are good pictures behind what is hostile in them. */
static const struct {
	const char *path;
	const char *size;
} good[] = { { "hostile/gif-screen-65535.gif", "1x1" }, { "hostile/png-html-text.png", "500x375" },
	{ "hostile/png-trailing-html.png", "500x375" }, { "hostile/png-ztxt-bomb.png", "500x375" },
	{ "hostile/polyglot-jpg-html-comment.jpg", "120x90" },
	{ "hostile/polyglot-jpg-php-comment.jpg", "120x90" } };

static void
hostile_check(const char *path)
{
	struct file file = file_read(path);
	struct picture_request request = request_for(&file);
	struct picture picture, here;
	const char *size = "0x0";

	made(request, &file, &picture);
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (strcmp(path, good[i].path) == 0)
			size = good[i].size;
	if (strcmp(arena_printf(arena, "%ux%u", picture.width, picture.height), size) != 0)
		fail_msg("%s: %s", path, described(&picture));
	assert_int_equal(picture_decode(&request, file.bytes, file.len, &here), picture.width != 0);
	picture_free(&here);
	picture_free(&picture);
	file_free(&file);
}

static void
hostile_files_get_nothing(void **state)
{
	(void)state;
	assert_int_equal(files_each("hostile", hostile_check), 32);
}

/* --- the result is not believed ------------------------------------------------------------ */

struct result {
	struct picture_head head;
	uint8_t bytes[32];
};

static struct picture_request forged_request = { .type = "image/png",
	.max_pixels = 1000000,
	.thumbnail = true,
	.thumb_width = 480,
	.thumb_height = 360,
	.thumb_max = 20 };

static bool
is_believed(const struct result *result, size_t len)
{
	/* In memory of exactly this size, so that reading on is noticed. */
	uint8_t *bytes = malloc(len);
	struct picture picture;
	bool believed;

	assert_non_null(bytes);
	memcpy(bytes, result, len);
	believed = picture_read(&forged_request, bytes, len, &picture);
	free(bytes);
	assert_int_equal(believed, !is_empty(&picture));
	picture_free(&picture);
	return believed;
}

static void
a_forged_result_is_seen(void **state)
{
	const struct result right = { { PICTURE_MAGIC, 960, 720, 10, 6 },
		"\x89PNG\r\n\x1A\nxx\xFF\xD8\xFF\xDB\0" };
	const size_t len = sizeof(right.head) + 16;
	struct result result = right;
	struct picture picture;

	(void)state;
	assert_true(is_believed(&right, len));
	assert_true(picture_read(&forged_request, &right, len, &picture));
	assert_int_equal(picture.thumb_width, 480);
	assert_int_equal(picture.thumb_height, 360);
	assert_string_equal(picture.thumb_type, "image/png");
	picture_free(&picture);
	assert_false(is_believed(&right, len - 1));
	assert_false(is_believed(&right, len + 1));
	assert_false(is_believed(&right, sizeof(right.head) - 1));
	assert_false(is_believed(&right, sizeof(right.head)));
	forged_request.thumb_max = 9;
	assert_false(is_believed(&right, len));
	forged_request.thumb_max = 10;
	assert_true(is_believed(&right, len));
	forged_request.thumbnail = false;
	assert_false(is_believed(&right, len));
	forged_request.thumbnail = true;
#define WITH(member, value) (result = right, result.member = (value), is_believed(&result, len))
	assert_false(WITH(head.magic, 0));
	assert_false(WITH(head.width, 0));
	assert_false(WITH(head.height, 70000));
	assert_false(WITH(head.width, 65535));
	assert_false(WITH(head.thumb_len, 11));
	assert_false(WITH(head.thumb_len, UINT32_MAX - 5));
	assert_false(WITH(head.preview_len, UINT32_MAX - 9));
	assert_false(WITH(bytes[0], 'x'));
	assert_false(WITH(bytes[10], '<'));
	result = right;
	result.head.width = result.head.height = 10;
	assert_false(is_believed(&result, len)); /* It needs no thumbnail. */
	result = right;
	result.head.thumb_len = 0;
	result.head.preview_len = 16;
	assert_false(is_believed(&result, len)); /* The preview is no JPEG file. */
	result = right;
	result.head.thumb_len = 16;
	result.head.preview_len = 0;
	assert_false(is_believed(&result, len));
#undef WITH
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(sizes_are_those_of_the_reference),
		arena_test(a_thumbnail_is_smaller_than_the_picture),
		arena_test(thumbnails_can_be_off_or_of_another_size),
		arena_test(a_picture_with_too_many_pixels_is_not_decoded),
		arena_test(hostile_files_get_nothing),
		arena_test(a_forged_result_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
