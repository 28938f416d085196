/* SPDX-License-Identifier: MIT */
#include "http/wire/cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static ssize_t
cgi_read(void *arg, char *bytes, size_t len)
{
	size_t have = 0;
	ssize_t got;

	(void)arg;
	while (have < len) {
		got = read(STDIN_FILENO, bytes + have, len - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

static bool
write_all(const char *bytes, size_t len)
{
	ssize_t put;

	while (len > 0) {
		put = write(STDOUT_FILENO, bytes, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}

static bool
cgi_write(void *arg, const struct buf *head, const struct buf *body)
{
	(void)arg;
	return write_all(head->data, head->len) && write_all(body->data, body->len);
}

/*
 * The web server waits for the end of standard output. /dev/null takes its place, so that no file
 * that is opened later gets its descriptor.
 */
static void
cgi_finish(void *arg, bool body_left)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)arg;
	(void)body_left;
	if (null < 0)
		return;
	dup2(null, STDOUT_FILENO);
	close(null);
}

struct transport
cgi_transport(void)
{
	return (struct transport){ .read = cgi_read, .write = cgi_write, .finish = cgi_finish };
}
