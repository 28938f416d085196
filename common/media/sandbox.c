/* SPDX-License-Identifier: MIT */
#include "media/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <seccomp.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process/descriptor.h"
#include "base/process/library.h"
#include "base/str.h"

/* How the child ends, besides by a signal. */
enum status { STATUS_DONE, STATUS_FAILED, STATUS_IMPOSSIBLE };

#define FILE_SIZE_MAX (1024 * 1024) /* bytes */
#define READ_SIZE (64 * 1024)       /* bytes */

/* --- the child ----------------------------------------------------------------------------- */

#ifndef LIVECHAT_SANITIZE

#define FUNCTIONS(X) X(seccomp_init) X(seccomp_rule_add) X(seccomp_load)

static struct {
	FUNCTIONS(LIBRARY_POINTER)
} lib;
static const struct library_function functions[] = { FUNCTIONS(LIBRARY_FUNCTION) };

/* Loads what the child needs, before it is there. Returns NULL, or the reason why that cannot be done. */
static const char *
child_prepare(void)
{
	return lib.seccomp_load
		   ? NULL
		   : library_load("libseccomp.so.2", functions, ARRAY_LEN(functions), &lib);
}

static bool
limit(__rlimit_resource_t resource, rlim_t value)
{
	const struct rlimit both = { value, value };

	return setrlimit(resource, &both) == 0;
}

/* Memory may be used, but neither a file be mapped nor a program be made in it. */
static bool
allow_memory(scmp_filter_ctx filter, int call)
{
	return lib.seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
		   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		   SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0;
}

/*
 * These are all calls that are allowed. Sorting asks for the size of the memory, in old C libraries. Any other one ends the
 * thread, and the child has no second one: to end the process would need a call that old kernels do not have, and services
 * of systemd may not make.
 */
static bool
calls_forbid(void)
{
	static const int calls[] = { SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(munmap),
		SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
		SCMP_SYS(exit_group) };
	scmp_filter_ctx filter = lib.seccomp_init(SCMP_ACT_KILL_THREAD);
	bool done = filter && allow_memory(filter, SCMP_SYS(mmap));

#if defined(__NR_mmap2)
	done = done && allow_memory(filter, SCMP_SYS(mmap2));
#endif
	for (size_t i = 0; done && i < ARRAY_LEN(calls); i++)
		done = lib.seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
	return done && lib.seccomp_load(filter) == 0;
}

static bool
child_confine(const struct sandbox *sandbox, uint64_t mapped)
{
	return limit(RLIMIT_AS, mapped + sandbox->memory_max) &&
	       limit(RLIMIT_FSIZE, FILE_SIZE_MAX) && limit(RLIMIT_CORE, 0) &&
	       limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0) &&
	       prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       calls_forbid();
}

#define KEPT_OPEN 1 /* descriptors */

#else

static const char *
child_prepare(void)
{
	return NULL;
}

static bool
child_confine(const struct sandbox *sandbox, uint64_t mapped)
{
	(void)sandbox;
	(void)mapped;
	return true;
}

/* The sanitizers write what they find to standard error. */
#define KEPT_OPEN 3

#endif

/* All signals are blocked here: a child that is told to end with its parent's group may do so a little later. */
_Noreturn static void
child_run(const struct sandbox *sandbox, uint64_t mapped, pid_t parent, int output,
    sandbox_fn *work, void *arg)
{
	const struct rlimit cpu = { sandbox->cpu_s, sandbox->cpu_s };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || dup2(output, STDIN_FILENO) < 0)
		_exit(STATUS_FAILED);
	descriptors_close_from(KEPT_OPEN);
	if (setrlimit(RLIMIT_CPU, &cpu) != 0 || !child_confine(sandbox, mapped))
		_exit(STATUS_IMPOSSIBLE);
	_exit(work(arg, STDIN_FILENO) ? STATUS_DONE : STATUS_FAILED);
}

/* --- the parent ---------------------------------------------------------------------------- */

static void
impossible_log(const char *what, const char *reason)
{
	static bool logged;

	if (!logged)
		log_error("pictures get no thumbnails: %s: %s", what, reason);
	logged = true;
}

/* Returns how many bytes of addresses this process uses; 0 if the system does not tell. */
static uint64_t
mapped_bytes(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file) {
		if (fscanf(file, "%lu", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Reads until the child closes its end. False: it wrote too much, or needed too long. */
static bool
output_read(const struct sandbox *sandbox, int fd, int64_t until_ms, struct buf *output)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };

	for (;;) {
		int64_t left_ms = until_ms - clock_monotonic_ms();
		ssize_t len;

		if (left_ms <= 0 || output->len > sandbox->output_max)
			return false;
		if (poll(&readable, 1, (int)left_ms) <= 0)
			continue;
		len = read(fd, buf_reserve(output, READ_SIZE), READ_SIZE);
		if (len == 0)
			return true;
		if (len > 0)
			output->len += (size_t)len;
		else if (errno != EINTR && errno != EAGAIN)
			return false;
	}
}

/* Returns how the child has ended, after ending it if `kill_first`. */
static enum sandbox_result
child_wait(pid_t child, bool kill_first)
{
	int status = 0;
	pid_t ended;

	if (kill_first)
		kill(child, SIGKILL);
	do
		ended = waitpid(child, &status, 0);
	while (ended < 0 && errno == EINTR);
	if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == STATUS_DONE)
		return SANDBOX_OK;
	if (ended != child || !WIFEXITED(status) || WEXITSTATUS(status) != STATUS_IMPOSSIBLE)
		return SANDBOX_FAILED;
	impossible_log("the kernel", "it has no seccomp, or does not let this process use it");
	return SANDBOX_IMPOSSIBLE;
}

/* Starts the child with all signals blocked, so that no handler of the parent runs in it. Returns as fork() does. */
static pid_t
child_start(const struct sandbox *sandbox, uint64_t mapped, int output, sandbox_fn *work, void *arg)
{
	pid_t parent = getpid(), child;
	sigset_t all, old;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	child = fork();
	if (child == 0)
		child_run(sandbox, mapped, parent, output, work, arg);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return child;
}

enum sandbox_result
sandbox_run(const struct sandbox *sandbox, sandbox_fn *work, void *arg, struct buf *output)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	int64_t until_ms = clock_monotonic_ms() + sandbox->wall_ms;
	const char *missing = child_prepare();
	uint64_t mapped = mapped_bytes();
	enum sandbox_result result = SANDBOX_IMPOSSIBLE;
	struct sigaction old;
	int ends[2];
	pid_t child;

	if (missing) {
		impossible_log("libseccomp", missing);
		return SANDBOX_IMPOSSIBLE;
	}
	if (mapped == 0) {
		impossible_log("/proc/self/statm", "it cannot be read");
		return SANDBOX_IMPOSSIBLE;
	}
	if (pipe2(ends, O_CLOEXEC) < 0) {
		impossible_log("a pipe", strerror(errno));
		return SANDBOX_IMPOSSIBLE;
	}
	/* If SIGCHLD is ignored, which is inherited, waitpid() does not tell how a child has ended. */
	sigaction(SIGCHLD, &by_default, &old);
	child = child_start(sandbox, mapped, ends[1], work, arg);
	if (child < 0)
		impossible_log("a process that reads them", strerror(errno));
	close(ends[1]);
	if (child > 0)
		result = child_wait(child, !output_read(sandbox, ends[0], until_ms, output));
	close(ends[0]);
	sigaction(SIGCHLD, &old, NULL);
	if (result != SANDBOX_OK)
		buf_reset(output);
	return result;
}
