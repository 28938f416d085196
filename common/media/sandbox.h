/* SPDX-License-Identifier: MIT */
/*
 * sandbox.h: runs a function in a child process that can do nothing but compute and write its result. It opens no file
 * and no connection, starts no process, and has little memory and time. It sees the memory of the parent as it was.
 *
 * A build with sanitizers limits the time alone: what the sanitizers need of the system is what a sandbox forbids.
 */
#ifndef MEDIA_SANDBOX_H
#define MEDIA_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct sandbox {
	uint64_t memory_max; /* bytes, besides what the parent has mapped */
	size_t output_max;   /* bytes */
	unsigned cpu_s;      /* seconds of a processor */
	int64_t wall_ms;     /* from the beginning to the end */
};

enum sandbox_result {
	SANDBOX_OK = 0,
	SANDBOX_FAILED, /* The function returned false, or the process was ended: for a limit or a fault. */
	SANDBOX_IMPOSSIBLE /* The system allows no such process; the reason has been logged, once for this process. */
};

/* Works, and writes its result to the descriptor. Returns whether it succeeded. */
typedef bool sandbox_fn(void *arg, int output);

/*
 * Runs the function and waits for its end. The buffer, which must be empty, gets what it wrote, and is empty unless the
 * result is SANDBOX_OK. No process is left behind.
 */
enum sandbox_result sandbox_run(
    const struct sandbox *sandbox, sandbox_fn *work, void *arg, struct buf *output);

#endif
