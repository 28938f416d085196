/* SPDX-License-Identifier: MIT */
/*
 * command.h: runs a program of the host as a child process.
 *
 * It gets a process group of its own, so that its children can be stopped along with it, the signals as a shell
 * would give them, none of this process's descriptors (the database's connection is logged in), and of its
 * environment only what says where things are: in a CGI program the rest describes the request, with tokens
 * and with names that the client chose (HTTP_PROXY).
 */
#ifndef BASE_PROCESS_COMMAND_H
#define BASE_PROCESS_COMMAND_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"

/*
 * Starts argv[0] with `input` as its standard input and `output` as its standard output and error. Returns 0 or
 * an error number. From then on the process waits for its children, even if it was started otherwise.
 */
int command_start(struct arena *mem, char *const argv[], int input, int output, pid_t *pid);

enum command_state {
	COMMAND_RUNNING,
	COMMAND_ENDED, /* *status is as of waitpid() */
	COMMAND_LOST,  /* its status cannot be had; errno says why */
};

/* Waits up to wait_ms for its end. */
enum command_state command_wait(pid_t pid, int64_t wait_ms, int *status);

/* Ends it and its children at once. */
void command_stop(pid_t pid);

#endif
