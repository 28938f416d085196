/* SPDX-License-Identifier: MIT */
/*
 * common/http/wire/fastcgi.c around libfcgi: a peer that is silent, slow or misbehaving does not occupy
 * a process, and each connection ends with its request.
 */
#include "unit.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/wire/fastcgi.h"

/* The types of records (FastCGI specification, section 8). */
enum { BEGIN = 1, ABORT = 2, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, VALUES = 9 };

enum { RESPONDER = 1, AUTHORIZER = 2 };

#define REQUEST_MS 60000 /* a deadline that never passes, however busy the machine is */
#define SHORT_MS 1000    /* a deadline that passes */
#define BYTE_EVERY_MS 20
#define GIVES_UP_MS 20000

static struct fastcgi *fastcgi;
static int listening, peer;
static struct sockaddr_un address = { .sun_family = AF_UNIX };

static int
peer_connect(void)
{
	close(peer);
	peer = socket(AF_UNIX, SOCK_STREAM, 0);
	return connect(peer, (struct sockaddr *)&address, sizeof(address));
}

static int
begin_with(int request_ms)
{
	signal(SIGPIPE, SIG_IGN);
	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/livechat-test-fcgi-%ld",
	    (long)getpid());
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listening, 5) < 0)
		return -1;
	fastcgi = fastcgi_new(listening, request_ms);
	peer = -1;
	return peer_connect();
}

static int
begin(void **state)
{
	(void)state;
	return begin_with(REQUEST_MS);
}

