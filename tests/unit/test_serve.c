/* SPDX-License-Identifier: MIT */
/*
 * A request's complete way through common/http: the order in which it can be refused, and the form of
 * every answer.
 */
#include "base/str.h"
#include "fake_web.h"
#include "http/reply/errors.h"

static void
assert_header(const char *line)
{
	if (!strstr(answer, line))
		fail_msg("no %s in %s", line, answer);
}

static void
assert_no_header(const char *name)
{
	if (strstr(answer, name))
		fail_msg("%s in %s", name, answer);
}

/* --- the order of refusals ----------------------------------------------------------------- */

static void
authentication_and_permission_come_before_the_fields(void **state)
{
	char id[] = "HTTP_X_USER_ID=n1", agent_id[] = "HTTP_X_USER_ID=a1";
	char secret[] = "HTTP_X_AUTH_TOKEN=secret", down[] = "HTTP_X_AUTH_TOKEN=down";

	(void)state;
	call("GET", "/api/v1/nothing", NULL);
	assert_answer(404, ENDPOINT_MISSING);
	call("GET", "/api/v1/%00", NULL);
	assert_answer(404, ENDPOINT_MISSING);
	call("PUT", "/api/v1/m", NULL);
	assert_answer(405, ENDPOINT_MISSING);
	assert_header("Allow: POST, GET, HEAD, OPTIONS\r\n");
	call("GET", "/api/v1/list?bad=1", NULL);
	assert_answer(401, LOGIN_MISSING);
	call("GET", "/api/v1/list", id, down, NULL);
	assert_header("Retry-After: 5\r\n");
	call("GET", "/api/v1/list?bad=1", id, secret, NULL);
	assert_answer(403,
	    "{\"success\":false,\"error\":\"User does not have the permissions required for this "
	    "action [error-unauthorized]\"}");
	call("GET", "/api/v1/list?bad=1", agent_id, secret, NULL);
	assert_answer(400, INVALID("must NOT have additional properties"));
	call("GET", "/api/v1/list?offset=-5&count=200&sort=%7B%22ts%22:-1,%22x%22:1%7D", agent_id,
	    secret, NULL);
	assert_answer(200, "{\"offset\":0,\"count\":10,\"ts\":true,\"x\":false,\"success\":true}");
	call("GET", "/api/v1/list?sort=%7B%22ts%22:2%7D", agent_id, secret, NULL);
	assert_answer(400,
	    "{\"success\":false,\"error\":\"Invalid sort parameter provided: "
	    "\\\"{\\\"ts\\\":2}\\\" "
	    "[error-invalid-sort]\",\"errorType\":\"error-invalid-sort\",\"details\":"
	    "{\"helperMethod\":\"parseJsonQuery\"}}");
}

static void
a_room_is_refused_before_its_handler_runs(void **state)
{
	char id[] = "HTTP_X_USER_ID=a1", secret[] = "HTTP_X_AUTH_TOKEN=secret";

	(void)state;
	call("GET", "/api/v1/read/others", NULL);
	assert_answer(401, LOGIN_MISSING);
	call("GET", "/api/v1/read/others?bad=1", id, secret, NULL);
	assert_answer(400, INVALID("must NOT have additional properties"));
	call("GET", "/api/v1/read/others?sort=x", id, secret, NULL);
	assert_header("error-invalid-sort");
	call("GET", "/api/v1/read/others", id, secret, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"Not allowed [error-not-allowed]\","
			   "\"errorType\":\"error-not-allowed\"}");
	call("GET", "/api/v1/read/none", id, secret, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"error-invalid-room\"}");
	call("GET", "/api/v1/read/own", id, secret, NULL);
	assert_answer(200, "{\"offset\":0,\"count\":10,\"success\":true}");
}

/* A handler whose table restricts the access, but which never checks it. */
static void
an_answer_without_an_access_check_is_not_sent(void **state)
{
	char same[] = "HTTP_IF_NONE_MATCH=\"r\"";

	(void)state;
	call("GET", "/api/v1/unasked/r", NULL);
	assert_answer(500, "{\"success\":false,\"error\":\"Internal server error\"}");
	/* It could not have written anything, either. */
	assert_true(barred_in_handler);
	assert_false(database.writes_barred);
	assert_no_header("\r\nETag: ");
	call("GET", "/api/v1/unasked/r", same, NULL);
	assert_answer(500, "{\"success\":false,\"error\":\"Internal server error\"}");
	call("GET", "/api/v1/unasked/gone", NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"invalid-room\"}");
}

