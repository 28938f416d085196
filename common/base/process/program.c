/* SPDX-License-Identifier: MIT */
#include "base/process/program.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

static char path[PATH_MAX]; /* "": unknown */
static struct stat runs;    /* the file there at the beginning */
static struct stat useless; /* another file there, which could not be run */

void
program_begin(void)
{
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[len > 0 && *path == '/' ? len : 0] = '\0';
	/* What the link leads to is no measure: under an emulator that is the emulator, though its name is the program's. */
	if (stat(path, &runs) != 0)
		*path = '\0';
}

const char *
program_path(void)
{
	return *path ? path : NULL;
}

bool
program_is_current(void)
{
	struct stat there;

	if (!*path)
		return true;
	return stat(path, &there) == 0 && there.st_ino == runs.st_ino &&
	       there.st_dev == runs.st_dev;
}

static bool
is_unchanged(const struct stat *before, const struct stat *now)
{
	return now->st_ino == before->st_ino && now->st_dev == before->st_dev &&
	       now->st_size == before->st_size && now->st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now->st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

bool
program_is_replaced(void)
{
	static int64_t looked_ms;
	static struct stat before;
	int64_t now_ms = clock_monotonic_ms();
	struct stat there = { .st_ino = 0 };
	bool unchanged;

	if (looked_ms && now_ms - looked_ms < PROGRAM_LOOK_MS)
		return false;
	looked_ms = now_ms;
	if (program_is_current() || stat(path, &there) != 0 || !S_ISREG(there.st_mode) ||
	    access(path, X_OK) != 0 || is_unchanged(&useless, &there))
		there = (struct stat){ .st_ino = 0 };
	unchanged = there.st_ino != 0 && is_unchanged(&before, &there);
	before = there;
	return unchanged;
}

void
program_run_again(void)
{
	/* The web server has named the program as it knows it, or not at all. */
	char *argv[] = { path, NULL };

	execv(path, argv);
	log_error("the program that has been put in the place of this one cannot be run: %s: %s; "
		  "this process goes on",
	    path, strerror(errno));
	if (stat(path, &useless) != 0)
		useless = (struct stat){ .st_ino = 0 };
}
