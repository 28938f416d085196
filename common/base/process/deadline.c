/* SPDX-License-Identifier: MIT */
#include "base/process/deadline.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"

static volatile sig_atomic_t deadline_fd = -1; /* the socket that will be shut down; -1: none */

static void
on_alarm(int number)
{
	int saved = errno;

	(void)number;
	if (deadline_fd >= 0)
		shutdown(deadline_fd, SHUT_RDWR);
	errno = saved;
}

void
deadline_init(void)
{
	/* With SA_RESTART a read() is restarted and finds that the socket is shut down. */
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	sigset_t set;

	sigaction(SIGALRM, &action, NULL);
	/* The process inherits its parent's signal mask, which may block SIGALRM. */
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void
timer_set(int64_t ms)
{
	const struct itimerval timer = { .it_value = {
					     .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 } };

	setitimer(ITIMER_REAL, &timer, NULL);
}

void
deadline_begin(int fd, int64_t until_ms)
{
	int64_t left_ms = until_ms - clock_monotonic_ms();

	deadline_fd = fd;
	/* setitimer() with 0 would disarm the timer. */
	timer_set(left_ms > 0 ? left_ms : 1);
}

void
deadline_end(void)
{
	timer_set(0);
	deadline_fd = -1;
}
