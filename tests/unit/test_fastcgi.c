/* SPDX-License-Identifier: MIT */
/* common/http/wire/fastcgi.c around libfcgi: requests and replies, and peers that are silent or misbehave. */
#include "fastcgi_peer.h"

static const char *
variable(const char *name)
{
	for (char *const *env = fastcgi_env(fastcgi); *env; env++)
		if (strncmp(*env, name, strlen(name)) == 0 && (*env)[strlen(name)] == '=')
			return *env + strlen(name) + 1;
	return NULL;
}

static void
a_request_is_read_and_answered(void **state)
{
	char body[20] = "", content[64];

	(void)state;
	say_record(VALUES, 0, "\x0e\0FCGI_MAX_CONNS", 16);
	say_head(258);
	say_record(STDIN, 258, "one ", 4);
	say_record(STDIN, 258, "two", 3);
	say_record(STDIN, 258, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_string_equal(variable("REQUEST_METHOD"), "GET");
	assert_string_equal(variable("EMPTY"), "");
	assert_int_equal(body_read(body, 5), 5);
	assert_int_equal(body_read(body + 5, 10), 2);
	assert_string_equal(body, "one two");
	assert_int_equal(body_read(body, 1), 0);
	assert_true(reply("hel", "lo", 2, false));
	hear_record(VALUES + 1, 0, content);
	assert_int_equal(hear_record(STDOUT, 258, content), 5);
	assert_memory_equal(content, "hello", 5);
	assert_int_equal(hear_record(STDOUT, 258, content), 0);
	assert_int_equal(hear_record(END, 258, content), 8);
	assert_memory_equal(content, "\0\0\0\0\0", 5);
	hear_the_end();
}

static void
a_long_reply_is_whole(void **state)
{
	(void)state;
	exchange_long_reply();
	peer_connect();
	exchange_long_reply();
}

static void
a_body_that_breaks_off_is_an_error(void **state)
{
	char body[10];

	(void)state;
	say_head(1);
	say_record(STDIN, 1, "half", 4);
	shutdown(peer, SHUT_WR);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_int_equal(body_read(body, sizeof(body)), 4);
	assert_int_equal(body_read(body, sizeof(body)), -1);
	reply("x", NULL, 0, true);
	hear_record(STDOUT, 1, body);
}

static void
an_aborted_request_breaks_off(void **state)
{
	char body[10];

	(void)state;
	say_head(1);
	say_record(ABORT, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_int_equal(body_read(body, sizeof(body)), -1);
	reply("x", NULL, 0, true);
}

static void
invalid_records_close_the_connection(void **state)
{
	(void)state;
	say("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 35);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	hear_the_end();
	peer_connect();
	say_begin(1, AUTHORIZER);
	say_record(PARAMS, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	hear_the_end();
	peer_connect();
	say_begin(1, RESPONDER);
	shutdown(peer, SHUT_WR);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	hear_the_end();
	/* The next request is served. */
	peer_connect();
	say_head(1);
	say_record(STDIN, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_true(reply("x", NULL, 0, false));
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE); /* there is no request */
}

static void
a_silent_peer_is_disconnected(void **state)
{
	(void)state;
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	hear_the_end();
}

static void
peers_that_are_not_listed_are_disconnected(void **state)
{
	struct sockaddr_in loopback = { .sin_family = AF_INET };
	socklen_t len = sizeof(loopback);

	(void)state;
	close(listening);
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listening = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&loopback, len), 0);
	assert_int_equal(listen(listening, 5), 0);
	assert_int_equal(getsockname(listening, (struct sockaddr *)&loopback, &len), 0);
	for (int is_listed = 0; is_listed <= 1; is_listed++) {
		setenv("FCGI_WEB_SERVER_ADDRS", is_listed ? "127.0.0.1" : "10.0.0.1", 1);
		fastcgi_free(fastcgi);
		fastcgi = fastcgi_new(listening, REQUEST_MS);
		close(peer);
		peer = socket(AF_INET, SOCK_STREAM, 0);
		assert_int_equal(connect(peer, (struct sockaddr *)&loopback, len), 0);
		say_head(1);
		assert_int_equal(fastcgi_accept(fastcgi), is_listed ? FASTCGI_OK : FASTCGI_NONE);
	}
	unsetenv("FCGI_WEB_SERVER_ADDRS");
	reply("x", NULL, 0, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_is_read_and_answered),
		TEST(a_long_reply_is_whole),
		TEST(a_body_that_breaks_off_is_an_error),
		TEST(an_aborted_request_breaks_off),
		TEST(invalid_records_close_the_connection),
		TEST(a_silent_peer_is_disconnected),
		TEST(peers_that_are_not_listed_are_disconnected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
