/* SPDX-License-Identifier: MIT */
/*
 * Loaded into a program before its libraries, this writes how many bytes it has allocated into the file HEAP_IN_USE
 * when the signal SIGRTMAX comes. The program must be waiting for a request then.
 */
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
heap_write(int number)
{
	const struct mallinfo2 heap = mallinfo2();
	int fd = open(getenv("HEAP_IN_USE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	(void)number;
	if (fd < 0)
		return;
	dprintf(fd, "%zu\n", heap.uordblks + heap.hblkhd);
	close(fd);
}

__attribute__((constructor)) static void
heap_begin(void)
{
	struct sigaction action = { .sa_handler = heap_write, .sa_flags = SA_RESTART };

	sigaction(SIGRTMAX, &action, NULL);
}
