/* SPDX-License-Identifier: MIT */
/* How a stored file is sent: whole, in parts, and not at all to those who have it. */
#include "fake_chat.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "http/files.h"
#include "http/files/disposition.h"
#include "http/files/http_date.h"
#include "http/files/range.h"
#include "http/route/serve.h"

/* --- The endpoint ------------------------------------------------------------------------------ */

#define BYTES "0123456789abcdef"
#define STORED_AT "Sun, 06 Nov 1994 08:49:37 GMT"
#define STORED_AT_MS INT64_C(784111777123)

static int stored_fd; /* the file; each request reads a duplicate */
static int sent_fd;   /* the last duplicate; -1: none was needed */
static struct stored_file file;

static void
show(struct request *rq)
{
	access_granted(request_chat(rq), ACCESS_VISITOR, NULL, true);
	sent_fd = request_wants_file(rq, file.tag, file.stored_at_ms) ? dup(stored_fd) : -1;
	file.fd = sent_fd;
	reply_stored_file(rq, &file);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/file-upload/:id/:name",
	    .access = { .who = ACCESS_VISITOR },
	    .handler = show },
	{ .method = "GET",
	    .path = "/file-upload/:id/",
	    .access = { .who = ACCESS_VISITOR },
	    .handler = show },
	{ .method = NULL },
};
static const struct endpoint endpoint = { "file-upload", routes };
static const struct endpoint *const endpoints[] = { &endpoint };

/* --- A web server ------------------------------------------------------------------------------ */

static struct server *server;
static char head[4096];
static char bytes[4096];

static ssize_t
no_body(void *arg, char *to, size_t len)
{
	(void)arg;
	(void)to;
	(void)len;
	return 0;
}

static bool
answer_put(void *arg, const struct buf *fields, const struct spool *spool, const struct buf *rest)
{
	ssize_t len = spool_read(spool, 0, bytes, sizeof(bytes) - 1);

	(void)arg;
	assert_true(len >= 0 && (spool->len == 0 || rest->len == 0));
	if (rest->len > 0)
		memcpy(bytes, rest->data, rest->len);
	bytes[(size_t)len + rest->len] = '\0';
	snprintf(head, sizeof(head), "%.*s", (int)fields->len, fields->data);
	return true;
}

static void
finish(void *arg, bool body_left)
{
	(void)arg;
	(void)body_left;
}

/* Requests the path with these variables, ended by NULL. */
static void
request(const char *method, const char *uri, ...)
{
	const struct transport transport = {
		.read = no_body, .write = answer_put, .finish = finish
	};
	char target[128], sent_method[64], query[128];
	char config[] = "LIVECHAT_CONFIG=/dev/null", limits[] = "LIVECHAT_LIMITS=/dev/null/none";
	char *env[16] = { sent_method, target, query, config, limits };
	const char *mark = strchr(uri, '?');
	size_t count = 5;
	va_list ap;

	snprintf(target, sizeof(target), "REQUEST_URI=%s", uri);
	snprintf(sent_method, sizeof(sent_method), "REQUEST_METHOD=%s", method);
	snprintf(query, sizeof(query), "QUERY_STRING=%s", mark ? mark + 1 : "");
	va_start(ap, uri);
	while ((env[count] = va_arg(ap, char *)))
		count++;
	va_end(ap);
	head[0] = bytes[0] = '\0';
	sent_fd = -1;
	server_handle(server, env, &transport);
	/* No descriptor is left open. */
	assert_true(sent_fd < 0 || fcntl(sent_fd, F_GETFD) < 0);
}

#define PATH "/file-upload/id/name.txt"

static void
assert_status(int status)
{
	char line[32];

	snprintf(line, sizeof(line), "Status: %d ", status);
	if (strncmp(head, line, strlen(line)) != 0)
		fail_msg("not %d: %s", status, head);
}

static void
assert_field(const char *field)
{
	const char *at = strstr(head, field);

	if (!at || at[-1] != '\n' || strncmp(at + strlen(field), "\r\n", 2) != 0)
		fail_msg("no %s in %s", field, head);
}

static void
assert_no_field(const char *name)
{
	if (strstr(head, name))
		fail_msg("%s in %s", name, head);
}

static int
setup(void **state)
{
	char path[] = "/tmp/livechat-test-stored-XXXXXX";

	(void)state;
	settings = (struct settings){ .cors = true, .origins = "*" };
	stored_fd = mkstemp(path);
	unlink(path);
	assert_int_equal(write(stored_fd, BYTES, sizeof(BYTES) - 1), sizeof(BYTES) - 1);
	file = (struct stored_file){ .path = "/files/00ff",
		.size = sizeof(BYTES) - 1,
		.name = "a b\u00fc.txt",
		.media_type = "text/plain",
		.tag = "t17",
		.stored_at_ms = STORED_AT_MS };
	server = server_new((struct endpoints){ endpoints, endpoints + 1 });
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	server_free(server);
	close(stored_fd);
	return 0;
}

/* --- Tests -------------------------------------------------------------------------------------- */

