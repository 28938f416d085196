/* SPDX-License-Identifier: MIT */
#include "http/wire/prefork.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define COUNT_MAX 256
#define RESTART_AFTER_MS \
	100 /* a pause before a worker is replaced, so that one that fails at once makes no busy loop */

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

/* Runs in the new worker, which gets SIGTERM when the parent ends, for whatever reason. */
static void
child_begin(pid_t parent)
{
	sigset_t set;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		raise(SIGTERM);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Starts the workers that are missing; returns true in a new worker. */
static bool
children_start(pid_t *children, unsigned count)
{
	pid_t parent = getpid();

	for (unsigned i = 0; i < count; i++) {
		if (children[i])
			continue;
		children[i] = fork();
		if (children[i] == 0) {
			child_begin(parent);
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
 * Waits for SIGTERM or SIGUSR1 and returns its number; 0 when workers may have to be started
 * first.
 */
static int
children_wait(pid_t *children, unsigned count, const sigset_t *set)
{
	const struct timespec soon = { 0, RESTART_AFTER_MS * 1000000L }, later = { 1, 0 };
	bool complete = children_complete(children, count);
	int number = sigtimedwait(set, NULL, complete ? NULL : &later), status;
	pid_t pid;

	if (number == SIGTERM || number == SIGUSR1)
		return number;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		child_ended(children, count, pid, status);
	nanosleep(&soon, NULL);
	return 0;
}

bool
prefork(unsigned count)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	pid_t *children = calloc(count, sizeof(*children));
	int number = 0;
	sigset_t set;

	if (!children)
		log_fatal("out of memory");
	/*
	 * SIGCHLD may be ignored, which is inherited; then a worker that ends would not be
	 * noticed.
	 */
	sigaction(SIGCHLD, &by_default, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (number == 0) {
		if (children_start(children, count)) {
			free(children);
			return true;
		}
		number = children_wait(children, count, &set);
	}
	for (unsigned i = 0; i < count; i++)
		if (children[i])
			kill(children[i], number);
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
	free(children);
	return false;
}
