/* SPDX-License-Identifier: MIT */
/*
 * fake_web.h: a fake web server for tests of common/http, and three endpoints. The layers below are those
 * of fake_chat.h. One test program includes it at a time.
 */
#include "fake_chat.h"

#include <stdio.h>
#include <unistd.h>

#include "http/route/serve.h"

/* --- endpoints ----------------------------------------------------------------------------- */

static void
show(struct request *rq)
{
	struct json_out *json = reply_object(rq);

	json_put_string_opt(json, "token", param_string(rq, "token"));
	json_put_string_opt(json, "rid", param_string(rq, "rid"));
	json_put_string_opt(json, "msg", param_string(rq, "msg"));
	access_granted(request_chat(rq), ACCESS_VISITOR, NULL, true);
	reply_success(rq);
}

static void
show_bare(struct request *rq)
{
	reply_invalid(rq, "bare %s", path_param(rq, "_id"));
}

static void
fail_as_told(struct request *rq)
{
	struct json_out *json = reply_object(rq);

	/* More than is kept in memory. */
	json_key(json, "half");
	json_array(json);
	for (size_t i = 0; i < BUF_SPOOL_AT; i++) {
		json_object(json);
		json_object_end(json);
	}
	json_array_end(json);
	reply_error(rq, (enum chat_error)atoi(path_param(rq, "number")));
}

static bool barred_in_handler; /* whether writes were, in the last call of watch() */

/* Any room exists, but "gone" is deleted while the answer is being written. */
static void
watch(struct request *rq)
{
	const char *rid = path_param(rq, "rid");
	struct room_state room = { .id = rid,
		.stage = strcmp(rid, "closed") ? ROOM_SERVED : ROOM_CLOSED };

	barred_in_handler = database.writes_barred;
	if (reply_is_known(rq, POLLER_VISITOR, rid, &room)) {
		reply_unchanged(rq);
		return;
	}
	reply_object(rq);
	reply_finish(rq, strcmp(rid, "gone") == 0 ? CHAT_NO_ROOM : CHAT_OK);
}

static void
forget(struct request *rq)
{
	json_put_string(reply_object(rq), "half", "written");
}

static bool
sort_check(struct request *rq)
{
	struct paging paging;

	return request_paging(rq, &paging);
}

static void
sort(struct request *rq)
{
	struct paging paging;
	struct json_out *json;

	if (!request_paging(rq, &paging))
		return;
	json = reply_object(rq);
	json_put_int(json, "offset", paging.offset);
	json_put_int(json, "count", paging.count);
	for (size_t i = 0; i < paging.sort_len; i++)
		json_put_bool(json, paging.sort[i].name, paging.sort[i].descending);
	reply_success(rq);
}

static const struct field message_fields[] = {
	{ .name = "token", .type = FIELD_STRING, .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .type = FIELD_STRING, .flags = FIELD_REQUIRED },
	{ .name = "msg", .type = FIELD_STRING },
	{ .name = NULL },
};
static const struct field list_fields[] = {
	LIST_FIELDS,
	{ .name = NULL },
};
static const struct field nothing[] = { { .name = NULL } };
static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/m",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = message_fields,
	    .handler = show },
	{ .method = "POST",
	    .path = "/api/v1/m",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = message_fields,
	    .handler = show },
	{ .method = "POST",
	    .path = "/api/v1/limited",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = message_fields,
	    .handler = show,
	    .limit = LIMIT_SEND },
	{ .method = "DELETE",
	    .path = "/api/v1/m/:_id",
	    .access = { .who = ACCESS_VISITOR },
	    .fields = message_fields,
	    .handler = show,
	    .no_params_handler = show_bare },
	{ .method = "GET",
	    .path = "/api/v1/list",
	    .access = { .who = ACCESS_ANYONE },
	    .fields = list_fields,
	    .handler = sort,
	    .permission = PERMISSION_VIEW_L_ROOM },
	{ .method = "GET",
	    .path = "/api/v1/fail/:number",
	    .access = { .who = ACCESS_ANYONE },
	    .handler = fail_as_told },
	{ .method = "GET",
	    .path = "/api/v1/watch/:rid",
	    .access = { .who = ACCESS_ANYONE },
	    .fields = nothing,
	    .handler = watch },
	{ .method = "GET",
	    .path = "/api/v1/forget",
	    .access = { .who = ACCESS_ANYONE },
	    .handler = forget },
	{ .method = "GET",
	    .path = "/api/v1/unasked/:rid",
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .fields = nothing,
	    .handler = watch },
	{ .method = "GET",
	    .path = "/api/v1/read/:rid",
	    .access = { .who = ACCESS_ROOM_READER },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED } },
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "rid",
	    .fields = list_fields,
	    .check = sort_check,
	    .handler = sort },
	{ .method = NULL },
};
static const struct endpoint endpoint = { "m", routes };
static const struct endpoint *const endpoints[] = { &endpoint };

