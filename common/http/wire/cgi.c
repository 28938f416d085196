/* SPDX-License-Identifier: MIT */
#include "http/wire/cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process/descriptor.h"
#include "http/wire/pace.h"

#define PIECE_SIZE 65536     /* what a pipe takes at once */
#define AFTER_REPLY_MAX_S 60 /* for what is done after the reply, such as sending mail */

/* The time of a body that may be long; of any other the web server watches over it. */
static struct {
	bool set;
	struct pace pace;
} paced;

static void
cgi_pace(void *arg)
{
	(void)arg;
	paced.set = true;
	pace_begin(&paced.pace, PACE_CREDIT_MS, clock_monotonic_ms());
}

/* Waits until there is something to be read; false: there is nothing in time. */
static bool
input_wait(void)
{
	struct pollfd readable = { .fd = STDIN_FILENO, .events = POLLIN };
	int ready;

	do {
		int64_t left_ms = pace_until_ms(&paced.pace) - clock_monotonic_ms();

		ready = left_ms > 0 ? poll(&readable, 1, (int)left_ms) : 0;
	} while (ready < 0 && errno == EINTR);
	return ready != 0;
}

static ssize_t
cgi_read(void *arg, char *bytes, size_t len)
{
	size_t have = 0;
	ssize_t got;

	(void)arg;
	while (have < len) {
		if (paced.set && !input_wait())
			return -1;
		got = read(STDIN_FILENO, bytes + have, len - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
		if (paced.set)
			pace_gain(&paced.pace, (size_t)got, clock_monotonic_ms());
	}
	return (ssize_t)have;
}

static bool
write_spool(const struct spool *spool)
{
	static char piece[PIECE_SIZE];
	ssize_t got = 0;

	for (uint64_t done = 0; done < spool->len; done += (uint64_t)got) {
		got = spool_read(spool, done, piece, sizeof(piece));
		if (got <= 0 || !descriptor_write(STDOUT_FILENO, piece, (size_t)got))
			return false;
	}
	return true;
}

static sigset_t mask_before; /* the signal mask of before the reply */

/*
 * Web servers end a CGI program when its output has ended: lighttpd sends SIGTERM at once, as soon
 * as it has the last byte that Content-Length announces, Apache SIGKILL after three seconds. What
 * follows the reply is not to be lost by that, so SIGTERM has to wait from before that byte on.
 */
static void
enders_hold(void)
{
	sigset_t enders;

	sigemptyset(&enders);
	sigaddset(&enders, SIGTERM);
	sigaddset(&enders, SIGHUP);
	sigprocmask(SIG_BLOCK, &enders, &mask_before);
}

static bool
cgi_write(void *arg, const struct buf *head, const struct spool *spool, const struct buf *rest)
{
	(void)arg;
	enders_hold();
	return descriptor_write(STDOUT_FILENO, head->data, head->len) && write_spool(spool) &&
	       descriptor_write(STDOUT_FILENO, rest->data, rest->len);
}

/*
 * A process that the web server does not know does what follows the reply. If none can be started,
 * this one does it, and SIGTERM still has to wait.
 */
static void
go_on_unknown(void)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	sigset_t alarms;
	pid_t pid;

	pid = fork();
	if (pid > 0)
		_exit(0);
	if (pid == 0) {
		setsid();
		sigprocmask(SIG_SETMASK, &mask_before, NULL);
	}
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarms, NULL);
	sigaction(SIGALRM, &by_default, NULL);
	alarm(AFTER_REPLY_MAX_S);
}

/*
 * Ends the reading of a body of which a part is unread. Where the web server passes it through a socket, as Apache does,
 * the server would lose the reply if that were closed with unread data; so it is told first that nothing more is read,
 * and reads the rest of what the client sends away itself.
 */
static void
input_leave(int null)
{
	char scrap[16384];

	if (shutdown(STDIN_FILENO, SHUT_RD) == 0)
		while (recv(STDIN_FILENO, scrap, sizeof(scrap), MSG_DONTWAIT) > 0)
			continue;
	dup2(null, STDIN_FILENO);
}

/*
 * The web server waits for the end of standard output. /dev/null takes its place, so that no file
 * that is opened later gets its descriptor.
 */
static void
cgi_finish(void *arg, bool body_left)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)arg;
	if (null >= 0 && body_left)
		input_leave(null);
	go_on_unknown();
	if (null < 0)
		return;
	dup2(null, STDOUT_FILENO);
	close(null);
}

struct transport
cgi_transport(void)
{
	return (struct transport){
		.read = cgi_read, .write = cgi_write, .pace = cgi_pace, .finish = cgi_finish
	};
}
