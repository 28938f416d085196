/* SPDX-License-Identifier: MIT */
#include "chat/setup/upload_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process/descriptor.h"
#include "base/log.h"
#include "base/printable.h"
#include "base/process/program.h"

#define PIECE_SIZE 65536

bool
upload_program_runs(void)
{
	const char *path = program_path(), *name = path ? strrchr(path, '/') : NULL;

	return name && strcmp(name + 1, UPLOAD_PROGRAM) == 0;
}

const char *
upload_program_remedy(void)
{
	return "save livechat.fcgi once more as " UPLOAD_PROGRAM
	       " beside it, with the same mode, or "
	       "remove " UPLOAD_PROGRAM;
}

/* The path of it; NULL: nobody knows where the program is, or another one is there by now. */
static const char *
path_of(struct arena *mem)
{
	const char *own = program_path();

	if (!own || !program_is_current())
		return NULL;
	return arena_printf(mem, "%.*s" UPLOAD_PROGRAM, (int)(strrchr(own, '/') - own + 1), own);
}

/* A copy has the time of the program, for file systems without links. */
static bool
is_same(const struct stat *one, const struct stat *other)
{
	return (one->st_ino == other->st_ino && one->st_dev == other->st_dev) ||
	       (one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
		   one->st_mtim.tv_nsec == other->st_mtim.tv_nsec);
}

/* --- Making it ----------------------------------------------------------------------------------- */

static bool
copy_bytes(int from, int to)
{
	char *piece[PIECE_SIZE / sizeof(char *)];
	ssize_t got;

	while ((got = read(from, piece, sizeof(piece))) > 0)
		if (!descriptor_write(to, (const char *)piece, (size_t)got))
			return false;
	return got == 0;
}

/* With the mode and the time of the program. */
static bool
copy_file(int from, int to)
{
	struct timespec times[2];
	struct stat st;

	if (fstat(from, &st) != 0 || !copy_bytes(from, to))
		return false;
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	return fchmod(to, st.st_mode & 0777) == 0 && futimens(to, times) == 0 && fsync(to) == 0;
}

static bool
make_copy(const char *own, const char *temporary)
{
	int from = open(own, O_RDONLY | O_CLOEXEC), to = -1, saved;
	bool made = false;

	if (from >= 0)
		to = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to >= 0)
		made = copy_file(from, to);
	saved = errno;
	if (from >= 0)
		close(from);
	if (to >= 0 && close(to) != 0)
		made = false;
	errno = saved;
	return made;
}

/* Puts it there as a whole. False, with errno: it cannot, and then all is as it was. */
static bool
put(struct arena *mem, const char *path)
{
	/* Processes that begin at the same time have names of their own. */
	const char *temporary = arena_printf(mem, "%s.new-%ld", path, (long)getpid());
	bool made;
	int saved;

	unlink(temporary);
	made = linkat(AT_FDCWD, program_path(), AT_FDCWD, temporary, 0) == 0 ||
	       make_copy(program_path(), temporary);
	if (made && rename(temporary, path) == 0) {
		/* Both may have been names of one file, and then the first one is still there. */
		unlink(temporary);
		return true;
	}
	saved = errno;
	unlink(temporary);
	errno = saved;
	return false;
}

/* Why what is there may not be replaced; NULL: it may. */
static const char *
obstacle(const struct stat *there)
{
	if (!S_ISREG(there->st_mode))
		return "it is no regular file";
	if (there->st_uid != geteuid())
		return "it belongs to another account";
	return NULL;
}

const char *
upload_program_make(struct arena *mem, const char **path)
{
	const char *to = path_of(mem), *why = NULL;
	struct stat there;
	bool exists = to && lstat(to, &there) == 0;

	*path = NULL;
	if (!to)
		return "the program does not know its own file, or another one is in its place";
	if (exists)
		why = obstacle(&there);
	if (!why && !put(mem, to))
		why = strerror(errno);
	if (why)
		return arena_printf(mem, "%s cannot be made: %s", text_printable(mem, to), why);
	if (!exists)
		*path = to;
	return NULL;
}

void
upload_program_remove(const char *path)
{
	const char *name = strrchr(path, '/');
	struct stat there;

	if (name && strcmp(name + 1, UPLOAD_PROGRAM) == 0 && lstat(path, &there) == 0 &&
	    !obstacle(&there))
		unlink(path);
}

/* --- After an upgrade ---------------------------------------------------------------------------- */

/* Its path if it is another file than this program; NULL: it is not, or there is none. */
static const char *
other_there(struct arena *mem, struct stat *there)
{
	const char *path = upload_program_runs() ? NULL : path_of(mem);
	struct stat own;

	if (!path || stat(path, there) != 0 || stat(program_path(), &own) != 0 ||
	    is_same(&own, there))
		return NULL;
	return path;
}

void
upload_program_renew(struct arena *mem)
{
	struct stat there;
	const char *path = other_there(mem, &there), *ignored, *why;

	if (!path)
		return;
	why = upload_program_make(mem, &ignored);
	if (why)
		log_error("%s takes files, and is of another release than this program: %s: %s",
		    path, why, upload_program_remedy());
	else
		log_info("%s is of this release, too", path);
}

const char *
upload_program_fault(struct arena *mem)
{
	struct stat there;
	const char *path = other_there(mem, &there);

	return path ? arena_printf(mem,
			  "%s takes files, and is of another release than this program",
			  text_printable(mem, path))
		    : NULL;
}
