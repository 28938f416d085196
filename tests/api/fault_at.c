/* SPDX-License-Identifier: MIT */
/*
 * Loaded into a program before its libraries, this ends the program at the FAULT_COUNTth call of the function FAULT_AT, or lets
 * that call and all later ones fail as on a full disk if FAULT is "full". Only writes to files count, not those to pipes.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In a child that the program has forked, which may do little, nothing is done. */
static bool is_child;

static void
child_begins(void)
{
	is_child = true;
}

static __attribute__((constructor)) void
begin(void)
{
	pthread_atfork(NULL, NULL, child_begins);
}

/* Whether the call is to fail; it does not return if the program is to end. */
static bool
fault(const char *function)
{
	static long calls;
	const char *at = getenv("FAULT_AT");

	if (is_child || !at || strcmp(at, function) != 0 || ++calls < atol(getenv("FAULT_COUNT")))
		return false;
	if (strcmp(getenv("FAULT"), "full") != 0)
		kill(getpid(), SIGKILL);
	errno = ENOSPC;
	return true;
}

#define REAL(function, type, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, function))

ssize_t
write(int fd, const void *bytes, size_t len)
{
	struct stat st;

	if (!is_child && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fault("write"))
		return -1;
	return REAL("write", ssize_t, int, const void *, size_t)(fd, bytes, len);
}

int
fsync(int fd)
{
	return fault("fsync") ? -1 : REAL("fsync", int, int)(fd);
}

int
linkat(int from, const char *name, int to, const char *other, int flags)
{
	return fault("linkat") ? -1
			       : REAL("linkat", int, int, const char *, int, const char *, int)(
				     from, name, to, other, flags);
}

int
unlinkat(int fd, const char *name, int flags)
{
	return fault("unlinkat") ? -1
				 : REAL("unlinkat", int, int, const char *, int)(fd, name, flags);
}

int
mysql_real_query(void *mysql, const char *text, unsigned long len)
{
	return fault("mysql_real_query") ? 1
					 : REAL("mysql_real_query", int, void *, const char *,
					       unsigned long)(mysql, text, len);
}

int
mysql_stmt_execute(void *statement)
{
	return fault("mysql_stmt_execute") ? 1 : REAL("mysql_stmt_execute", int, void *)(statement);
}
