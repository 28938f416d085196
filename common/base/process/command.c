/* SPDX-License-Identifier: MIT */
#include "base/process/command.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process/descriptor.h"
#include "base/str.h"

static const char *const environment[] = { "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL",
	"TZ", "TMPDIR" };

#define ENVIRONMENT_MAX (ARRAY_LEN(environment) + 2)
#define DEFAULT_PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Fills in NAME=value for the program, with NULL after the last. */
static void
environment_make(struct arena *mem, char *env[ENVIRONMENT_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(environment); i++) {
		const char *value = getenv(environment[i]);

		if (value)
			env[count++] = arena_printf(mem, "%s=%s", environment[i], value);
	}
	if (!getenv("PATH"))
		env[count++] = arena_strdup(mem, DEFAULT_PATH);
	env[count] = NULL;
}

int
command_start(struct arena *mem, char *const argv[], int input, int output, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	char *env[ENVIRONMENT_MAX];
	sigset_t none, defaults;
	int error;

	environment_make(mem, env);
	/* If SIGCHLD was ignored when this process started, waitpid() would not return the status. */
	signal(SIGCHLD, SIG_DFL);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	sigfillset(&defaults);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	descriptors_close_on_exec();
	error = posix_spawn(pid, argv[0], &files, &attributes, argv, env);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

enum command_state
command_wait(pid_t pid, int64_t wait_ms, int *status)
{
	const struct timespec pause = { 0, 5 * 1000 * 1000 };
	int64_t until_ms = clock_monotonic_ms() + wait_ms;

	for (;;) {
		pid_t ended = waitpid(pid, status, WNOHANG);

		if (ended > 0)
			return COMMAND_ENDED;
		if (ended < 0 && errno != EINTR)
			return COMMAND_LOST;
		if (clock_monotonic_ms() >= until_ms)
			return COMMAND_RUNNING;
		nanosleep(&pause, NULL);
	}
}

void
command_stop(pid_t pid)
{
	/* Killing the group ends also the children of a program that is a script. */
	kill(-pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}
