/* The FastCGI protocol: what web servers send, what others send, and what they get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/wire/fastcgi.h"

enum { BEGIN = 1, ABORT = 2, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, DATA = 8, VALUES = 9 };

static struct fastcgi *fastcgi;
static int listening, peer;
static struct sockaddr_un address = { .sun_family = AF_UNIX };

static int
begin(void **state)
{
	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/livechat-test-fcgi-%ld",
	    (long)getpid());
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listening, 5) < 0)
		return -1;
	peer = socket(AF_UNIX, SOCK_STREAM, 0);
	fastcgi = fastcgi_new(listening);
	return connect(peer, (struct sockaddr *)&address, sizeof(address));
}

static int
end(void **state)
{
	(void)state;
	fastcgi_free(fastcgi);
	close(peer);
	close(listening);
	unlink(address.sun_path);
	return 0;
}

static void
say(const void *bytes, size_t len)
{
	assert_int_equal(send(peer, bytes, len, MSG_NOSIGNAL), len);
}

static void
say_record(unsigned type, unsigned id, const void *content, size_t len, size_t padding)
{
	const unsigned char header[8] = { 1, (unsigned char)type, (unsigned char)(id >> 8),
		(unsigned char)id, (unsigned char)(len >> 8), (unsigned char)len,
		(unsigned char)padding };
	const char nothing[255] = { 0 };

	say(header, sizeof(header));
	if (len > 0)
		say(content, len);
	if (padding > 0)
		say(nothing, padding);
}

static void
say_begin(unsigned id, unsigned role)
{
	const unsigned char content[8] = { 0, (unsigned char)role, 1 };

	say_record(BEGIN, id, content, sizeof(content), 0);
}

/* All that comes before a body. */
static void
say_get(unsigned id)
{
	say_begin(id, 1);
	say_record(PARAMS, id, "\x0e\x03REQUEST_METHODGET", 19, 5);
	say_record(PARAMS, id, NULL, 0, 0);
}

static ssize_t
read_all(char *bytes, size_t len)
{
	const struct transport transport = fastcgi_transport(fastcgi);

	return transport.read(transport.arg, bytes, len);
}

static void
reply(const char *head, size_t head_len, const char *body, size_t body_len, bool body_left)
{
	const struct transport transport = fastcgi_transport(fastcgi);
	struct buf head_buf = { 0 }, body_buf = { 0 };

	buf_put(&head_buf, head, head_len);
	buf_put(&body_buf, body, body_len);
	assert_true(transport.write(transport.arg, &head_buf, &body_buf));
	transport.finish(transport.arg, body_left);
	buf_free(&head_buf);
	buf_free(&body_buf);
}

/* Exactly so many bytes must come. */
static void
hear(void *bytes, size_t len)
{
	assert_int_equal(recv(peer, bytes, len, MSG_WAITALL), len);
}

/* The next record's content, which must be of that type; returns its length. */
static size_t
hear_record(unsigned type, unsigned id, char *content)
{
	unsigned char header[8];
	size_t len;

	hear(header, sizeof(header));
	assert_int_equal(header[0], 1);
	assert_int_equal(header[1], type);
	assert_int_equal(header[2] << 8 | header[3], id);
	len = (size_t)header[4] << 8 | header[5];
	assert_int_equal(header[6], 0);
	if (len > 0)
		hear(content, len);
	return len;
}

static void
hear_nothing(void)
{
	char byte;

	assert_true(recv(peer, &byte, 1, 0) <= 0);
}

