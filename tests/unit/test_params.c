/* SPDX-License-Identifier: MIT */
/* Where the parameters of a request may be, and which bodies are accepted. */
#include "fake_web.h"

static void
post(const char *text, const char *type)
{
	char length[64];

	snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu", strlen(text));
	send_body(text, strlen(text));
	call("POST", "/api/v1/m", length, type, NULL);
}

static void
each_method_reads_query_or_body(void **state)
{
	(void)state;
	send_body("{\"token\":\"no\"}", 14);
	call("GET", "/api/v1/m?token=t&rid=r", JSON, "CONTENT_LENGTH=14", NULL);
	assert_answer(200, VISITOR_OK);
	call("POST", "/api/v1/m?token=t&rid=r", NULL);
	assert_answer(400, INVALID("must have required property 'token'"));
	post("{\"token\":\"t\",\"rid\":\"r\"}", JSON);
	assert_answer(200, VISITOR_OK);
	post("{\"token\":\"t\",\"rid\":\"r\"}", "CONTENT_TYPE=Application/JSON; charset=utf-8");
	assert_answer(200, VISITOR_OK);
	post("token=t&rid=r&msg=a+%C3%A9", FORM);
	assert_answer(
	    200, "{\"token\":\"t\",\"rid\":\"r\",\"msg\":\"a \xc3\xa9\",\"success\":true}");
	post("{\"token\":\"x\",\"rid\":\"r\",\"token\":\"t\"}", JSON);
	assert_answer(200, VISITOR_OK);
	send_body("{\"token\":\"t\"}", 13);
	call("DELETE", "/api/v1/m/x?rid=r", JSON, NULL);
	assert_answer(200, VISITOR_OK);
	call("DELETE", "/api/v1/m/x?rid=r&token=t", NULL);
	assert_answer(200, VISITOR_OK);
	send_body("{\"token\":\"t\",\"rid\":\"r\"}", 23);
	call("DELETE", "/api/v1/m/x?rid=r&token=t", JSON, NULL);
	assert_answer(200, VISITOR_OK);
	call("DELETE", "/api/v1/m/x", NULL);
	assert_answer(400, INVALID("bare x"));
}

static void
different_values_in_query_and_body_are_refused(void **state)
{
	char header[] = "HTTP_X_VISITOR_TOKEN=t", bad[] = "HTTP_X_VISITOR_TOKEN=\xff";

	(void)state;
	send_body("{\"token\":\"a\",\"rid\":\"r\"}", 23);
	call("DELETE", "/api/v1/m/x?token=b", JSON, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"invalid-token\"}");
	send_body("{\"token\":\"a\",\"rid\":\"r\"}", 23);
	call("DELETE", "/api/v1/m/x?rid=s", JSON, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"invalid-room\"}");
	call("GET", "/api/v1/m?rid=r", header, NULL);
	assert_answer(200, VISITOR_OK);
	call("GET", "/api/v1/m?rid=r&token=t", header, NULL);
	assert_answer(200, VISITOR_OK);
	call("GET", "/api/v1/m?rid=r&token=T", header, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"invalid-token\"}");
	call("GET", "/api/v1/m?rid=r", bad, NULL);
	assert_answer(400, "{\"success\":false,\"error\":\"invalid-token\"}");
	call("DELETE", "/api/v1/m/x", header, NULL);
	assert_answer(400, INVALID("must have required property 'rid'"));
}

static void
invalid_bodies_are_refused_with_the_reason(void **state)
{
	(void)state;
	post("{\"token\":\"t\",\"rid\":\"r\"}", "X=");
	assert_answer(400, INVALID("Content-Type must be application/json"));
	post("{\"token\":\"t\",\"rid\":\"r\"}", FORM);
	assert_answer(400, INVALID("Content-Type must be application/json"));
	post("token=t", "CONTENT_TYPE=text/plain");
	assert_answer(400, INVALID("Content-Type must be application/json"));
	post(" \r\n", "CONTENT_TYPE=text/plain");
	assert_answer(400, INVALID("must have required property 'token'"));
	post("[]", JSON);
	assert_answer(400, INVALID("must be object"));
	post("{\"token\":", JSON);
	assert_answer(400, INVALID("invalid JSON at byte 10: unexpected end"));
	post("{\"rid\":1e,\"rid\":1}", JSON);
	assert_answer(400, INVALID("invalid JSON at byte 10: number expected"));
	post("{\"token\":\"t\",\"rid\":NaN}", JSON);
	assert_answer(400, INVALID("must be number"));
	post("token=%zz", FORM);
	assert_answer(400, INVALID("parameters must be percent-encoded UTF-8 without NUL"));
	send_body("{\"token\":\"t\",", 13);
	call("POST", "/api/v1/m", JSON, "CONTENT_LENGTH=23", NULL);
	assert_answer(400, INVALID("Request body ended after 13 of 23 bytes"));
	send_body("{\"token\":\"t\",", 13);
	body_breaks = true;
	call("POST", "/api/v1/m", JSON, NULL);
	assert_answer(400, INVALID("Request body ended after 13 bytes"));
	call("POST", "/api/v1/m", JSON, "CONTENT_LENGTH=-1", NULL);
	assert_answer(400, INVALID("Content-Length must be a number of bytes"));
}

static void
the_size_of_bodies_is_limited_to_the_byte(void **state)
{
	static char large[200001];
	static const char too_large[] =
	    "{\"success\":false,\"error\":\"Request body is larger than 131072 bytes "
	    "[error-body-too-large]\",\"errorType\":\"error-body-too-large\"}";
	static const char json[] = "{\"token\":\"t\",\"rid\":\"r\"}";

	(void)state;
	memset(large, ' ', sizeof(large) - 1);
	memcpy(large, json, sizeof(json) - 1);
	send_body(large, 131072);
	call("POST", "/api/v1/m", JSON, "CONTENT_LENGTH=131072", NULL);
	assert_answer(200, VISITOR_OK);
	send_body(large, 131072);
	call("POST", "/api/v1/m", JSON, NULL);
	assert_answer(200, VISITOR_OK);
	send_body(large, 131073);
	call("POST", "/api/v1/m", JSON, "CONTENT_LENGTH=131073", NULL);
	assert_int_equal(drained, 131073);
	assert_answer(413, too_large);
	send_body(large, 200000);
	call("POST", "/api/v1/m", JSON, NULL);
	assert_answer(413, too_large);
	call("POST", "/api/v1/m", JSON, "CONTENT_LENGTH=18446744073709551617", NULL);
	assert_answer(413, too_large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_method_reads_query_or_body),
		TEST(different_values_in_query_and_body_are_refused),
		TEST(invalid_bodies_are_refused_with_the_reason),
		TEST(the_size_of_bodies_is_limited_to_the_byte),
	};

	return cmocka_run_group_tests(tests, limits_make, limits_remove);
}
