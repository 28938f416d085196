/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/crypto/ids.h"
#include "base/process/descriptor.h"

#define DIGITS "0123456789abcdef"
#define NAME_BYTES 16 /* random ones in a file's name */
#define PIECE_SIZE 65536
#define WRITE_BEHIND (4 << 20) /* bytes */
#define DRAFTS "tmp"
#define MARK "mark"

_Static_assert(STORE_MARK_LEN == ID_LEN, "the mark is an id");

static int
folder_usable(int folder)
{
	struct stat st;

	if (fstat(folder, &st) != 0)
		return errno;
	return st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH)) ? 0 : EACCES;
}

static int
existing_open(const char *path, int *folder)
{
	int error;

	*folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*folder < 0)
		return errno;
	error = folder_usable(*folder);
	if (error)
		close(*folder);
	return error;
}

int
store_open(const char *path, int *folder)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return errno;
	return existing_open(path, folder);
}

/* Opens the folder that this one would be made in, if it can be. */
static int
parent_open(const char *path, int *folder)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];

	snprintf(parent, sizeof(parent), "%.*s", slash > path ? (int)(slash - path) : 1,
	    slash ? path : ".");
	if (access(parent, W_OK | X_OK) != 0)
		return errno;
	*folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *folder < 0 ? errno : 0;
}

int
store_look(const char *path, uint64_t *bytes)
{
	int folder, error = existing_open(path, &folder);

	if (error == ENOENT)
		error = parent_open(path, &folder);
	if (error)
		return error;
	error = store_space(folder, bytes);
	close(folder);
	return error;
}

int
store_space(int folder, uint64_t *bytes)
{
	struct statvfs st;

	if (fstatvfs(folder, &st) != 0)
		return errno;
	*bytes = (uint64_t)st.f_bavail * st.f_frsize;
	return 0;
}

/* --- Drafts -------------------------------------------------------------------------------- */

static void
path_new(char path[STORE_PATH_LEN + 1])
{
	unsigned char name[NAME_BYTES];
	char *to = path;

	random_bytes(name, sizeof(name));
	for (size_t i = 0; i < sizeof(name); i++) {
		*to++ = DIGITS[name[i] >> 4];
		*to++ = DIGITS[name[i] & 15];
	}
	/* The first byte of the name, which stands twice, is the folder. */
	memmove(path + 3, path, STORE_PATH_LEN - 3);
	path[2] = '/';
	path[STORE_PATH_LEN] = '\0';
}