static void
invalid_requests_are_counted_per_visitor(void **state)
{
	char token[] = "HTTP_X_VISITOR_TOKEN=flooder", other[] = "HTTP_X_VISITOR_TOKEN=quiet";
	char id[] = "HTTP_X_USER_ID=r1", secret[] = "HTTP_X_AUTH_TOKEN=secret";

	(void)state;
	for (int i = 0; i < 10; i++) {
		call("POST", "/api/v1/limited", token, NULL);
		assert_answer(400, INVALID("must have required property 'rid'"));
		assert_header("X-RateLimit-Limit: 10\r\n");
	}
	assert_header("X-RateLimit-Remaining: 0\r\n");
	call("POST", "/api/v1/limited", token, NULL);
	assert_answer(429,
	    "{\"success\":false,\"error\":\"Error, too many requests. Please slow down. You must "
	    "wait "
	    "1 seconds before trying this endpoint again. [error-too-many-requests]\"}");
	assert_header("Retry-After: 1\r\n");
	assert_header("X-RateLimit-Reset: ");
	call("POST", "/api/v1/limited", other, NULL);
	assert_answer(400, INVALID("must have required property 'rid'"));
	assert_header("X-RateLimit-Remaining: 9\r\n");
	call("POST", "/api/v1/limited", token, id, secret, NULL);
	assert_answer(400, INVALID("must have required property 'rid'"));
	assert_no_header("X-RateLimit-Limit: ");
}

static void
what_a_blocked_visitor_sends_does_not_reach_the_handler(void **state)
{
	char token[] = "HTTP_X_VISITOR_TOKEN=t", other[] = "HTTP_X_VISITOR_TOKEN=u";

	(void)state;
	blocks.token = "t";
	call("DELETE", "/api/v1/m/1?rid=r", token, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"error-contact-channel-blocked\"}");
	call("DELETE", "/api/v1/m/1?rid=r&token=t", NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"error-contact-channel-blocked\"}");
	call("GET", "/api/v1/m?rid=r", token, NULL);
	assert_answer(200, "{\"token\":\"t\",\"rid\":\"r\",\"success\":true}");
	call("DELETE", "/api/v1/m/1?rid=r", other, NULL);
	assert_answer(200, "{\"token\":\"u\",\"rid\":\"r\",\"success\":true}");
	blocks.token = NULL;
}

/* --- the form of every answer ------------------------------------------------------------ */

static void
preflights_are_answered_without_the_database(void **state)
{
	(void)state;
	call("OPTIONS", "/whatever", NULL);
	assert_answer(204, "");
	assert_header("Access-Control-Allow-Origin: *\r\n");
	assert_header("Access-Control-Allow-Methods: GET, POST, PUT, DELETE, HEAD, PATCH\r\n");
	assert_header("Access-Control-Max-Age: 86400\r\n");
	assert_header(
	    "Access-Control-Allow-Headers: Origin, X-Requested-With, Content-Type, Accept, "
	    "X-User-Id, X-Auth-Token, x-visitor-token, Authorization, "
	    "MCP-Protocol-Version, If-None-Match, X-HTTP-Method-Override\r\n");
	assert_no_header("Content-Type: ");
	assert_int_equal(settings.refreshed, 0);
	assert_int_equal(database.requests, 0);
	settings.cors = false;
	call("OPTIONS", "/api/v1/m", NULL);
	assert_answer(405, ENDPOINT_MISSING);
	assert_no_header("Access-Control");
}

static void
every_answer_may_be_read_from_other_origins(void **state)
{
	static const char *const uris[] = { "/api/v1/m?token=t&rid=r", "/nowhere", "/api/v1/list",
		"/api/v1/m", "/api/v1/forget", "/api/v1/fail/20" };
	char origin[] = "HTTP_ORIGIN=https://b.example",
	     stranger[] = "HTTP_ORIGIN=https://x.example";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(uris); i++) {
		call("GET", uris[i], NULL);
		assert_header("Access-Control-Allow-Origin: *\r\n");
		assert_header("Access-Control-Expose-Headers: X-RateLimit-Limit, "
			      "X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, ETag, "
			      "X-Request-Id, X-Poll-Interval, X-Queue-Position, X-Typing, "
			      "X-Read-Until\r\n");
		assert_header("Content-Type: application/json\r\n");
		assert_header("Cache-Control: no-store\r\n");
		assert_header("X-Content-Type-Options: nosniff\r\n");
		assert_header("X-Request-Id: ");
		assert_no_header("Credentials");
		assert_no_header("Vary");
	}
	settings.origins = "https://a.example, https://b.example";
	call("GET", "/nowhere", origin, NULL);
	assert_header("Access-Control-Allow-Origin: https://b.example\r\n");
	assert_header("Vary: Origin\r\n");
	call("GET", "/nowhere", stranger, NULL);
	assert_no_header("Access-Control");
	assert_header("Vary: Origin\r\n");
}

