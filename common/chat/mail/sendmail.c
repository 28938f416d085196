/* SPDX-License-Identifier: MIT */
#include "chat/mail/sendmail.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"

#define OUTPUT_MAX 300 /* bytes of the program's output that the reason quotes */

/*
 * What the program gets of this process's environment. In a CGI program that describes the
 * request, with tokens and with names that the client chose (HTTP_PROXY).
 */
static const char *const environment[] = { "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL",
	"TZ", "TMPDIR" };

#define ENVIRONMENT_MAX (ARRAY_LEN(environment) + 2)
#define DEFAULT_PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

struct sendmail {
	pid_t pid;    /* also the id of its process group */
	FILE *output; /* a temporary file with its stdout and stderr */
	char *program;
	int64_t deadline_ms; /* by the monotonic clock */
};

static FILE *
file_with(const char *text)
{
	FILE *file = tmpfile();

	if (!file)
		return NULL;
	if (fwrite(text, 1, strlen(text), file) != strlen(text) || fflush(file) != 0 ||
	    fseek(file, 0, SEEK_SET) != 0) {
		fclose(file);
		return NULL;
	}
	return file;
}

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

/*
 * Starts the program in a process group of its own, so that program_stop() reaches its children,
 * with the default signals that a shell would give it, and without the descriptors of this process:
 * the database's connection is logged in. Returns 0 or an errno.
 */
static int
program_start(struct sendmail *sendmail, char *const argv[], char *const env[], FILE *input)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fileno(input), STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, fileno(sendmail->output), STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, fileno(sendmail->output), STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	sigfillset(&defaults);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	descriptors_close_on_exec();
	error = posix_spawn(&sendmail->pid, sendmail->program, &files, &attributes, argv, env);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static void
sendmail_free(struct sendmail *sendmail)
{
	if (sendmail->output)
		fclose(sendmail->output);
	free(sendmail->program);
	free(sendmail);
}

struct sendmail *
sendmail_start(struct arena *mem, const char *program, const char *recipient, const char *content,
    const char **reason)
{
	char *const argv[] = { arena_strdup(mem, "sendmail"), arena_strdup(mem, "-oi"),
		arena_strdup(mem, "--"), arena_strdup(mem, recipient), NULL };
	char *env[ENVIRONMENT_MAX];
	struct sendmail *sendmail = calloc(1, sizeof(*sendmail));
	FILE *input = file_with(content);
	int error;

	if (!sendmail)
		log_fatal("out of memory");
	sendmail->program = str_dup(program);
	/* If SIGCHLD was ignored when this process started, waitpid() would not return the status. */
	signal(SIGCHLD, SIG_DFL);
	sendmail->output = tmpfile();
	sendmail->deadline_ms = clock_monotonic_ms() + SENDMAIL_TIMEOUT_MS;
	environment_make(mem, env);
	error = input && sendmail->output ? program_start(sendmail, argv, env, input) : -1;
	if (error == 0)
		*reason = NULL;
	else if (error < 0)
		*reason = arena_printf(mem, "cannot make a temporary file: %s", strerror(errno));
	else
		*reason = arena_printf(mem,
		    "cannot run %s: %s; set LIVECHAT_SENDMAIL to the host's sendmail", program,
		    strerror(error));
	if (input)
		fclose(input);
	if (error == 0)
		return sendmail;
	sendmail_free(sendmail);
	return NULL;
}

/* Returns the output of the program as one line of valid UTF-8. */
static const char *
output_line(struct sendmail *sendmail, struct arena *mem)
{
	char *line = arena_alloc(mem, OUTPUT_MAX + 1);
	size_t len;

	rewind(sendmail->output);
	len = fread(line, 1, OUTPUT_MAX, sendmail->output);
	line[len] = '\0';
	if (!utf8_valid(line, len, &len))
		line[len] = '\0';
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	return line;
}

static enum sendmail_state
sendmail_ended(struct sendmail *sendmail, int status, struct arena *mem, const char **reason)
{
	bool signaled = WIFSIGNALED(status);
	const char *line;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		*reason = NULL;
		return SENDMAIL_TAKEN;
	}
	line = output_line(sendmail, mem);
	*reason = arena_printf(mem, "%s ended with %s %d%s%s", sendmail->program,
	    signaled ? "signal" : "status", signaled ? WTERMSIG(status) : WEXITSTATUS(status),
	    *line ? ": " : "", line);
	return SENDMAIL_REFUSED;
}

static void
program_stop(struct sendmail *sendmail)
{
	/* Killing the group ends also the children of a program that is a script. */
	kill(-sendmail->pid, SIGKILL);
	while (waitpid(sendmail->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

enum sendmail_state
sendmail_wait(struct sendmail *sendmail, int64_t wait_ms, struct arena *mem, const char **reason)
{
	const struct timespec pause = { 0, 5 * 1000 * 1000 };
	int64_t until_ms = clock_monotonic_ms() + wait_ms;
	enum sendmail_state state = SENDMAIL_REFUSED;
	int status;

	for (;;) {
		pid_t ended = waitpid(sendmail->pid, &status, WNOHANG);

		if (ended > 0) {
			state = sendmail_ended(sendmail, status, mem, reason);
			break;
		}
		if (ended < 0 && errno != EINTR) {
			*reason = arena_printf(mem, "%s: %s", sendmail->program, strerror(errno));
			break;
		}
		if (clock_monotonic_ms() >= sendmail->deadline_ms) {
			program_stop(sendmail);
			*reason = arena_printf(mem, "%s took longer than %d s and was stopped",
			    sendmail->program, SENDMAIL_TIMEOUT_MS / 1000);
			break;
		}
		if (clock_monotonic_ms() >= until_ms)
			return SENDMAIL_RUNNING;
		nanosleep(&pause, NULL);
	}
	sendmail_free(sendmail);
	return state;
}

void
sendmail_abandon(struct sendmail *sendmail)
{
	if (!sendmail)
		return;
	program_stop(sendmail);
	sendmail_free(sendmail);
}
