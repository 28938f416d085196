/* SPDX-License-Identifier: MIT */
#include "base/program.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

static char path[PATH_MAX]; /* "": unknown */

void
program_begin(void)
{
	ssize_t len = readlink(SELF, path, sizeof(path) - 1);

	path[len > 0 && *path == '/' ? len : 0] = '\0';
}

const char *
program_path(void)
{
	return *path ? path : NULL;
}

bool
program_is_current(void)
{
	struct stat runs, there;

	/* The link leads to the file that runs wherever that is by now, also to one that was removed. */
	if (!*path || stat(SELF, &runs) != 0)
		return true;
	return stat(path, &there) == 0 && there.st_ino == runs.st_ino &&
	       there.st_dev == runs.st_dev;
}