static void
a_file_is_sent_whole_with_all_its_fields(void **state)
{
	(void)state;
	request("GET", PATH, NULL);
	assert_status(200);
	assert_string_equal(bytes, BYTES);
	assert_field("Content-Type: text/plain");
	assert_field("Content-Length: 16");
	assert_field("Content-Disposition: attachment; filename=\"a b_.txt\"; "
		     "filename*=UTF-8''a%20b%C3%BC.txt");
	assert_field("Content-Security-Policy: default-src 'none'; sandbox");
	assert_field("Cache-Control: private, max-age=31536000, immutable");
	assert_field("ETag: \"t17\"");
	assert_field("Last-Modified: " STORED_AT);
	assert_field("Accept-Ranges: bytes");
	assert_field("Referrer-Policy: no-referrer");
	assert_field("Vary: Cookie");
	assert_field("Cross-Origin-Resource-Policy: cross-origin");
	assert_field("X-Content-Type-Options: nosniff");
	assert_field("Access-Control-Allow-Origin: *");
	request("GET", "/chat/file-upload/id/", NULL);
	assert_status(200);
	request("GET", "/file-upload/id", NULL);
	assert_status(404);
	file.by_cookie = true;
	request("GET", PATH, NULL);
	assert_field("Cross-Origin-Resource-Policy: same-site");
}

static void
it_is_shown_as_a_page_only_if_it_may_and_is_to(void **state)
{
	static const char inl[] = PATH "?x=1&contentDisposition=inline";

	(void)state;
	request("GET", inl, NULL);
	assert_non_null(strstr(head, "Content-Disposition: attachment;"));
	file.inline_allowed = true;
	request("GET", inl, NULL);
	assert_non_null(strstr(head, "Content-Disposition: inline;"));
	request("GET", PATH "?contentDisposition=Inline2", NULL);
	assert_non_null(strstr(head, "Content-Disposition: attachment;"));
}

static void
head_says_the_same_without_bytes(void **state)
{
	(void)state;
	request("HEAD", PATH, "HTTP_RANGE=bytes=0-0", NULL);
	assert_status(200);
	assert_string_equal(bytes, "");
	assert_field("Content-Length: 16");
	assert_field("ETag: \"t17\"");
	assert_int_equal(sent_fd, -1);
}

static void
a_part_is_sent_as_the_range_says(void **state)
{
	static const struct {
		const char *range;
		int status;
		const char *bytes, *fields;
	} cases[] = {
		{ "HTTP_RANGE=bytes=0-0", 206, "0", "Content-Range: bytes 0-0/16" },
		{ "HTTP_RANGE=bytes=15-15", 206, "f", "Content-Range: bytes 15-15/16" },
		{ "HTTP_RANGE=bytes=4-", 206, "456789abcdef", "Content-Range: bytes 4-15/16" },
		{ "HTTP_RANGE=Bytes= 4-9 ", 206, "456789", "Content-Range: bytes 4-9/16" },
		{ "HTTP_RANGE=bytes=-3", 206, "def", "Content-Range: bytes 13-15/16" },
		{ "HTTP_RANGE=bytes=-99", 206, BYTES, "Content-Range: bytes 0-15/16" },
		{ "HTTP_RANGE=bytes=14-99999999999999999999999999", 206, "ef",
		    "Content-Range: bytes 14-15/16" },
		{ "HTTP_RANGE=bytes=0-1,3-4", 200, BYTES, "Content-Length: 16" },
		{ "HTTP_RANGE=bytes=5-4", 200, BYTES, "Content-Length: 16" },
		{ "HTTP_RANGE=bytes=x", 200, BYTES, "Content-Length: 16" },
		{ "HTTP_RANGE=bytes=-", 200, BYTES, "Content-Length: 16" },
		{ "HTTP_RANGE=lines=0-1", 200, BYTES, "Content-Length: 16" },
		{ "HTTP_RANGE=bytes=16-", 416, NULL, "Content-Range: bytes */16" },
		{ "HTTP_RANGE=bytes=-0", 416, NULL, "Content-Range: bytes */16" },
		{ "HTTP_RANGE=bytes=99999999999999999999999999-", 416, NULL,
		    "Content-Range: bytes */16" },
	};
	char length[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		request("GET", PATH, cases[i].range, NULL);
		assert_status(cases[i].status);
		assert_field(cases[i].fields);
		if (cases[i].status == 416) {
			assert_field("Cache-Control: no-store");
			assert_field("Content-Type: application/json");
			continue;
		}
		assert_string_equal(bytes, cases[i].bytes);
		snprintf(length, sizeof(length), "Content-Length: %zu", strlen(cases[i].bytes));
		assert_field(length);
		assert_field("ETag: \"t17\"");
	}
}

