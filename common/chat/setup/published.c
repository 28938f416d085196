/* SPDX-License-Identifier: MIT */
#include "chat/setup/published.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process/descriptor.h"

#define TEMPORARY HTACCESS ".livechat-new"

#define PROBE_FILE "probe.txt"
#define PROBE_TEXT "livechat\n"

#define READING (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define MAKING (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)

static bool
is_own_folder(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

static int
own_folder_open(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && !is_own_folder(fd)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int
published_open(const char *root)
{
	return own_folder_open(AT_FDCWD, root);
}

/* --- Reading ------------------------------------------------------------------------------------- */

/* Why the file may not be changed; NULL: it may. */
static const char *
file_fault(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is no regular file";
	if (st->st_uid != geteuid())
		return "it belongs to another account";
	if (!(st->st_mode & S_IWUSR))
		return "it is protected against writing";
	if (st->st_size > HTACCESS_MAX_LEN)
		return "it is longer than 64 KiB";
	return NULL;
}

static const char *
text_read(int fd, struct buf *text)
{
	ssize_t got;

	do {
		got = read(fd, buf_reserve(text, HTACCESS_MAX_LEN), HTACCESS_MAX_LEN);
		if (got > 0)
			text->len += (size_t)got;
	} while (got > 0 && text->len <= HTACCESS_MAX_LEN);
	if (got < 0)
		return strerror(errno);
	return got > 0 ? "it is longer than 64 KiB" : NULL;
}

const char *
published_read(struct arena *mem, int root, const char *name, struct published_file *file)
{
	int fd = openat(root, name, READING);
	const char *why = NULL;
	struct stat st;

	*file = (struct published_file){ .mode = 0644, .group = (gid_t)-1 };
	buf_reserve(&file->text, 1);
	if (fd < 0 && errno == ENOENT)
		return NULL;
	if (fd < 0)
		why = errno == ELOOP ? "it is a symbolic link" : strerror(errno);
	else if (fstat(fd, &st) < 0)
		why = strerror(errno);
	else
		why = file_fault(&st);
	if (!why)
		why = text_read(fd, &file->text);
	if (!why) {
		file->exists = true;
		file->mode = st.st_mode & 0777;
		file->group = st.st_gid;
	}
	if (fd >= 0)
		close(fd);
	return why ? arena_printf(mem, "%s cannot be changed: %s", name, why) : NULL;
}

/* --- Writing ------------------------------------------------------------------------------------- */

/*
 * Where files are readable for a group alone, it is that of the web server, which answers nothing at all when it
 * may not read this one.
 */
static bool
access_set(int fd, mode_t mode, gid_t group)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	if (group != (gid_t)-1 && group != st.st_gid && fchown(fd, (uid_t)-1, group) < 0 &&
	    !(mode & S_IROTH))
		return false;
	return fchmod(fd, mode) == 0;
}

static bool
file_make(int folder, const char *name, const struct buf *text, mode_t mode, gid_t group)
{
	int fd = openat(folder, name, MAKING, 0600), saved;
	bool made;

	if (fd < 0)
		return false;
	made = descriptor_write(fd, text->data, text->len) && access_set(fd, mode, group) &&
	       fsync(fd) == 0;
	if (close(fd) != 0)
		made = false;
	if (made)
		return true;
	saved = errno;
	unlinkat(folder, name, 0);
	errno = saved;
	return false;
}

void
published_tidy(int root)
{
	unlinkat(root, TEMPORARY, 0);
}

static bool
is_equal(const struct published_file *one, const struct published_file *other)
{
	return one->exists == other->exists && one->text.len == other->text.len &&
	       memcmp(one->text.data, other->text.data, one->text.len) == 0;
}

/* Somebody may be editing it, or an application. */
static const char *
replace_unless_changed(struct arena *mem, int root, const struct published_file *now)
{
	struct published_file again;
	const char *why = published_read(mem, root, HTACCESS, &again);

	if (!why && !is_equal(&again, now))
		why = HTACCESS " has been changed meanwhile: try again";
	if (!why && renameat(root, TEMPORARY, root, HTACCESS) < 0)
		why = arena_printf(mem, HTACCESS " cannot be written: %s", strerror(errno));
	buf_free(&again.text);
	return why;
}

const char *
published_replace(
    struct arena *mem, int root, const struct published_file *now, const struct buf *text)
{
	const char *why;

	published_tidy(root);
	if (!file_make(root, TEMPORARY, text, now->mode, now->group))
		return arena_printf(mem, TEMPORARY " cannot be written: %s", strerror(errno));
	why = replace_unless_changed(mem, root, now);
	if (why)
		published_tidy(root);
	return why;
}

/* --- The folder to try it in --------------------------------------------------------------------- */

const char *
published_probe(struct arena *mem, int root, const char *name, const struct buf *htaccess)
{
	struct buf text = { 0 };
	int folder = mkdirat(root, name, 0755) == 0 ? own_folder_open(root, name) : -1;
	bool made;

	buf_puts(&text, PROBE_TEXT);
	made = folder >= 0 && fchmod(folder, 0755) == 0 &&
	       file_make(folder, PROBE_FILE, &text, 0644, (gid_t)-1) &&
	       file_make(folder, HTACCESS, htaccess, 0644, (gid_t)-1);
	buf_free(&text);
	if (made) {
		close(folder);
		return NULL;
	}
	name = arena_printf(mem, "the folder %s cannot be made: %s", name, strerror(errno));
	if (folder >= 0)
		close(folder);
	return name;
}

void
published_probe_remove(int root, const char *name)
{
	int folder = own_folder_open(root, name);

	if (folder < 0)
		return;
	unlinkat(folder, PROBE_FILE, 0);
	unlinkat(folder, HTACCESS, 0);
	close(folder);
	unlinkat(root, name, AT_REMOVEDIR);
}