static void
an_unchanged_answer_is_not_sent_again(void **state)
{
	char same[] = "HTTP_IF_NONE_MATCH=\"r\"", other[] = "HTTP_IF_NONE_MATCH=\"q\"";

	(void)state;
	call("GET", "/api/v1/watch/r", NULL);
	assert_answer(200, "{\"success\":true}");
	assert_header("\r\nETag: \"r\"\r\n");
	assert_header("\r\nCache-Control: private, no-cache\r\n");
	assert_header("\r\nX-Poll-Interval: 2\r\n");
	assert_no_header("no-store");
	assert_no_header("Pragma");
	for (int i = 0; i < 2; i++) {
		call(i ? "HEAD" : "GET", "/api/v1/watch/r", same, NULL);
		assert_answer(304, "");
		assert_header("Status: 304 Not Modified\r\n");
		assert_header("\r\nETag: \"r\"\r\n");
		assert_header("\r\nCache-Control: private, no-cache\r\n");
		assert_header("\r\nX-Poll-Interval: 2\r\n");
		assert_header("\r\nAccess-Control-Allow-Origin: *\r\n");
		assert_header("X-Queue-Position, X-Typing, X-Read-Until\r\n");
		assert_no_header("\r\nContent-");
		assert_no_header("no-store");
	}
	call("GET", "/api/v1/watch/r", other, NULL);
	assert_answer(200, "{\"success\":true}");
	call("GET", "/api/v1/watch/closed", NULL);
	assert_header("\r\nX-Poll-Interval: 60\r\n");
	call("GET", "/api/v1/watch/r?x=1", same, NULL);
	assert_answer(400, INVALID("must NOT have additional properties"));
	assert_no_header("\r\nETag: ");
	call("GET", "/api/v1/watch/gone", NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"invalid-room\"}");
	assert_no_header("\r\nETag: ");
	assert_no_header("\r\nX-Poll-Interval: ");
	assert_header("\r\nCache-Control: no-store\r\n");
}

static void
head_is_get_without_a_body(void **state)
{
	(void)state;
	call("HEAD", "/api/v1/m?token=t&rid=r", NULL);
	assert_answer(200, "");
	assert_header("Content-Length: 38\r\n");
	assert_int_equal(strlen(VISITOR_OK), 38);
}

static void
errors_have_their_bodies(void **state)
{
	static const struct {
		enum chat_error error;
		int status;
		const char *body;
	} cases[] = {
		{ CHAT_NO_VISITOR, 400, "{\"success\":false,\"error\":\"invalid-token\"}" },
		{ CHAT_EXISTS, 400,
		    "{\"success\":false,\"error\":\"A message with this _id already exists "
		    "[error-message-exists]\",\"errorType\":\"error-message-exists\"}" },
		{ CHAT_NOTIFY_ALL_NOT_ALLOWED, 400,
		    "{\"success\":false,\"error\":\"Notify all in this room not allowed "
		    "[error-action-not-allowed]\",\"errorType\":\"error-action-not-allowed\","
		    "\"details\":{\"action\":\"Notify_all_in_this_room\"}}" },
		{ CHAT_SWITCHED_OFF, 400,
		    "{\"success\":false,\"error\":\"[error-omnichannel-is-disabled]\","
		    "\"errorType\":\"error-omnichannel-is-disabled\"}" },
		{ CHAT_MAIL_FAILED, 400,
		    "{\"success\":false,\"error\":\"Error sending Omnichannel transcript\","
		    "\"message\":\"Error sending Omnichannel transcript\"}" },
		{ CHAT_UNAVAILABLE, 503,
		    "{\"success\":false,\"error\":\"The chat service is temporarily unavailable "
		    "[error-service-unavailable]\",\"errorType\":\"error-service-unavailable\"}" },
		{ CHAT_BROKEN, 500, "{\"success\":false,\"error\":\"Internal server error\"}" },
		{ CHAT_OK, 500, "{\"success\":false,\"error\":\"Internal server error\"}" },
	};
	char uri[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(uri, sizeof(uri), "/api/v1/fail/%d", (int)cases[i].error);
		call("GET", uri, NULL);
		assert_answer(cases[i].status, cases[i].body);
	}
	call("GET", "/api/v1/forget", NULL);
	assert_answer(500, "{\"success\":false,\"error\":\"Internal server error\"}");
}

