/* SPDX-License-Identifier: MIT */
#include "chat/files/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/process/command.h"
#include "base/str.h"

#define ARGUMENTS_MAX 32

/* Splits the command at its blanks. */
static void
command_split(struct arena *mem, const char *command, char *argv[ARGUMENTS_MAX + 1])
{
	const char *item;
	size_t count = 0, len;

	while (count < ARGUMENTS_MAX && (item = str_next(&command, " \t", &len)))
		argv[count++] = arena_strndup(mem, item, len);
	argv[count] = NULL;
}

static enum chat_error
scan_failed(const char *command, const char *why)
{
	log_error("scan-command %s %s: files are refused until it works; see the option file",
	    command, why);
	return CHAT_UNAVAILABLE;
}

static enum chat_error
scan_judge(struct chat *chat, pid_t pid)
{
	const char *command = chat->files->scan_command;
	int status;

	switch (command_wait(pid, SCAN_TIMEOUT_MS, &status)) {
	case COMMAND_RUNNING:
		command_stop(pid);
		return scan_failed(command, "took too long and was stopped");
	case COMMAND_LOST:
		return scan_failed(command, strerror(errno));
	case COMMAND_ENDED:
		break;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return CHAT_OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return CHAT_MALWARE;
	return scan_failed(
	    command, WIFEXITED(status)
			 ? arena_printf(chat->mem, "ended with status %d", WEXITSTATUS(status))
			 : arena_printf(chat->mem, "was ended by signal %d", WTERMSIG(status)));
}

enum chat_error
file_scan(struct chat *chat, const struct draft *file)
{
	char *argv[ARGUMENTS_MAX + 1];
	enum chat_error error;
	int input, output, failed;
	pid_t pid;

	if (!chat->files->scan_command)
		return CHAT_OK;
	command_split(chat->mem, chat->files->scan_command, argv);
	if (!argv[0])
		return CHAT_OK;
	input = draft_reader(file);
	output = open("/dev/null", O_WRONLY | O_CLOEXEC);
	failed =
	    input < 0 || output < 0 ? errno : command_start(chat->mem, argv, input, output, &pid);
	error = failed ? scan_failed(chat->files->scan_command, strerror(failed))
		       : scan_judge(chat, pid);
	if (input >= 0)
		close(input);
	if (output >= 0)
		close(output);
	return error;
}
