/* SPDX-License-Identifier: MIT */
/*
 * fastcgi_peer.h: common/http/wire/fastcgi.c with a peer that speaks FastCGI to it. One test program includes it at a time.
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
