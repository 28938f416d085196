/* SPDX-License-Identifier: MIT */
#include "base/options/option_file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/options/option_file.h"
#include "base/process/descriptor.h"

bool
option_file_holds(const char *value)
{
	for (; *value; value++)
		if ((unsigned char)*value < ' ' || *value == '\x7f')
			return false;
	return true;
}

/* Between quotation marks a # begins no comment and blanks at the ends count; both libraries know these escapes. */
void
option_file_put(struct buf *text, const char *name, const char *value)
{
	buf_printf(text, "%s = \"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_putc(text, '\\');
		buf_putc(text, *value);
	}
	buf_puts(text, "\"\n");
}

bool
option_file_write(struct arena *mem, const char *path, const char *text, size_t len)
{
	char *temporary = arena_printf(mem, "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC), saved;
	bool done;

	if (fd < 0)
		return false;
	done = descriptor_write(fd, text, len) && fsync(fd) == 0;
	if (close(fd) != 0)
		done = false;
	if (done && rename(temporary, path) == 0)
		return true;
	saved = errno;
	unlink(temporary);
	errno = saved;
	return false;
}

bool
option_file_replace(struct arena *mem, const char *path, const char *name, const char *line)
{
	struct option_line old = { .value = NULL };
	struct buf text = { 0 }, changed = { 0 };
	bool done = false;

	if (option_file_read(path, &text)) {
		bool whole = text.len < OPTION_FILE_MAX_LEN;

		errno = whole ? ENOENT : EFBIG;
		if (whole && option_line_next(mem, &text, name, &old)) {
			size_t after = old.at + old.len;

			buf_put(&changed, text.data, old.at);
			buf_puts(&changed, line);
			buf_put(&changed, text.data + after, text.len - after);
			done = option_file_write(mem, path, changed.data, changed.len);
		}
	}
	buf_free(&text);
	buf_free(&changed);
	return done;
}