static int
begin_short(void **state)
{
	(void)state;
	return begin_with(SHORT_MS);
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
say_record(unsigned type, unsigned id, const void *content, size_t len)
{
	const unsigned char header[8] = { 1, (unsigned char)type, (unsigned char)(id >> 8),
		(unsigned char)id, (unsigned char)(len >> 8), (unsigned char)len };

	say(header, sizeof(header));
	if (len > 0)
		say(content, len);
}

/* Sends the begin of a request that asks to keep the connection. */
static void
say_begin(unsigned id, unsigned role)
{
	const unsigned char content[8] = { 0, (unsigned char)role, 1 };

	say_record(BEGIN, id, content, sizeof(content));
}

/* Sends all that precedes a body. */
static void
say_head(unsigned id)
{
	say_begin(id, RESPONDER);
	say_record(PARAMS, id, "\x0e\x03REQUEST_METHODGET\x05\0EMPTY", 26);
	say_record(PARAMS, id, NULL, 0);
}

/*
 * Starts a process that sends a byte now and then. It ends with status 0 when the connection is closed,
 * and gives up in the end. It must be started before the connection is accepted, or it would inherit
 * both ends.
 */
static pid_t
say_slowly(char byte)
{
	const struct timespec pause = { .tv_nsec = BYTE_EVERY_MS * 1000000L };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	for (int i = 0; i < GIVES_UP_MS / BYTE_EVERY_MS; i++) {
		if (send(peer, &byte, 1, MSG_NOSIGNAL) != 1)
			_exit(0);
		nanosleep(&pause, NULL);
	}
	_exit(1);
}

static void
stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static const char *
variable(const char *name)
{
	for (char *const *env = fastcgi_env(fastcgi); *env; env++)
		if (strncmp(*env, name, strlen(name)) == 0 && (*env)[strlen(name)] == '=')
			return *env + strlen(name) + 1;
	return NULL;
}

static ssize_t
body_read(char *bytes, size_t len)
{
	const struct transport transport = fastcgi_transport(fastcgi);

	return transport.read(transport.arg, bytes, len);
}

/* Sends a reply and ends the request; returns whether the peer read all of it. */
static bool
reply(const char *head, const char *body, size_t body_len, bool body_left)
{
	const struct transport transport = fastcgi_transport(fastcgi);
	struct buf head_buf = { 0 }, body_buf = { 0 };
	struct spool spool = { 0 };
	bool ok;

	buf_puts(&head_buf, head);
	buf_put(&body_buf, body, body_len);
	ok = transport.write(transport.arg, &head_buf, &spool, &body_buf);
	transport.finish(transport.arg, body_left);
	fastcgi_forget(fastcgi);
	buf_free(&head_buf);
	buf_free(&body_buf);
	return ok;
}

/* Reads exactly this many bytes. */
static void
hear(void *bytes, size_t len)
{
	assert_int_equal(recv(peer, bytes, len, MSG_WAITALL), len);
}

/* Reads the content of the next record, which must have that type, and returns its length. */
static size_t
hear_record(unsigned type, unsigned id, char *content)
{
	unsigned char header[8];
	char padding[255];
	size_t len;

	hear(header, sizeof(header));
	assert_int_equal(header[0], 1);
	assert_int_equal(header[1], type);
	assert_int_equal(header[2] << 8 | header[3], id);
	len = (size_t)header[4] << 8 | header[5];
	if (len > 0)
		hear(content, len);
	if (header[6] > 0)
		hear(padding, header[6]);
	return len;
}

/* Checks that the connection is closed. */
static void
hear_the_end(void)
{
	char byte;

	assert_true(recv(peer, &byte, 1, 0) <= 0);
}

/* Returns whether the deadline has passed since then; clocks have a resolution of a millisecond. */
static bool
deadline_passed(int64_t begin_ms)
{
	return clock_monotonic_ms() - begin_ms >= SHORT_MS - 1;
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

/* A request of the peer, and its reply of many records, which ends with the connection. */
static void
exchange_long_reply(void)
{
	static char body[150000], heard[sizeof(body) + 65536];
	size_t len = 0;

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i % 251);
	say_head(1);
	say_record(STDIN, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_true(reply("head", body, sizeof(body), false));
	while (len < 4 + sizeof(body))
		len += hear_record(STDOUT, 1, heard + len);
	assert_int_equal(len, 4 + sizeof(body));
	assert_memory_equal(heard, "head", 4);
	assert_memory_equal(heard + 4, body, sizeof(body));
	assert_int_equal(hear_record(STDOUT, 1, heard), 0);
	assert_int_equal(hear_record(END, 1, heard), 8);
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

/* A peer that sends a byte now and then is never silent, but the whole request has one deadline. */
static void
slow_variables_are_given_up(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();
	pid_t pid;

	(void)state;
	say_begin(1, RESPONDER);
	say("\x01\x04\0\x01\xff\xff\0\0\x7f\x7f", 10);
	pid = say_slowly('n');
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_NONE);
	assert_true(deadline_passed(begin_ms));
	stop(pid);
	hear_the_end();
}

static void
a_slow_body_is_given_up(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();
	static char body[65536];
	ssize_t got;
	pid_t pid;

	(void)state;
	say_head(1);
	say("\x01\x05\0\x01\xff\xff\0\0", 8);
	pid = say_slowly('b');
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	got = body_read(body, sizeof(body));
	assert_true(got < (ssize_t)sizeof(body));
	assert_int_equal(body_read(body, sizeof(body)), -1);
	assert_true(deadline_passed(begin_ms));
	stop(pid);
	reply("x", NULL, 0, true);
}

static void
a_reply_that_nobody_reads_is_given_up(void **state)
{
	static char much[8 * 1024 * 1024];
	int64_t begin_ms = clock_monotonic_ms();

	(void)state;
	say_head(1);
	say_record(STDIN, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_false(reply("x", much, sizeof(much), false));
	assert_true(deadline_passed(begin_ms));
	/* Nothing of it is left for the next one. */
	peer_connect();
	exchange_long_reply();
}

/* The peer never ends its request but is never silent: it sends more of it, or of another one. */
static void
a_peer_that_sends_after_the_reply_is_disconnected(void **state)
{
	const char *more[] = { "\x01\x05\0\x01\xff\xff\0", "\x01\x05\0\x02\xff\xff\0" };
	int status;
	pid_t pid;

	(void)state;
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		if (i > 0)
			peer_connect();
		say_head(1);
		say(more[i], 8);
		pid = say_slowly('b');
		assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
		assert_true(reply("x", NULL, 0, false));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

/* A deadline that was met has no effect later. */
static void
a_deadline_ends_with_its_request(void **state)
{
	const struct timespec pause = { .tv_sec = 2 * SHORT_MS / 1000 };
	char content[64];

	(void)state;
	say_head(1);
	say_record(STDIN, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_int_equal(nanosleep(&pause, NULL), 0);
	assert_true(reply("x", NULL, 0, false));
	assert_int_equal(hear_record(STDOUT, 1, content), 1);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define DEADLINE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_short, end)

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
		DEADLINE_TEST(slow_variables_are_given_up),
		DEADLINE_TEST(a_slow_body_is_given_up),
		DEADLINE_TEST(a_reply_that_nobody_reads_is_given_up),
		TEST(a_peer_that_sends_after_the_reply_is_disconnected),
		DEADLINE_TEST(a_deadline_ends_with_its_request),
		TEST(peers_that_are_not_listed_are_disconnected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
