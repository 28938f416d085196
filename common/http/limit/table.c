/* SPDX-License-Identifier: MIT */
#include "http/limit/table.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto/ids.h"
#include "base/log.h"

/* The mapped file, for the signal handler. */
static struct {
	struct table *table; /* NULL: none */
	volatile sig_atomic_t lost;
} mapped;

/*
 * The access is repeated when the handler returns: it finds empty memory; or, if the signal has
 * another cause, ends the process as it would have without the handler. mmap() is a plain system
 * call.
 */
static void
on_sigbus(int number, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr, from = (uintptr_t)mapped.table;
	int saved = errno;

	(void)context;
	if (mapped.table && info->si_code > 0 && at >= from && at - from < sizeof(*mapped.table) &&
	    mmap(mapped.table, sizeof(*mapped.table), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) {
		mapped.lost = 1;
	} else {
		signal(number, SIG_DFL);
		raise(number);
	}
	errno = saved;
}

static struct table *
table_map(int fd)
{
	struct sigaction action = { .sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO };
	struct table *table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (table == MAP_FAILED)
		return NULL;
	mapped.lost = 0;
	mapped.table = table;
	sigemptyset(&action.sa_mask);
	sigaction(SIGBUS, &action, NULL);
	return table;
}

void
table_unmap(struct table *table)
{
	if (mapped.table == table)
		mapped.table = NULL;
	munmap(table, sizeof(*table));
}

bool
table_lost(const struct table *table)
{
	/* An access to `magic` may be the one at which the handler finds the loss. */
	return *(const volatile uint64_t *)&table->head.magic != TABLE_MAGIC ||
	       (mapped.table == table && mapped.lost);
}

bool
table_moved(const char *path, int fd)
{
	struct stat mine, there;

	return fstat(fd, &mine) < 0 || lstat(path, &there) < 0 || mine.st_ino != there.st_ino ||
	       mine.st_dev != there.st_dev;
}

static struct table_head
head_new(void)
{
	struct table_head head = { .magic = TABLE_MAGIC };

	random_bytes(head.seed, sizeof(head.seed));
	return head;
}

struct table *
table_alone(void)
{
	struct table *table =
	    mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (table == MAP_FAILED)
		log_fatal("out of memory for rate limits");
	table->head = head_new();
	return table;
}

/*
 * Fills a new file. Its blocks are allocated now, because the disk may be full when they are
 * written to.
 */
static bool
file_fill(int fd)
{
	struct table_head head = head_new();
	int failed = posix_fallocate(fd, 0, (off_t)sizeof(struct table));

	if (failed) {
		errno = failed;
		return false;
	}
	return pwrite(fd, &head, sizeof(head), 0) == (ssize_t)sizeof(head);
}

/*
 * Creates a table at `path` by link() or rename(), so that others never see an incomplete one.
 * Unless `replace` is set, a file that another process has just created stays.
 */
static bool
file_make(const char *path, bool replace)
{
	char temporary[PATH_MAX];
	bool made = false;
	int fd, why;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return false;
	if (file_fill(fd))
		made = replace ? rename(temporary, path) == 0
			       : link(temporary, path) == 0 || errno == EEXIST;
	why = errno;
	if (!made || !replace)
		unlink(temporary);
	close(fd);
	errno = why;
	return made;
}

/*
 * Replaces the file `fd`, which is not a table of this layout, as after an upgrade. All processes
 * find it at once: the first replaces it, the others wait for the lock and see that it has
 * changed.
 */
static bool
file_replace(const char *path, int fd)
{
	struct stat old, now;

	if (flock(fd, LOCK_EX) < 0 || fstat(fd, &old) < 0)
		return false;
	if (stat(path, &now) < 0)
		return errno == ENOENT;
	if (old.st_ino != now.st_ino || old.st_dev != now.st_dev)
		return true;
	return file_make(path, true);
}

/*
 * In a folder that everybody may write to, another account can take the name first, or remove the
 * file where the folder is not sticky.
 */
static bool
folder_is_safe(const char *path, const char **why)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	struct stat st;

	if (slash && (size_t)snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path + 1),
			 path) >= sizeof(folder)) {
		*why = strerror(ENAMETOOLONG);
		return false;
	}
	if (stat(folder, &st) < 0) {
		*why = strerror(errno);
		return false;
	}
	*why = "everybody may write to its folder";
	return !(st.st_mode & S_IWOTH);
}

/* Returns NULL for a file that this user can trust, else what is wrong with it. */
static const char *
file_complaint(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is not a regular file";
	if (st->st_uid != geteuid())
		return "it belongs to another user";
	if (st->st_mode & 077)
		return "other users may read or write it (its mode must be 0600)";
	return NULL;
}

/*
 * Maps the open file. Otherwise returns NULL and sets *why, which is NULL when the file can be
 * trusted but is not a table.
 */
static struct table *
file_map(int fd, const char **why)
{
	struct table *table;
	struct stat st;

	if (fstat(fd, &st) < 0) {
		*why = strerror(errno);
		return NULL;
	}
	*why = file_complaint(&st);
	if (*why || st.st_size != (off_t)sizeof(*table))
		return NULL;
	table = table_map(fd);
	if (!table)
		*why = strerror(errno);
	else if (!table_lost(table))
		return table;
	else
		table_unmap(table);
	return NULL;
}

struct table *
table_open(const char *path, int *fd, const char **why)
{
	struct table *table;

	*fd = -1;
	if (!folder_is_safe(path, why))
		return NULL;
	*why = "it changes while it is opened";
	for (int tries = 0; tries < 3; tries++) {
		*fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
		if (*fd < 0) {
			if (errno == ENOENT && file_make(path, false))
				continue;
			*why = errno == ELOOP ? "it is a symbolic link" : strerror(errno);
			return NULL;
		}
		table = file_map(*fd, why);
		if (table)
			return table;
		if (!*why && !file_replace(path, *fd))
			*why = strerror(errno);
		close(*fd);
		*fd = -1;
		if (*why)
			return NULL;
		*why = "it changes while it is opened";
	}
	return NULL;
}