static void
a_part_of_another_file_is_not_continued(void **state)
{
	static const struct {
		const char *if_range;
		int status;
	} cases[] = {
		{ "HTTP_IF_RANGE=\"t17\"", 206 },
		{ "HTTP_IF_RANGE=\"t1\"", 200 },
		{ "HTTP_IF_RANGE=\"t178\"", 200 },
		{ "HTTP_IF_RANGE=W/\"t17\"", 200 },
		{ "HTTP_IF_RANGE=" STORED_AT, 206 },
		{ "HTTP_IF_RANGE=Sun, 06 Nov 1994 08:49:38 GMT", 200 },
		{ "HTTP_IF_RANGE=", 200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		request("GET", PATH, "HTTP_RANGE=bytes=1-2", cases[i].if_range, NULL);
		assert_status(cases[i].status);
		assert_string_equal(bytes, cases[i].status == 206 ? "12" : BYTES);
	}
	/* What cannot be continued is no reason for a 416 either. */
	request("GET", PATH, "HTTP_RANGE=bytes=99-", "HTTP_IF_RANGE=\"old\"", NULL);
	assert_status(200);
}

static void
nothing_is_sent_to_those_who_have_the_file(void **state)
{
	static const struct {
		const char *condition;
		int status;
	} cases[] = {
		{ "HTTP_IF_NONE_MATCH=\"t17\"", 304 },
		{ "HTTP_IF_NONE_MATCH=\"a\", W/\"t17\"", 304 },
		{ "HTTP_IF_NONE_MATCH=*", 304 },
		{ "HTTP_IF_NONE_MATCH=\"t18\"", 200 },
		{ "HTTP_IF_MODIFIED_SINCE=" STORED_AT, 304 },
		{ "HTTP_IF_MODIFIED_SINCE=Mon, 07 Nov 1994 08:49:37 GMT", 304 },
		{ "HTTP_IF_MODIFIED_SINCE=Sun, 06 Nov 1994 08:49:36 GMT", 200 },
		{ "HTTP_IF_MODIFIED_SINCE=yesterday", 200 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		request("GET", PATH, cases[i].condition, "HTTP_RANGE=bytes=0-15", NULL);
		assert_status(cases[i].status == 200 ? 206 : 304);
		assert_field("ETag: \"t17\"");
		assert_field("Cache-Control: private, max-age=31536000, immutable");
		assert_field("Vary: Cookie");
		assert_int_equal(sent_fd < 0, cases[i].status == 304);
	}
	assert_status(206);
	request("GET", PATH, "HTTP_IF_NONE_MATCH=\"x\"", "HTTP_IF_MODIFIED_SINCE=" STORED_AT, NULL);
	assert_status(200);
}

static void
a_web_server_that_says_so_sends_the_file(void **state)
{
	(void)state;
	request("GET", PATH, "LIVECHAT_SENDFILE=1", "HTTP_RANGE=bytes=1-2", NULL);
	assert_status(200);
	assert_field("X-Sendfile: /files/00ff");
	assert_field("ETag: \"t17\"");
	assert_no_field("Content-Length");
	assert_string_equal(bytes, "");
	request("GET", PATH, "LIVECHAT_SENDFILE=1", "HTTP_RANGE=bytes=1-2", "HTTP_IF_RANGE=\"t17\"",
	    NULL);
	assert_status(206);
	assert_no_field("X-Sendfile");
	request("HEAD", PATH, "LIVECHAT_SENDFILE=1", NULL);
	assert_field("Content-Length: 16");
	assert_no_field("X-Sendfile");
	request("GET", PATH, "LIVECHAT_SENDFILE=0", NULL);
	assert_no_field("X-Sendfile");
	assert_string_equal(bytes, BYTES);
	file.path = NULL;
	request("GET", PATH, "LIVECHAT_SENDFILE=1", NULL);
	assert_string_equal(bytes, BYTES);
}

static void
no_name_leaves_its_header(void **state)
{
	static const struct {
		const char *name, *text;
	} cases[] = {
		{ "a.txt", "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt" },
		{ "a\"b\\c", "attachment; filename=\"a\\\"b\\\\c\"; filename*=UTF-8''a%22b%5Cc" },
		{ "a\r\nX: y", "attachment; filename=\"a__X: y\"; filename*=UTF-8''a__X%3A%20y" },
		{ "50%41.pdf", "attachment; filename=\"50_41.pdf\"; filename*=UTF-8''50%2541.pdf" },
		{ "a'(b)*;=",
		    "attachment; filename=\"a'(b)*;=\"; filename*=UTF-8''a%27%28b%29%2A%3B%3D" },
		{ "\u56fe", "attachment; filename=\"_\"; filename*=UTF-8''%E5%9B%BE" },
	};
	struct arena *mem = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(disposition_text(mem, false, cases[i].name), cases[i].text);
	arena_free(mem);
}

#define file_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		file_test(a_file_is_sent_whole_with_all_its_fields),
		file_test(it_is_shown_as_a_page_only_if_it_may_and_is_to),
		file_test(head_says_the_same_without_bytes),
		file_test(a_part_is_sent_as_the_range_says),
		file_test(a_part_of_another_file_is_not_continued),
		file_test(nothing_is_sent_to_those_who_have_the_file),
		file_test(a_web_server_that_says_so_sends_the_file),
		cmocka_unit_test(no_name_leaves_its_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
