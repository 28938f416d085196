/* SPDX-License-Identifier: MIT */
#include "http/wire/prefork.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/process/program.h"

#define COUNT_MAX 256
#define RESTART_AFTER_MS \
	100 /* a pause before a worker is replaced, so that one that fails at once makes no busy loop */

/*
 * Only the parent has the writing end of this pipe, so the kernel tells the workers when it has
 * ended. The byte in the pipe is for the worker that takes its place.
 */
static int pipe_ends[2] = { -1, -1 };

/* The process that started the first parent, such as the web server; -1: it is not known. */
static int starter = -1;

/* The same, once its child has ended and it can no longer tell the others to end. */
static int followed = -1;

unsigned
prefork_count(void)
{
	const char *text = getenv("LIVECHAT_PROCESSES");
	unsigned long count;

	if (!text || !*text)
		return 1;
	count = text[strspn(text, "0123456789")] ? 0 : strtoul(text, NULL, 10);
	if (count >= 1 && count <= COUNT_MAX)
		return (unsigned)count;
	log_error("LIVECHAT_PROCESSES must be a number from 1 to %d, not \"%s\"", COUNT_MAX, text);
	return 1;
}

static void
fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
pipe_open(void)
{
	if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) < 0 || write(pipe_ends[1], "", 1) != 1)
		log_fatal("a pipe for LIVECHAT_PROCESSES: %s", strerror(errno));
}

/*
 * Returns a descriptor that becomes readable when the parent of this process ends; -1 if that is
 * init, which never does, or if the system has no such descriptors.
 */
static int
starter_open(void)
{
#ifdef SYS_pidfd_open
	pid_t pid = getppid();
	int fd = pid > 1 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;

	/* If it has ended meanwhile, the number may be that of another process. */
	if (getppid() != pid)
		fd_close(&fd);
	return fd;
#else
	return -1;
#endif
}

static bool
has_ended(int process)
{
	struct pollfd end = { .fd = process, .events = POLLIN };

	return poll(&end, 1, 0) > 0;
}

/* Runs in the new worker. */
static void
child_begin(void)
{
	sigset_t set;

	fd_close(&pipe_ends[1]);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Starts the workers that are missing; returns true in a new worker. */
static bool
children_start(pid_t *children, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (children[i])
			continue;
		children[i] = fork();
		if (children[i] == 0) {
			child_begin();
			return true;
		}
		if (children[i] < 0) {
			log_error(
			    "process %u of %u cannot be started: %s: raise the account's limit "
			    "of processes, or lower LIVECHAT_PROCESSES",
			    i + 1, count, strerror(errno));
			children[i] = 0;
		}
	}
	return false;
}

static void
child_ended(pid_t *children, unsigned count, pid_t pid, int status)
{
	for (unsigned i = 0; i < count; i++)
		if (children[i] == pid)
			children[i] = 0;
	if (WIFSIGNALED(status))
		log_error("process %ld was ended by signal %d; another takes its place", (long)pid,
		    WTERMSIG(status));
}

static bool
children_complete(const pid_t *children, unsigned count)
{
	while (count > 0 && children[count - 1])
		count--;
	return count == 0;
}

/*
 * The web server whose child the first parent was has ended. The next one must not find the
 * socket that these processes still have, or it would not start any.
 */
static void
socket_unlink(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNSPEC };
	socklen_t len = sizeof(address);

	if (getsockname(STDIN_FILENO, (struct sockaddr *)&address, &len) == 0 &&
	    address.sun_family == AF_UNIX && len < sizeof(address))
		unlink(address.sun_path);
}

/*
 * Waits for SIGTERM or SIGUSR1 and returns its number; SIGUSR1 also when another program is in the place of this one;
 * 0 when workers may have to be started first. `signals` is readable when a signal of the set is pending.
 */
static int
children_wait(pid_t *children, unsigned count, const sigset_t *set, int signals, bool *replaced)
{
	const struct timespec soon = { 0, RESTART_AFTER_MS * 1000000L }, now = { 0, 0 };
	struct pollfd events[] = { { .fd = signals, .events = POLLIN },
		{ .fd = followed, .events = POLLIN } };
	int number, status;
	pid_t pid;

	poll(events, 2, children_complete(children, count) ? PROGRAM_LOOK_MS : 1000);
	number = sigtimedwait(set, NULL, &now);
	if (number == SIGTERM || number == SIGUSR1)
		return number;
	*replaced = program_is_replaced();
	if (*replaced)
		return SIGUSR1;
	if (events[1].revents) {
		socket_unlink();
		return SIGTERM;
	}
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		child_ended(children, count, pid, status);
	nanosleep(&soon, NULL);
	return 0;
}

/* Keeps the workers running. Returns 0 in a worker, else the signal that ends them. */
static int
children_keep(pid_t *children, unsigned count, bool *replaced)
{
	sigset_t set;
	int signals, number = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		log_fatal("waiting for signals: %s", strerror(errno));
	while (number == 0 && !children_start(children, count))
		number = children_wait(children, count, &set, signals, replaced);
	close(signals);
	return number;
}

bool
prefork(unsigned count, bool *replaced)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	static bool again;
	pid_t *children = calloc(count, sizeof(*children));
	int number;

	if (!children)
		log_fatal("out of memory");
	/*
	 * SIGCHLD may be ignored, which is inherited; then a worker that ends would not be
	 * noticed.
	 */
	sigaction(SIGCHLD, &by_default, NULL);
	if (!again)
		starter = starter_open();
	again = true;
	pipe_open();
	number = children_keep(children, count, replaced);
	for (unsigned i = 0; number && i < count; i++)
		if (children[i])
			kill(children[i], number);
	while (number && (wait(NULL) > 0 || errno == EINTR))
		continue;
	free(children);
	if (number) {
		fd_close(&pipe_ends[0]);
		fd_close(&pipe_ends[1]);
	}
	return number == 0;
}

int
prefork_parent(void)
{
	return pipe_ends[0];
}

bool
prefork_succeed(void)
{
	char byte;
	bool first = read(pipe_ends[0], &byte, 1) == 1;

	fd_close(&pipe_ends[0]);
	if (!first)
		return false;
	log_error("the process that starts the others was ended; this one takes its place");
	/* If the starter has ended before, then nothing is lost with it. */
	if (starter >= 0 && !has_ended(starter))
		followed = starter;
	return true;
}