/* Else one of them was forgotten: its usual wording is then that of another. */
static void
each_error_is_worded_in_its_own_way(void **state)
{
	(void)state;
	for (enum chat_error a = CHAT_OK + 1; a < CHAT_ERROR__MAX; a++)
		for (enum chat_error b = a + 1; b < CHAT_ERROR__MAX; b++)
			if (error_worded(NULL, a) == error_worded(NULL, b))
				fail_msg("errors %d and %d are worded alike", (int)a, (int)b);
	for (enum wire_error error = 0; error < WIRE_ERROR__MAX; error++) {
		struct buf text = { 0 };

		wire_error_body(error, NULL, &text);
		if (strstr(buf_cstr(&text), "\"error\":\"\""))
			fail_msg("wire error %d has no words", (int)error);
		buf_free(&text);
	}
}

static void
routes_word_errors_in_their_own_way(void **state)
{
	static const struct route route = {
		.says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		    { CHAT_CLOSED, WIRE_ROOM_ALREADY_CLOSED } },
	};
	struct route full = route;

	(void)state;
	assert_int_equal(error_worded(&route, CHAT_NO_ROOM), WIRE_ERROR_INVALID_ROOM);
	assert_int_equal(error_worded(&route, CHAT_CLOSED), WIRE_ROOM_ALREADY_CLOSED);
	assert_int_equal(error_worded(&route, CHAT_NOT_YOURS), WIRE_NOT_ALLOWED);
	assert_int_equal(error_worded(NULL, CHAT_NO_ROOM), WIRE_INVALID_ROOM);
	assert_int_equal(error_worded(&route, CHAT_OK), WIRE_BROKEN);
	for (size_t i = 0; i < SAYS_MAX; i++)
		full.says[i] = (struct saying){ CHAT_NO_USER, WIRE_INVALID_USER };
	assert_int_equal(error_worded(&full, CHAT_NO_ROOM), WIRE_INVALID_ROOM);
}

static void
pages_of_the_web_server_are_json_too(void **state)
{
	static const char *const passing[] = { "REDIRECT_STATUS=500", "REDIRECT_STATUS=502",
		"REDIRECT_STATUS=503", "REDIRECT_STATUS=504" };

	(void)state;
	call("GET", "/api/v1/m?token=t&rid=r", "REDIRECT_STATUS=200", NULL);
	assert_answer(200, VISITOR_OK);
	call("GET", "/api/v1/m", "REDIRECT_STATUS=404", NULL);
	assert_answer(404, ENDPOINT_MISSING);
	call("GET", "/api/v1/m", "REDIRECT_STATUS=500", "CONTENT_LENGTH=131073", NULL);
	assert_header("Status: 413 ");
	call("GET", "/api/v1/m", "REDIRECT_STATUS=500", "CONTENT_LENGTH=0",
	    "REDIRECT_CONTENT_LENGTH=131073", NULL);
	assert_header("Status: 413 ");
	for (size_t i = 0; i < ARRAY_LEN(passing); i++) {
		call("GET", "/api/v1/m", passing[i], NULL);
		assert_header("Status: 503 ");
		assert_header("Retry-After: 5\r\n");
	}
	call("FOO", "/api/v1/m", "REDIRECT_STATUS=501", NULL);
	assert_answer(405, ENDPOINT_MISSING);
	assert_header("Allow: GET");
	call("POST", "/api/v1/m", "REDIRECT_STATUS=411", NULL);
	assert_answer(411, INVALID("Content-Length is required"));
	call("GET", "/api/v1/m", "REDIRECT_STATUS=400", NULL);
	assert_answer(400, INVALID("The web server refused the request"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(authentication_and_permission_come_before_the_fields),
		TEST(a_room_is_refused_before_its_handler_runs),
		TEST(an_answer_without_an_access_check_is_not_sent),
		TEST(invalid_requests_are_counted_per_visitor),
		TEST(what_a_blocked_visitor_sends_does_not_reach_the_handler),
		TEST(preflights_are_answered_without_the_database),
		TEST(every_answer_may_be_read_from_other_origins),
		TEST(an_unchanged_answer_is_not_sent_again),
		TEST(head_is_get_without_a_body),
		TEST(errors_have_their_bodies),
		cmocka_unit_test(each_error_is_worded_in_its_own_way),
		cmocka_unit_test(routes_word_errors_in_their_own_way),
		TEST(pages_of_the_web_server_are_json_too),
	};

	return cmocka_run_group_tests(tests, limits_make, limits_remove);
}