/* --- a web server -------------------------------------------------------------------------- */

static char limits_folder[] = "/tmp/livechat-test-serve-XXXXXX";
static char limits_variable[sizeof(limits_folder) + 32];
#define LIMITS_NAME "LIVECHAT_LIMITS="
static struct server *server;
static const char *body; /* the body of the next request */
static size_t body_len, body_read;
static size_t drained;   /* how many bytes of the last body were read */
static bool body_breaks; /* the connection is lost at the end of the body */
static char answer[65536];

static ssize_t
read_body(void *arg, char *bytes, size_t len)
{
	size_t left = body_len - body_read;

	(void)arg;
	if (left == 0 && body_breaks)
		return -1;
	if (len > left)
		len = left;
	if (len > 1000)
		len = 1000;
	memcpy(bytes, body + body_read, len);
	body_read += len;
	return (ssize_t)len;
}

static bool
write_answer(
    void *arg, const struct buf *head, const struct spool *spool, const struct buf *body_buf)
{
	(void)arg;
	assert_int_equal(spool->len, 0);
	assert_true(head->len + body_buf->len < sizeof(answer));
	strncat(answer, head->data, head->len);
	if (body_buf->len > 0)
		strncat(answer, body_buf->data, body_buf->len);
	return true;
}

static void
finish(void *arg, bool body_left)
{
	(void)body_left;
	(void)arg;
}

static void
send_body(const char *bytes, size_t len)
{
	body = bytes;
	body_len = len;
	body_read = 0;
	body_breaks = false;
}

/* Sends a request with these variables, ended by NULL, and the body that was set before. */
static void
call(const char *method, const char *uri, ...)
{
	const struct transport transport = {
		.read = read_body, .write = write_answer, .finish = finish
	};
	char first[64], second[256], third[256];
	char config[] = "LIVECHAT_CONFIG=/dev/null", peer[] = "REMOTE_ADDR=192.0.2.1";
	char *env[24] = { first, second, third, config, peer, limits_variable };
	const char *query = strchr(uri, '?');
	size_t count = 6;
	va_list ap;

	snprintf(first, sizeof(first), "REQUEST_METHOD=%s", method);
	snprintf(second, sizeof(second), "REQUEST_URI=%s", uri);
	snprintf(third, sizeof(third), "QUERY_STRING=%s", query ? query + 1 : "");
	va_start(ap, uri);
	while ((env[count] = va_arg(ap, char *)))
		count++;
	va_end(ap);
	answer[0] = '\0';
	server_handle(server, env, &transport);
	drained = body_read;
	send_body("", 0);
}

static const char *
answer_body(void)
{
	return strstr(answer, "\r\n\r\n") + 4;
}

static void
assert_answer(int status, const char *expected)
{
	char line[32];

	snprintf(line, sizeof(line), "Status: %d ", status);
	if (strncmp(answer, line, strlen(line)) != 0)
		fail_msg("not %d: %s", status, answer);
	assert_string_equal(answer_body(), expected);
}

#define INVALID(text) \
	"{\"success\":false,\"error\":\"" text \
	" [invalid-params]\",\"errorType\":\"invalid-params\"}"
#define ENDPOINT_MISSING "{\"status\":\"error\",\"message\":\"API endpoint does not exist\"}"
#define LOGIN_MISSING "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}"
#define JSON "CONTENT_TYPE=application/json"
#define FORM "CONTENT_TYPE=application/x-www-form-urlencoded"
#define VISITOR_OK "{\"token\":\"t\",\"rid\":\"r\",\"success\":true}"

static int
begin(void **state)
{
	(void)state;
	settings = (struct settings){ .cors = true, .origins = "*" };
	database.requests = 0;
	send_body("", 0);
	server = server_new((struct endpoints){ endpoints, endpoints + 1 });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	server_free(server);
	return 0;
}

static int
limits_make(void **state)
{
	(void)state;
	if (!mkdtemp(limits_folder))
		return -1;
	snprintf(limits_variable, sizeof(limits_variable), LIMITS_NAME "%s/limits", limits_folder);
	return 0;
}

static int
limits_remove(void **state)
{
	(void)state;
	unlink(limits_variable + sizeof(LIMITS_NAME) - 1);
	return rmdir(limits_folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
