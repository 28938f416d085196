/* SPDX-License-Identifier: MIT */
/*
 * fake_form.h: an endpoint that takes forms with a file, and the web server that sends them. One test program includes it
 * at a time.
 */
#include "fake_chat.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "http/files.h"
#include "http/files/file_name.h"
#include "http/route/serve.h"

#define MAX_LEN 1000 /* bytes of a file of the route "small" */

/* --- The endpoint ------------------------------------------------------------------------------ */

static struct {
	bool begun;
	char name[FILE_NAME_MAX_LEN + 1];
	char type[64]; /* "": none */
	struct buf bytes;
	char description[256];
	char id[64];
	enum chat_error begin_error, bytes_error;
	bool called;
	size_t drained_before; /* what of the body had been read when the handler began */
} got;
static size_t body_read;

static enum chat_error
begin(void *arg, const struct form_file *file)
{
	assert_ptr_equal(arg, &got);
	assert_false(got.begun);
	got.begun = true;
	snprintf(got.name, sizeof(got.name), "%s", file->name);
	snprintf(got.type, sizeof(got.type), "%s", file->media_type ? file->media_type : "");
	return got.begin_error;
}

static enum chat_error
bytes(void *arg, const void *data, size_t len)
{
	(void)arg;
	assert_true(len > 0);
	buf_put(&got.bytes, data, len);
	return got.bytes_error;
}

static const char *
text_of(struct request *rq, const char *name)
{
	const char *text = param_string(rq, name);

	return text ? text : "(none)";
}

static void
take(struct request *rq, uint64_t max_len)
{
	const struct form_taker taker = { begin, bytes, &got };

	got.called = true;
	got.drained_before = body_read;
	access_granted(request_chat(rq), ACCESS_VISITOR, NULL, true);
	if (!request_form(rq, max_len, &taker))
		return;
	snprintf(got.description, sizeof(got.description), "%s", text_of(rq, "description"));
	snprintf(got.id, sizeof(got.id), "%s", text_of(rq, "_id"));
	json_put_string(reply_object(rq), "token", text_of(rq, "token"));
	reply_success(rq);
}

static void
take_any(struct request *rq)
{
	take(rq, 0);
}

static void
take_small(struct request *rq)
{
	take(rq, MAX_LEN);
}

static const struct field fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "description", .max = 100 },
	{ .name = "_id", .flags = FIELD_NEW_ID },
	{ .name = NULL },
};
static const struct field open_fields[] = {
	{ .name = "token", .flags = FIELD_VISITOR_TOKEN },
	{ .name = NULL },
};
static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/any",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = fields,
	    .form = true,
	    .handler = take_any },
	{ .method = "POST",
	    .path = "/api/v1/small",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = fields,
	    .form = true,
	    .handler = take_small },
	{ .method = "POST",
	    .path = "/api/v1/agents",
	    .access = { .who = ACCESS_ANYONE },
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = fields + 1,
	    .form = true,
	    .handler = take_small },
	{ .method = "POST",
	    .path = "/api/v1/public",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = open_fields,
	    .form = true,
	    .handler = take_any },
	{ .method = NULL },
};
static const struct endpoint endpoint = { "any", routes };
static const struct endpoint *const endpoints[] = { &endpoint };

/* --- A web server ------------------------------------------------------------------------------ */

static struct server *server;
static struct buf body;
static size_t piece; /* bytes that come at once */
static bool breaks;  /* the connection is lost at the end of the body */
static bool left;    /* what the transport was told of an unread rest */
static bool paced;
static bool says_token; /* by X-Visitor-Token */
static char answer[4096];

static ssize_t
body_next(void *arg, char *to, size_t len)
{
	size_t rest = body.len - body_read;

	(void)arg;
	if (rest == 0 && breaks)
		return -1;
	len = len < rest ? len : rest;
	len = len < piece ? len : piece;
	if (len > 0)
		memcpy(to, body.data + body_read, len);
	body_read += len;
	return (ssize_t)len;
}

static bool
answer_put(void *arg, const struct buf *head, const struct spool *spool, const struct buf *rest)
{
	(void)arg;
	assert_int_equal(spool->len, 0);
	snprintf(answer, sizeof(answer), "%.*s%.*s", (int)head->len, head->data, (int)rest->len,
	    rest->len ? rest->data : "");
	return true;
}

static void
pace(void *arg)
{
	(void)arg;
	paced = true;
}

static void
finish(void *arg, bool body_left)
{
	(void)arg;
	left = body_left;
}

/* Posts `body`; `length`: the Content-Length, -1: none. More variables follow, ended by NULL. */
static void
post(const char *uri, const char *type, long length, ...)
{
	const struct transport transport = {
		.read = body_next, .write = answer_put, .pace = pace, .finish = finish
	};
	char target[128], content_type[256], content_length[64];
	char method[] = "REQUEST_METHOD=POST", config[] = "LIVECHAT_CONFIG=/dev/null",
	     limits[] = "LIVECHAT_LIMITS=/dev/null/none", peer[] = "REMOTE_ADDR=192.0.2.1",
	     token[] = "HTTP_X_VISITOR_TOKEN=t";
	char *env[16] = { method, config, limits, peer, target };
	size_t count = 5;
	va_list ap;

	snprintf(target, sizeof(target), "REQUEST_URI=%s", uri);
	snprintf(content_type, sizeof(content_type), "CONTENT_TYPE=%s", type ? type : "");
	snprintf(content_length, sizeof(content_length), "CONTENT_LENGTH=%ld", length);
	if (says_token)
		env[count++] = token;
	if (type)
		env[count++] = content_type;
	if (length >= 0)
		env[count++] = content_length;
	va_start(ap, length);
	while ((env[count] = va_arg(ap, char *)))
		count++;
	va_end(ap);
	body_read = 0;
	answer[0] = '\0';
	paced = false;
	got.begun = got.called = false;
	got.name[0] = got.description[0] = '\0';
	buf_reset(&got.bytes);
	server_handle(server, env, &transport);
}

static bool
accepted(void)
{
	return strncmp(answer, "Status: 200 ", 12) == 0;
}

static void
assert_answer(int status, const char *expected)
{
	const char *at = strstr(answer, "\r\n\r\n");
	char line[32];

	snprintf(line, sizeof(line), "Status: %d ", status);
	if (!at || strncmp(answer, line, strlen(line)) != 0 || strcmp(at + 4, expected) != 0)
		fail_msg("not %d %s: %s", status, expected, answer);
}

#define REFUSED(text, code) \
	"{\"success\":false,\"error\":\"" text "[" code "]\",\"errorType\":\"" code \
	"\",\"reason\":\"" code "\"}"
#define TYPE "multipart/form-data; boundary=b"
#define FILE_PART "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
#define FIELD_PART(name) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static void
body_set(const char *text)
{
	buf_reset(&body);
	buf_puts(&body, text);
	piece = SIZE_MAX;
	breaks = false;
}

/* A form with a file of that many bytes. */
static void
body_of(size_t len)
{
	body_set(FILE_PART);
	memset(buf_reserve(&body, len), 'x', len);
	body.len += len;
	buf_puts(&body, "\r\n--b--\r\n");
}

static int
setup(void **state)
{
	(void)state;
	settings = (struct settings){ .cors = true, .origins = "*" };
	memset(&got, 0, sizeof(got));
	body_set("");
	says_token = true;
	server = server_new((struct endpoints){ endpoints, endpoints + 1 });
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	server_free(server);
	buf_free(&got.bytes);
	buf_free(&body);
	return 0;
}

#define form_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
