/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_LEN 2048

#define FILE_MAX_LEN (1024 * 1024)

static const char *request_id;

/* The log file, which is opened for each line: lines are rare, and it may be moved away. */
static struct {
	char path[PATH_MAX];
	char old[PATH_MAX + sizeof(".1")];
	bool told; /* that it cannot be used */
} file;

static struct {
	log_fn *take; /* NULL: the lines go to the log */
	void *arg;
} diverted;

static struct {
	log_keep_fn *keep; /* NULL: nobody keeps errors */
	const void *arg;
} kept;

void
log_set_request_id(const char *id)
{
	request_id = id;
}

void
log_divert(log_fn *take, void *arg)
{
	diverted.take = take;
	diverted.arg = arg;
}

void
log_keep(log_keep_fn *keep, const void *arg)
{
	kept.keep = keep;
	kept.arg = arg;
}

bool
log_is_diverted(void)
{
	return diverted.take;
}

/* Appends as much of `text` as fits, with control characters escaped; returns the new length. */
static size_t
line_escape(char *line, size_t len, const char *text)
{
	for (; *text && len + 8 < LINE_MAX_LEN; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			len += (size_t)snprintf(line + len, LINE_MAX_LEN - len, "\\x%02x", c);
		else
			line[len++] = (char)c;
	}
	return len;
}

static size_t
line_begin(char *line, const char *level, int64_t at_ms)
{
	char when[CLOCK_ISO_SIZE];

	clock_iso(when, at_ms);
	return (size_t)snprintf(line, LINE_MAX_LEN, "%s livechat[%ld] %s%s%s: ", when,
	    (long)getpid(), request_id ? request_id : "", request_id ? " " : "", level);
}

/*
 * A single write() keeps the lines of several processes apart. A failure is ignored, since there is no
 * other place to report it.
 */
static void
line_put(int fd, char *line, size_t len)
{
	ssize_t written;

	line[len] = '\n';
	written = write(fd, line, len + 1);
	(void)written;
}

/* --- The file ---------------------------------------------------------------------------- */

void
log_use_file(const char *path)
{
	if (path && strcmp(path, file.path) == 0)
		return;
	file.told = false;
	if (!path || strcmp(path, "/dev/null") == 0 ||
	    (size_t)snprintf(file.path, sizeof(file.path), "%s", path) >= sizeof(file.path))
		file.path[0] = '\0';
	snprintf(file.old, sizeof(file.old), "%s.1", file.path);
}

/* Says once why there is no log file; the line itself finds that it has been said. */
static void
file_refuse(const char *why)
{
	if (file.told)
		return;
	file.told = true;
	log_error("log file %s is not written: %s; name another in LIVECHAT_LOG (/dev/null: none)",
	    file.path, why);
}

/* Why this must not be written to; NULL: it may. Another account may have put it there. */
static const char *
file_fault(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is no regular file";
	if (st->st_uid != geteuid())
		return "it belongs to another account";
	if (st->st_nlink > 1)
		return "it has another name, too";
	return NULL;
}

#define APPENDING (O_WRONLY | O_APPEND | O_CREAT)

/* Neither a symbolic link is followed nor a FIFO waited for. -1: it cannot be used, for the reason *why. */
static int
file_try(int how, struct stat *st, const char **why)
{
	int fd = open(file.path, how | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);

	if (fd < 0) {
		*why = errno == ELOOP ? "it is a symbolic link" : strerror(errno);
		return -1;
	}
	*why = fstat(fd, st) < 0 ? strerror(errno) : file_fault(st);
	if (!*why)
		return fd;
	close(fd);
	return -1;
}

static int
file_open(struct stat *st)
{
	const char *why;
	int fd = file_try(APPENDING, st, &why);

	if (fd < 0)
		file_refuse(why);
	return fd;
}

const char *
log_file(const char **fault)
{
	struct stat st;
	int fd;

	*fault = NULL;
	if (!*file.path)
		return NULL;
	fd = file_try(APPENDING, &st, fault);
	if (fd >= 0)
		close(fd);
	return file.path;
}

/* Appends what is in the file from there on, without the line that has begun before. */
static bool
file_read(int fd, off_t from, struct buf *end)
{
	char piece[4096];
	bool whole = from == 0;
	ssize_t got = 0;

	for (size_t left = LOG_END_MAX; left > 0; left -= (size_t)got) {
		const char *begin = piece, *newline;

		got = pread(fd, piece, left < sizeof(piece) ? left : sizeof(piece),
		    from + (off_t)(LOG_END_MAX - left));
		if (got <= 0)
			break;
		if (!whole) {
			newline = memchr(piece, '\n', (size_t)got);
			begin = newline ? newline + 1 : piece + got;
			whole = newline;
		}
		buf_put(end, begin, (size_t)(piece + got - begin));
	}
	return got >= 0;
}

bool
log_read(struct buf *end, const char **fault)
{
	struct stat st;
	int fd = file_try(O_RDONLY, &st, fault);

	if (fd < 0)
		return false;
	if (!file_read(fd, st.st_size > LOG_END_MAX ? st.st_size - LOG_END_MAX : 0, end))
		*fault = strerror(errno);
	close(fd);
	return !*fault;
}

/*
 * Moves a full file away, unless another process does or has done so. The lock is that of the file
 * which the descriptor refers to, so whoever has it and finds that file at the path is the only one.
 */
static bool
file_rotate(int fd, const struct stat *mine)
{
	struct stat there;

	return flock(fd, LOCK_EX | LOCK_NB) == 0 && lstat(file.path, &there) == 0 &&
	       there.st_ino == mine->st_ino && there.st_dev == mine->st_dev &&
	       rename(file.path, file.old) == 0;
}

static void
file_put(char *line, size_t len)
{
	struct stat st;
	int fd = *file.path ? file_open(&st) : -1;

	if (fd >= 0 && st.st_size + (off_t)len >= FILE_MAX_LEN && file_rotate(fd, &st)) {
		close(fd);
		fd = file_open(&st);
	}
	if (fd < 0)
		return;
	line_put(fd, line, len);
	close(fd);
}

/* --- Lines ------------------------------------------------------------------------------- */

static void line_write(const char *level, bool is_error, const char *format, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
line_write(const char *level, bool is_error, const char *format, va_list ap)
{
	char line[LINE_MAX_LEN], text[LINE_MAX_LEN];
	struct log_entry entry = { .at_ms = clock_now_ms(), .request_id = request_id };
	int saved = errno;
	size_t begin_len, len;

	vsnprintf(text, sizeof(text), format, ap);
	if (diverted.take) {
		diverted.take(text, diverted.arg);
		return;
	}
	begin_len = line_begin(line, level, entry.at_ms);
	len = line_escape(line, begin_len, text);
	line_put(STDERR_FILENO, line, len);
	file_put(line, len);
	if (is_error && kept.keep) {
		line[len] = '\0';
		entry.text = line + begin_len;
		kept.keep(&entry, kept.arg);
	}
	errno = saved;
}

void
log_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	line_write("error", true, format, ap);
	va_end(ap);
}

void
log_info(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	line_write("info", false, format, ap);
	va_end(ap);
}

void
log_fatal(const char *format, ...)
{
	va_list ap;

	log_divert(NULL, NULL);
	va_start(ap, format);
	line_write("fatal", true, format, ap);
	va_end(ap);
	_exit(1);
}
