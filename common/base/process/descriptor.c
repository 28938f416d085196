/* SPDX-License-Identifier: MIT */
#include "base/process/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIRST (STDERR_FILENO + 1)
#define LAST 4095 /* where the system cannot mark all of them at once */

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

void
descriptors_complete(void)
{
	/* open() returns the lowest descriptor that is free. */
	for (int fd = 0; fd < FIRST; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
			_exit(1);
}

void
descriptors_close_on_exec(void)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, FIRST, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
#endif
	for (int fd = FIRST; fd <= LAST; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void
descriptors_close_from(int first)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, first, ~0U, 0) == 0)
		return;
#endif
	for (int fd = first; fd <= LAST; fd++)
		close(fd);
}

void
descriptors_leave(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < FIRST && null >= 0; fd++)
		dup2(null, fd);
	descriptors_close_from(FIRST);
}

bool
descriptor_write(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, bytes, len);

		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0) {
			bytes += done;
			len -= (size_t)done;
		}
	}
	return true;
}