static int
folder_make(int folder, const char *name)
{
	return mkdirat(folder, name, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

/* The name of the draft in the folder tmp. */
static void
draft_name(const struct draft *draft, char name[sizeof(DRAFTS) + STORE_PATH_LEN])
{
	snprintf(name, sizeof(DRAFTS) + STORE_PATH_LEN, DRAFTS "/%s", draft->path + 3);
}

static int
draft_begin_named(struct draft *draft)
{
	char name[sizeof(DRAFTS) + STORE_PATH_LEN];
	int error = folder_make(draft->folder, DRAFTS);

	if (error)
		return error;
	draft_name(draft, name);
	draft->fd =
	    openat(draft->folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	draft->named = draft->fd >= 0;
	return draft->named ? 0 : errno;
}

int
draft_begin(struct draft *draft, int folder)
{
	int error = 0;

	*draft = (struct draft){ .folder = folder, .fd = -1 };
	path_new(draft->path);
	/* A file without a name gets one through /proc. */
	if (access("/proc/self/fd", X_OK) == 0)
		draft->fd = openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (draft->fd < 0)
		error = draft_begin_named(draft);
	draft->open = error == 0;
	return error;
}

/*
 * The disk begins to write what has come, so that draft_keep() has little left to wait for, and neither has the database,
 * whose commits go to the same disk. Where the file system cannot do it, nothing is lost.
 */
static void
write_behind(struct draft *draft)
{
	if (draft->written - draft->begun < WRITE_BEHIND)
		return;
	sync_file_range(draft->fd, (off_t)draft->begun, (off_t)(draft->written - draft->begun),
	    SYNC_FILE_RANGE_WRITE);
	draft->begun = draft->written;
}

int
draft_write(struct draft *draft, const void *bytes, size_t len)
{
	if (!descriptor_write(draft->fd, bytes, len))
		return errno;
	draft->written += len;
	write_behind(draft);
	return 0;
}

int
draft_rewrite(struct draft *draft, uint64_t offset, const void *bytes, size_t len)
{
	ssize_t done = pwrite(draft->fd, bytes, len, (off_t)offset);

	if (done < 0)
		return errno;
	return (size_t)done == len ? 0 : EIO;
}

int
draft_reader(const struct draft *draft)
{
	char name[sizeof(DRAFTS) + STORE_PATH_LEN], path[32];

	draft_name(draft, name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", draft->fd);
	return draft->named ? openat(draft->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
			    : open(path, O_RDONLY | O_CLOEXEC);
}

/* Writes what the system still holds of a folder to the disk. */
static int
folder_sync(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = fd < 0 || fsync(fd) != 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	/* Some file systems cannot do this for folders. */
	return error == EINVAL || error == ENOSYS ? 0 : error;
}

static int
draft_link(struct draft *draft)
{
	char name[sizeof(DRAFTS) + STORE_PATH_LEN], from[32];
	bool done;

	draft_name(draft, name);
	snprintf(from, sizeof(from), "/proc/self/fd/%d", draft->fd);
	done = draft->named
		   ? renameat(draft->folder, name, draft->folder, draft->path) == 0
		   : linkat(AT_FDCWD, from, draft->folder, draft->path, AT_SYMLINK_FOLLOW) == 0;
	return done ? 0 : errno;
}

int
draft_keep(struct draft *draft)
{
	const char sub[] = { draft->path[0], draft->path[1], '\0' };
	int error = fsync(draft->fd) == 0 ? 0 : errno;

	if (!error)
		error = folder_make(draft->folder, sub);
	if (!error)
		error = draft_link(draft);
	if (error)
		return error;
	/* From here on draft_end() removes it by its path. */
	draft->named = false;
	error = folder_sync(draft->folder, sub);
	return error ? error : folder_sync(draft->folder, ".");
}

void
draft_end(struct draft *draft, bool stays)
{
	char name[sizeof(DRAFTS) + STORE_PATH_LEN];

	if (!draft->open)
		return;
	draft_name(draft, name);
	if (!stays) {
		unlinkat(draft->folder, draft->named ? name : draft->path, 0);
	}
	close(draft->fd);
	draft->open = false;
}

/* --- Files --------------------------------------------------------------------------------- */

static bool
path_valid(const char *path)
{
	return strlen(path) == STORE_PATH_LEN && path[2] == '/' && strspn(path, DIGITS) == 2 &&
	       strspn(path + 3, DIGITS) == STORE_PATH_LEN - 3;
}

int
store_file(int folder, const char *path, int *fd, uint64_t *size)
{
	struct stat st;

	if (!path_valid(path))
		return ENOENT;
	*fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return errno;
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*size = (uint64_t)st.st_size;
		return 0;
	}
	close(*fd);
	return ENOENT;
}

int
store_sha256(int fd, unsigned char hash[SHA256_LEN])
{
	struct sha256_stream *stream = sha256_begin();
	char piece[PIECE_SIZE];
	off_t at = 0;
	ssize_t len;

	while ((len = pread(fd, piece, sizeof(piece), at)) > 0) {
		sha256_add(stream, piece, (size_t)len);
		at += len;
	}
	sha256_end(stream, hash);
	return len < 0 ? errno : 0;
}

int
store_remove(int folder, const char *path)
{
	if (!path_valid(path))
		return 0;
	return unlinkat(folder, path, 0) == 0 || errno == ENOENT ? 0 : errno;
}

/* Opens a folder within the store. *dir is NULL if it is not there. */
static int
folder_open(int folder, const char *name, DIR **dir)
{
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*dir = NULL;
	if (fd < 0)
		return errno == ENOENT ? 0 : errno;
	*dir = fdopendir(fd);
	if (*dir)
		return 0;
	close(fd);
	return ENOMEM;
}

int
store_walk(int folder, unsigned number, store_file_fn *file, void *arg)
{
	const char sub[] = { DIGITS[number / 16 % 16], DIGITS[number % 16], '\0' };
	char path[STORE_PATH_LEN + 1];
	struct dirent *entry;
	struct stat st;
	DIR *dir;
	int error = folder_open(folder, sub, &dir);

	while (!error && dir && (entry = readdir(dir))) {
		if (strlen(entry->d_name) != STORE_PATH_LEN - 3)
			continue;
		snprintf(path, sizeof(path), "%s/%.32s", sub, entry->d_name);
		if (path_valid(path) && fstatat(folder, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode))
			error = file(path, (uint64_t)st.st_size, st.st_mtim.tv_sec, arg);
	}
	if (dir)
		closedir(dir);
	return error;
}

int
store_tidy(int folder, int64_t before_s)
{
	struct dirent *entry;
	struct stat st;
	DIR *dir;
	int error = folder_open(folder, DRAFTS, &dir);

	while (!error && dir && (entry = readdir(dir)))
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && st.st_mtim.tv_sec < before_s)
			error = unlinkat(dirfd(dir), entry->d_name, 0) == 0 ? 0 : errno;
	if (dir)
		closedir(dir);
	return error;
}

/* Makes the file with a new mark, unless another process has just done so. */
static int
mark_make(int folder)
{
	struct draft draft = { 0 };
	char mark[ID_LEN + 1], from[32], name[sizeof(DRAFTS) + STORE_PATH_LEN];
	int error = draft_begin(&draft, folder);

	if (error)
		return error;
	id_new(mark);
	error = draft_write(&draft, mark, ID_LEN);
	draft_name(&draft, name);
	snprintf(from, sizeof(from), "/proc/self/fd/%d", draft.fd);
	if (!error && fsync(draft.fd) != 0)
		error = errno;
	if (!error &&
	    (draft.named ? linkat(folder, name, folder, MARK, 0)
			 : linkat(AT_FDCWD, from, folder, MARK, AT_SYMLINK_FOLLOW)) != 0 &&
	    errno != EEXIST)
		error = errno;
	draft_end(&draft, false);
	return error;
}

int
store_mark(int folder, char mark[STORE_MARK_LEN + 1])
{
	int fd = openat(folder, MARK, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), error = 0;
	ssize_t len;

	if (fd < 0 && errno == ENOENT) {
		error = mark_make(folder);
		fd = error ? -1 : openat(folder, MARK, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (fd < 0)
		return error ? error : errno;
	len = read(fd, mark, STORE_MARK_LEN);
	close(fd);
	mark[STORE_MARK_LEN] = '\0';
	return len == STORE_MARK_LEN ? 0 : EIO;
}
