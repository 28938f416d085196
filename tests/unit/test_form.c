/* SPDX-License-Identifier: MIT */
/* Forms with a file, as clients send them: those of tests/data/files/bodies, whole and in pieces, and their fields. */
#include "fake_form.h"

#include "base/str.h"
#include "http/value/json_in.h"

#define BODIES "tests/data/files/bodies/"
#define LENGTH_MAX 400000

/* --- The bodies of clients ---------------------------------------------------------------------- */

static void
file_read(struct buf *text, const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		fail_msg("%s is missing", path);
	buf_reset(text);
	text->len = fread(buf_reserve(text, LENGTH_MAX), 1, LENGTH_MAX, file);
	fclose(file);
}

/* What is refused for its content: it is for those to find who look into files. */
static bool
is_for_the_store(const char *file)
{
	return strcmp(file, "type-lies-html.body") == 0;
}

static void
check_body(const struct value *row, long length)
{
	const char *file = value_member_text(row, "file"), *name = value_member_text(row, "name"),
		   *description = value_member_text(row, "description"),
		   *expect = value_member_text(row, "expect");
	bool accept = strcmp(expect, "accept") == 0 || is_for_the_store(file);
	double size;

	post("/api/v1/any", value_member_text(row, "content_type"), length, NULL);
	if (accept != accepted())
		fail_msg("%s in pieces of %zu: %s", file, piece, answer);
	if (!accept && !strstr(answer, "\"reason\":\""))
		fail_msg("%s has no reason: %s", file, answer);
	if (!accept || is_for_the_store(file))
		return;
	value_number(value_member(row, "size"), &size);
	if (strcmp(got.name, name) != 0 || (double)got.bytes.len != size)
		fail_msg(
		    "%s in pieces of %zu: %s of %zu bytes", file, piece, got.name, got.bytes.len);
	assert_string_equal(got.description, description ? description : "(none)");
	/* The file is in the body, and handed on unchanged. */
	assert_non_null(memmem(body.data, body.len, got.bytes.data, got.bytes.len));
	assert_int_equal(body_read, body.len);
	assert_false(left);
}

static void
each_body_is_taken_or_refused_in_whatever_pieces_it_comes(void **state)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 7, 4096 };
	struct arena *mem = arena_new();
	struct buf index = { 0 };
	struct value *root;
	const struct value *rows;

	(void)state;
	file_read(&index, BODIES "index.json");
	assert_null(json_in_parse_array(mem, index.data, index.len, "rows", &root));
	rows = value_member(root, "rows");
	assert_true(value_count(rows) >= 54);
	for (size_t i = 0; i < value_count(rows); i++) {
		const struct value *row = value_item(rows, i);
		const char *file = value_member_text(row, "file");
		long whole;

		file_read(&body, arena_printf(mem, BODIES "%s", file));
		/* The whole length was announced before the connection was lost. */
		whole = (long)body.len + (strncmp(file, "aborted", 7) == 0 ? 100 : 0);
		for (size_t j = 0; j < ARRAY_LEN(pieces); j++) {
			piece = pieces[j];
			check_body(row, whole);
			/* As Apache passes a chunked body to a CGI program. */
			check_body(row, -1);
		}
	}
	buf_free(&index);
	arena_free(mem);
}

static void
a_file_that_fills_the_buffer_arrives_whole(void **state)
{
	(void)state;
	for (size_t len = 65536 - 200; len < 65536 + 200; len++) {
		body_of(len);
		/* What begins like a boundary is in the file. */
		memcpy(body.data + body.len - 30, "\r\n--", 4);
		post("/api/v1/any", TYPE, (long)body.len, NULL);
		assert_true(accepted());
		assert_int_equal(got.bytes.len, len);
	}
}

/* --- Fields ------------------------------------------------------------------------------------- */

static void
fields_stand_before_and_behind_the_file(void **state)
{
	(void)state;
	body_set(FIELD_PART("description") "one\r\n" FIELD_PART(
	    "other") "x\r\n" FILE_PART
		     "x\r\n" FIELD_PART("description") "two\r\n" FIELD_PART("_id") "abc\r\n--b--");
	post("/api/v1/any", TYPE, (long)body.len, NULL);
	assert_true(accepted());
	assert_string_equal(got.description, "one");
	assert_string_equal(got.id, "abc");
}

static void
the_query_counts_and_a_form_names_no_visitor(void **state)
{
	(void)state;
	body_set(FIELD_PART("token") "other\r\n" FIELD_PART("_id") "f\r\n" FILE_PART "x\r\n--b--");
	post("/api/v1/any?_id=q&unknown=1", TYPE, (long)body.len, "QUERY_STRING=_id=q&unknown=1",
	    NULL);
	assert_answer(200, "{\"token\":\"t\",\"success\":true}");
	assert_string_equal(got.id, "q");
	post("/api/v1/any?token=u", TYPE, (long)body.len, "QUERY_STRING=token=u", NULL);
	assert_true(strncmp(answer, "Status: 400 ", 12) == 0);
	assert_false(got.called);
}

static void
a_form_alone_makes_nobody_a_visitor(void **state)
{
	(void)state;
	says_token = false;
	body_set(FIELD_PART("token") "t\r\n" FILE_PART "x\r\n--b--");
	post("/api/v1/public", TYPE, (long)body.len, NULL);
	assert_answer(200, "{\"token\":\"(none)\",\"success\":true}");
}

static void
a_field_has_64_kib_at_most(void **state)
{
	(void)state;
	for (size_t len = 65536; len <= 65537; len++) {
		body_set(FILE_PART "x\r\n" FIELD_PART("other"));
		memset(buf_reserve(&body, len), 'x', len);
		body.len += len;
		buf_puts(&body, "\r\n--b--");
		post("/api/v1/any", TYPE, (long)body.len, NULL);
		if (len == 65536)
			assert_true(accepted());
		else
			assert_answer(
			    400, REFUSED("A field of the form is larger than 65536 bytes ",
				     "error-field-too-large"));
	}
}

static void
fields_are_validated_as_those_of_a_json_body(void **state)
{
	(void)state;
	body_set(FILE_PART "x\r\n" FIELD_PART("_id"));
	buf_puts(&body, "not an id!\r\n--b--");
	post("/api/v1/any", TYPE, (long)body.len, NULL);
	assert_true(strncmp(answer, "Status: 400 ", 12) == 0);
	assert_non_null(strstr(answer, "\"reason\":\"invalid-params\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		form_test(each_body_is_taken_or_refused_in_whatever_pieces_it_comes),
		form_test(a_file_that_fills_the_buffer_arrives_whole),
		form_test(fields_stand_before_and_behind_the_file),
		form_test(the_query_counts_and_a_form_names_no_visitor),
		form_test(a_form_alone_makes_nobody_a_visitor),
		form_test(a_field_has_64_kib_at_most),
		form_test(fields_are_validated_as_those_of_a_json_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