/* Two variables over three records, one of them longer than a byte can say, an empty one. */
static void
reads_variables_and_a_body_in_pieces(void **state)
{
	static const unsigned char lengths[] = { 4, 0x80, 0, 1, 0x2c };
	char value[301] = "", body[20] = "";
	char content[64];
	char *const *env;

	(void)state;
	memset(value, 'v', 300);
	say_record(VALUES, 0, "\x0e\0FCGI_MAX_CONNS", 16, 0);
	say_record(77, 0, NULL, 0, 0);
	say_record(STDIN, 9, "of nobody", 9, 0);
	say_begin(258, 1);
	say_record(PARAMS, 258, lengths, sizeof(lengths), 3);
	say_record(PARAMS, 258, "NAME", 4, 255);
	say_record(PARAMS, 258, value, 300, 0);
	say_record(PARAMS, 258, "\x05\0EMPTY", 7, 0);
	say_record(PARAMS, 258, NULL, 0, 0);
	say_record(STDIN, 258, "one ", 4, 4);
	say_record(DATA, 258, "unwanted", 8, 0);
	say_begin(3, 1);
	say_record(STDIN, 3, "of another", 10, 0);
	say_record(STDIN, 258, "two", 3, 0);
	say_record(STDIN, 258, NULL, 0, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	env = fastcgi_env(fastcgi);
	assert_int_equal(strncmp(env[0], "NAME=v", 6), 0);
	assert_string_equal(env[0] + 5, value);
	assert_string_equal(env[1], "EMPTY=");
	assert_null(env[2]);
	assert_int_equal(read_all(body, 5), 5);
	assert_int_equal(read_all(body + 5, 10), 2);
	assert_string_equal(body, "one two");
	assert_int_equal(read_all(body, 1), 0);
	reply("hel", 3, "lo", 2, false);
	assert_int_equal(hear_record(10, 0, content), 0);
	assert_int_equal(hear_record(11, 0, content), 8);
	assert_int_equal(content[0], 77);
	assert_int_equal(hear_record(END, 3, content), 8);
	assert_int_equal(content[4], 1);
	assert_int_equal(hear_record(STDOUT, 258, content), 5);
	assert_memory_equal(content, "hello", 5);
	assert_int_equal(hear_record(STDOUT, 258, content), 0);
	assert_int_equal(hear_record(END, 258, content), 8);
	assert_memory_equal(content, "\0\0\0\0\0", 5);
	hear_nothing();
}

static void
cuts_a_long_reply_into_records(void **state)
{
	static char long_reply[100000], heard[2 * 65536];
	size_t first, second;

	(void)state;
	for (size_t i = 0; i < sizeof(long_reply); i++)
		long_reply[i] = (char)(i % 251);
	say_get(1);
	say_record(STDIN, 1, NULL, 0, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	reply(long_reply, 70000, long_reply + 70000, sizeof(long_reply) - 70000, false);
	first = hear_record(STDOUT, 1, heard);
	second = hear_record(STDOUT, 1, heard + first);
	assert_int_equal(first + second, sizeof(long_reply));
	assert_memory_equal(heard, long_reply, sizeof(long_reply));
	assert_int_equal(hear_record(STDOUT, 1, heard), 0);
	assert_int_equal(hear_record(END, 1, heard), 8);
	hear_nothing();
}

static void
a_body_that_breaks_off_is_told_from_one_that_ends(void **state)
{
	char body[10];

	(void)state;
	say_get(1);
	say_record(STDIN, 1, "half", 4, 0);
	shutdown(peer, SHUT_WR);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_int_equal(read_all(body, sizeof(body)), 4);
	assert_int_equal(read_all(body, sizeof(body)), -1);
	reply("x", 1, NULL, 0, true);
}

static void
an_aborted_request_breaks_off(void **state)
{
	char body[10];

	(void)state;
	say_get(1);
	say_record(ABORT, 1, NULL, 0, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_int_equal(read_all(body, sizeof(body)), -1);
	reply("x", 1, NULL, 0, true);
}

/* None is a request, and the next connection is taken all the same. */
static void
refuses_what_is_no_request(void **state)
{
	char content[8];

	(void)state;
	say_begin(1, 2);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	assert_int_equal(hear_record(END, 1, content), 8);
	assert_int_equal(content[4], 3);
	for (int i = 0; i < 4; i++) {
		close(peer);
		peer = socket(AF_UNIX, SOCK_STREAM, 0);
		assert_int_equal(connect(peer, (struct sockaddr *)&address, sizeof(address)), 0);
		if (i == 0) {
			say("GET / HTTP/1.1\r\n\r\n", 18);
		} else if (i == 1) {
			say_begin(1, 1);
			say_record(PARAMS, 1, "\x05\x05too short", 11, 0);
			say_record(PARAMS, 1, NULL, 0, 0);
		} else if (i == 2) {
			say_begin(1, 1);
			shutdown(peer, SHUT_WR);
		}
		/* The last says nothing at all. */
		assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	}
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE); /* nobody there */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_variables_and_a_body_in_pieces, begin, end),
		cmocka_unit_test_setup_teardown(cuts_a_long_reply_into_records, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_body_that_breaks_off_is_told_from_one_that_ends, begin, end),
		cmocka_unit_test_setup_teardown(an_aborted_request_breaks_off, begin, end),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_request, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
