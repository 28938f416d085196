/* SPDX-License-Identifier: MIT */
/* Forms that are refused, before or while they are read, and with which words. */
#include "fake_form.h"

#include "base/str.h"

/* --- What is refused ---------------------------------------------------------------------------- */

static void
each_error_has_the_words_that_clients_know(void **state)
{
	static const struct {
		const char *text, *answer;
	} cases[] = {
		{ FILE_PART "x\r\n" FILE_PART "y\r\n--b--",
		    REFUSED("Too many files in upload ", "error-too-many-files") },
		{ "--b--\r\n", REFUSED("No file uploaded ", "error-no-file") },
		{ FIELD_PART("file") "x\r\n--b--", REFUSED("No file uploaded ", "error-no-file") },
		{ "", REFUSED("Unexpected end of form ", "error-upload-failed") },
		{ FILE_PART "x\r\n--b-",
		    REFUSED("Unexpected end of form ", "error-upload-failed") },
		{ FILE_PART "x\n--b--\n",
		    REFUSED("Unexpected end of form ", "error-upload-failed") },
		{ FILE_PART "x\r\n--bc\r\n--b--",
		    REFUSED("Malformed part header ", "error-upload-failed") },
		{ "--b\r\n\r\nx\r\n--b--",
		    REFUSED("Malformed part header ", "error-upload-failed") },
		{ FILE_PART "\r\n--b--",
		    REFUSED("File size (size = 0) is too small (min = 1) ", "file-too-small") },
		{ "--b\r\nContent-Disposition: form-data; name=x; filename=y\r\n\r\nz\r\n--b--",
		    REFUSED("", "invalid-field") },
		{ FIELD_PART("description") "\xff\r\n" FILE_PART "x\r\n--b--",
		    REFUSED(
			"The fields of the form must be UTF-8 without NUL ", "invalid-params") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		body_set(cases[i].text);
		post("/api/v1/any", TYPE, (long)body.len, NULL);
		assert_answer(400, cases[i].answer);
		assert_int_equal(body_read, body.len);
		assert_false(left);
	}
}

static void
headers_that_parsers_read_differently_are_refused(void **state)
{
	static const char *const headers[] = {
		"Content-Disposition: form-data; name=file;\r\n filename=a",
		"Content-Disposition: form-data; name=file; name=x; filename=a",
		"Content-Disposition: form-data; name=x\r\nContent-Disposition: form-data; "
		"name=file; filename=a",
		"Content-Disposition: form-data; name=file; filename=a\r\nContent-Type: a/b\r\n"
		"content-type: c/d",
		"Content-Disposition : form-data; name=file; filename=a",
		"Content-Disposition: attachment; name=file; filename=a",
		"Content-Disposition: form-data name=file; filename=a",
		"Content-Disposition: form-data; name=file; filename=\"a",
		"Content-Disposition: form-data; name=file; filename=\"a\"b",
		"Content-Disposition: form-data; filename=a",
		"Content-Disposition: form-data; name=file; filename=a\rX: y",
		"Content-Disposition: form-data; name=file; filename=a\nX: y",
		": x\r\nContent-Disposition: form-data; name=file; filename=a",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		body_set("--b\r\n");
		buf_printf(&body, "%s\r\n\r\nx\r\n--b--", headers[i]);
		post("/api/v1/any", TYPE, (long)body.len, NULL);
		assert_answer(400, REFUSED("Malformed part header ", "error-upload-failed"));
	}
	body_set("--b\r\nContent-Disposition: form-data; name=file; filename=a.txt; "
		 "filename*=UTF-8''b.php"
		 "\r\n\r\nx\r\n--b--");
	post("/api/v1/any", TYPE, (long)body.len, NULL);
	assert_true(accepted());
	assert_string_equal(got.name, "a.txt");
}

static void
other_media_types_and_boundaries_are_refused(void **state)
{
	static const struct {
		const char *type, *why;
	} cases[] = {
		{ NULL, "Content-Type must be multipart/form-data" },
		{ "application/json", "Content-Type must be multipart/form-data" },
		{ "multipart/mixed; boundary=b", "Content-Type must be multipart/form-data" },
		{ "multipart/form-data", "Multipart: Boundary not found" },
		{ "multipart/form-data; boundary=\"\"", "Malformed content type" },
		{ "multipart/form-data; boundary=\"b \"", "Malformed content type" },
		{ "multipart/form-data; boundary=b*", "Malformed content type" },
		{ "multipart/form-data; boundary=b; boundary=c", "Malformed content type" },
		{ "multipart/form-data; boundary=\"b", "Malformed content type" },
	};
	char expected[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		body_of(1);
		post("/api/v1/any", cases[i].type, (long)body.len, NULL);
		snprintf(expected, sizeof(expected), REFUSED("%s ", "error-upload-failed"),
		    cases[i].why);
		assert_answer(400, expected);
		assert_false(got.begun);
	}
	post("/api/v1/any", TYPE, (long)body.len, "HTTP_CONTENT_ENCODING=gzip", NULL);
	assert_true(strncmp(answer, "Status: 415 ", 12) == 0);
}

#define TOO_LARGE \
	"{\"success\":false,\"error\":\"File size exceeds upload limit of 1 kB " \
	"[error-size-not-allowed]\"," \
	"\"errorType\":\"error-size-not-allowed\",\"reason\":\"error-size-not-allowed\"," \
	"\"sizeAllowed\":\"1 kB\"}"

static void
a_file_of_the_limit_is_taken_and_one_more_byte_is_not(void **state)
{
	(void)state;
	body_of(MAX_LEN);
	post("/api/v1/small", TYPE, (long)body.len, NULL);
	assert_true(accepted());
	assert_int_equal(got.bytes.len, MAX_LEN);
	assert_true(paced);
	body_of(MAX_LEN + 1);
	post("/api/v1/small", TYPE, (long)body.len, NULL);
	assert_answer(400, TOO_LARGE);
	assert_int_equal(body_read, body.len); /* so that the client reads the answer */
}

static void
what_cannot_fit_is_refused_by_its_length_alone(void **state)
{
	(void)state;
	body_of(MAX_LEN + 65536 + 1);
	post("/api/v1/small", TYPE, (long)body.len, NULL);
	assert_answer(400, TOO_LARGE);
	assert_false(got.begun);
	/* A client that says no length, and sends what is no part of the file. */
	body_set("");
	buf_reserve(&body, 200000);
	memset(body.data, 'p', 200000);
	body.len = 200000;
	post("/api/v1/small", TYPE, -1, NULL);
	assert_answer(400, TOO_LARGE);
	/* A body that would take long to read away is left. */
	post("/api/v1/small", TYPE, 99999999999, NULL);
	assert_answer(400, TOO_LARGE);
	assert_true(left);
}

static void
a_body_that_ends_early_is_no_form(void **state)
{
	(void)state;
	body_of(10);
	post("/api/v1/any", TYPE, (long)body.len + 1, NULL);
	assert_answer(400, REFUSED("Unexpected end of form ", "error-upload-failed"));
	breaks = true;
	post("/api/v1/any", TYPE, -1, NULL);
	assert_answer(400, REFUSED("Unexpected end of form ", "error-upload-failed"));
}

static void
an_error_of_the_taker_is_the_answer(void **state)
{
	static const struct {
		enum chat_error error;
		int status;
		const char *text;
	} cases[] = {
		{ CHAT_TYPE_NOT_ALLOWED, 400,
		    REFUSED("File type is not accepted ", "error-type-not-allowed") },
		{ CHAT_UPLOADS_OFF, 400,
		    REFUSED("File uploads are disabled ", "error-file-upload-disabled") },
		{ CHAT_QUOTA_EXCEEDED, 400,
		    REFUSED("The files of this chat take all the room that they may ",
			"error-file-quota-exceeded") },
		{ CHAT_MALWARE, 400,
		    REFUSED("The file contains malware ", "error-file-upload-malware-detected") },
		{ CHAT_NO_SPACE, 503,
		    REFUSED("The server has no space for the file ", "error-no-space") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		body_of(10);
		got.begin_error = cases[i].error;
		post("/api/v1/any", TYPE, (long)body.len, NULL);
		assert_answer(cases[i].status, cases[i].text);
		assert_int_equal(got.bytes.len, 0);
		got.begin_error = CHAT_OK;
		got.bytes_error = cases[i].error;
		post("/api/v1/any", TYPE, (long)body.len, NULL);
		assert_answer(cases[i].status, cases[i].text);
		got.bytes_error = CHAT_OK;
	}
}

static void
nothing_is_read_for_those_who_may_not_upload(void **state)
{
	(void)state;
	body_of(10);
	post("/api/v1/agents", TYPE, (long)body.len, NULL);
	assert_true(strncmp(answer, "Status: 401 ", 12) == 0);
	assert_false(got.called);
	post("/api/v1/agents", TYPE, (long)body.len, "HTTP_X_USER_ID=a1",
	    "HTTP_X_AUTH_TOKEN=secret", NULL);
	assert_true(accepted());
	assert_int_equal(got.drained_before, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		form_test(each_error_has_the_words_that_clients_know),
		form_test(headers_that_parsers_read_differently_are_refused),
		form_test(other_media_types_and_boundaries_are_refused),
		form_test(a_file_of_the_limit_is_taken_and_one_more_byte_is_not),
		form_test(what_cannot_fit_is_refused_by_its_length_alone),
		form_test(a_body_that_ends_early_is_no_form),
		form_test(an_error_of_the_taker_is_the_answer),
		form_test(nothing_is_read_for_those_who_may_not_upload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
