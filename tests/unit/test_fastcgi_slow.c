/* SPDX-License-Identifier: MIT */
/* A peer that is slow does not occupy a process, whichever part of a request it is slow in. */
#include "fastcgi_peer.h"

#define SHORT_MS 1000 /* a deadline that passes */
#define BYTE_EVERY_MS 20
#define GIVES_UP_MS 20000

static int
begin_short(void **state)
{
	(void)state;
	return begin_with(SHORT_MS);
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

/* Returns whether the deadline has passed since then; clocks have a resolution of a millisecond. */
static bool
deadline_passed(int64_t begin_ms)
{
	return clock_monotonic_ms() - begin_ms >= SHORT_MS - 1;
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

/* The time of a body that may be long ends, too, for a peer that is never silent but far too slow. */
static void
a_long_body_that_comes_too_slowly_is_given_up(void **state)
{
	const struct transport transport = fastcgi_transport(fastcgi);
	int64_t begin_ms = clock_monotonic_ms();
	static char body[65536];
	pid_t pid;

	(void)state;
	say_head(1);
	say("\x01\x05\0\x01\xff\xff\0\0", 8);
	pid = say_slowly('b');
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	transport.pace(transport.arg);
	assert_true(body_read(body, sizeof(body)) < (ssize_t)sizeof(body));
	assert_int_equal(body_read(body, sizeof(body)), -1);
	assert_true(deadline_passed(begin_ms));
	stop(pid);
	reply("x", NULL, 0, true);
}

/* Sends a stored file of that many bytes. */
static bool
file_send(uint64_t len)
{
	const struct transport transport = fastcgi_transport(fastcgi);
	struct buf head = { 0 }, rest = { 0 };
	char path[] = "/tmp/livechat-test-file-XXXXXX";
	int fd = mkstemp(path);
	struct spool spool = { 0 };
	bool ok;

	unlink(path);
	assert_int_equal(ftruncate(fd, (off_t)len), 0);
	spool_use(&spool, fd, 0, len);
	buf_puts(&head, "head");
	transport.pace(transport.arg);
	ok = transport.write(transport.arg, &head, &spool, &rest);
	transport.finish(transport.arg, false);
	fastcgi_forget(fastcgi);
	spool_reset(&spool);
	buf_free(&head);
	return ok;
}

static void
a_file_that_nobody_reads_is_given_up(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();

	(void)state;
	say_head(1);
	say_record(STDIN, 1, NULL, 0);
	assert_int_equal(fastcgi_accept(fastcgi), FASTCGI_OK);
	assert_false(file_send(8 * 1024 * 1024));
	assert_true(deadline_passed(begin_ms));
	/* The next request has the usual time. */
	peer_connect();
	exchange_long_reply();
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

#define DEADLINE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_short, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		DEADLINE_TEST(slow_variables_are_given_up),
		DEADLINE_TEST(a_slow_body_is_given_up),
		DEADLINE_TEST(a_long_body_that_comes_too_slowly_is_given_up),
		DEADLINE_TEST(a_file_that_nobody_reads_is_given_up),
		DEADLINE_TEST(a_reply_that_nobody_reads_is_given_up),
		TEST(a_peer_that_sends_after_the_reply_is_disconnected),
		DEADLINE_TEST(a_deadline_ends_with_its_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
