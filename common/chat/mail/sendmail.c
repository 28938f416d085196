/* SPDX-License-Identifier: MIT */
#include "chat/mail/sendmail.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process/command.h"
#include "base/str.h"
#include "base/utf8.h"

#define OUTPUT_MAX 300 /* bytes of the program's output that the reason quotes */

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
	char *const argv[] = { arena_strdup(mem, program), arena_strdup(mem, "-oi"),
		arena_strdup(mem, "--"), arena_strdup(mem, recipient), NULL };
	struct sendmail *sendmail = calloc(1, sizeof(*sendmail));
	FILE *input = file_with(content);
	int error;

	if (!sendmail)
		log_fatal("out of memory");
	sendmail->program = str_dup(program);
	sendmail->output = tmpfile();
	sendmail->deadline_ms = clock_monotonic_ms() + SENDMAIL_TIMEOUT_MS;
	error = input && sendmail->output ? command_start(mem, argv, fileno(input),
						fileno(sendmail->output), &sendmail->pid)
					  : -1;
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

enum sendmail_state
sendmail_wait(struct sendmail *sendmail, int64_t wait_ms, struct arena *mem, const char **reason)
{
	int64_t left_ms = sendmail->deadline_ms - clock_monotonic_ms();
	enum sendmail_state state = SENDMAIL_REFUSED;
	int status;

	switch (command_wait(sendmail->pid, wait_ms < left_ms ? wait_ms : left_ms, &status)) {
	case COMMAND_ENDED:
		state = sendmail_ended(sendmail, status, mem, reason);
		break;
	case COMMAND_LOST:
		*reason = arena_printf(mem, "%s: %s", sendmail->program, strerror(errno));
		break;
	case COMMAND_RUNNING:
		if (clock_monotonic_ms() < sendmail->deadline_ms)
			return SENDMAIL_RUNNING;
		command_stop(sendmail->pid);
		*reason = arena_printf(mem, "%s took longer than %d s and was stopped",
		    sendmail->program, SENDMAIL_TIMEOUT_MS / 1000);
		break;
	}
	sendmail_free(sendmail);
	return state;
}

void
sendmail_abandon(struct sendmail *sendmail)
{
	if (!sendmail)
		return;
	command_stop(sendmail->pid);
	sendmail_free(sendmail);
}
