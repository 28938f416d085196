/* SPDX-License-Identifier: MIT */
#include "http/reply/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define WAIT_STEP_MS 50
#define WAIT_STEPS 20

bool
turn_take(const char *file, int *turn)
{
	const struct timespec step = { .tv_nsec = WAIT_STEP_MS * 1000000L };
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	*turn = fd;
	for (int i = 0; fd >= 0; i++) {
		/* Where the file system has no locks, nobody waits. */
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return true;
		if (i == WAIT_STEPS)
			break;
		nanosleep(&step, NULL);
	}
	turn_end(fd);
	*turn = -1;
	return fd < 0;
}

void
turn_end(int turn)
{
	if (turn >= 0)
		close(turn);
}
