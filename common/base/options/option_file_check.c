/* SPDX-License-Identifier: MIT */
#include "base/options/option_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#define MARK "\xef\xbb\xbf" /* U+FEFF in UTF-8, with which some editors begin a file */
#define MARK_LEN (sizeof(MARK) - 1)

#define GROUPS_MAX 256

/* --- What is in it ----------------------------------------------------------------------- */

bool
option_file_read(const char *path, struct buf *text)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), saved;
	char piece[4096];
	ssize_t got = -1;

	if (fd < 0)
		return false;
	while (text->len < OPTION_FILE_MAX_LEN && (got = read(fd, piece, sizeof(piece))) > 0)
		buf_put(text, piece, (size_t)got);
	saved = errno;
	close(fd);
	errno = saved;
	return got >= 0 || text->len > 0;
}

/* Returns the value of the option in this line; NULL: it is another line. The line is changed. */
static char *
option_value(char *line, const char *name)
{
	size_t len = strlen(name);
	char *end, *quoted, behind;

	line += strspn(line, " \t");
	for (size_t i = 0; i < len; i++)
		if (line[i] != name[i] && !(name[i] == '-' && line[i] == '_'))
			return NULL;
	line += len;
	line += strspn(line, " \t");
	if (*line != '=')
		return NULL;
	line += 1 + strspn(line + 1, " \t");
	end = line + strlen(line);
	quoted = *line == '"' || *line == '\'' ? strchr(line + 1, *line) : NULL;
	behind = quoted ? quoted[1 + strspn(quoted + 1, " \t\r")] : '?';
	if (behind == '\0' || behind == '#') {
		*quoted = '\0';
		return line + 1;
	}
	/* The client library takes any # for a comment. A key that somebody has made up may have one in it. */
	for (char *at = line + 1; !quoted && at < end; at++)
		if (*at == '#' && strchr(" \t", at[-1]))
			end = at;
	while (end > line && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
	return line;
}

bool
option_line_next(struct arena *mem, struct buf *text, const char *name, struct option_line *line)
{
	const char *all = buf_cstr(text), *from = all + line->at + line->len, *at, *next;
	bool ours = false;

	at = all + (strncmp(all, MARK, MARK_LEN) == 0 ? MARK_LEN : 0);
	for (; *at; at = next) {
		size_t len = strcspn(at, "\n");
		char *copy = arena_strndup(mem, at, len);
		const char *begin = copy + strspn(copy, " \t");

		next = at + len + (at[len] == '\n');
		if (*begin == '[')
			ours = strncmp(begin, "[livechat]", strlen("[livechat]")) == 0;
		line->value = ours && at >= from ? option_value(copy, name) : NULL;
		line->at = (size_t)(at - all);
		line->len = (size_t)(next - at);
		if (line->value)
			return true;
	}
	return false;
}

const char *
option_file_value(struct arena *mem, const char *path, const char *name)
{
	struct option_line line = { .value = NULL };
	struct buf text = { 0 };

	if (option_file_read(path, &text) && !option_line_next(mem, &text, name, &line))
		line.value = NULL;
	buf_free(&text);
	return line.value;
}

/*
 * Whether there is a line with a password, or with what lets somebody set the program up or log in. An included file
 * may have one, too.
 */
static bool
holds_secret(const char *text)
{
	static const char *const begins[] = { "pass", "!include", "setup-key", "setup_key",
		"login-secret", "login_secret" };

	if (strncmp(text, MARK, MARK_LEN) == 0)
		text += MARK_LEN;
	for (; text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL) {
		text += strspn(text, " \t");
		for (size_t i = 0; i < ARRAY_LEN(begins); i++)
			if (strncmp(text, begins[i], strlen(begins[i])) == 0)
				return true;
	}
	return false;
}

int
option_file_in_memory(const char *text, size_t len, struct buf *name)
{
	int fd = memfd_create(OPTION_FILE_NAME, MFD_CLOEXEC);

	/* The library ignores a file that everybody may write to. */
	if (fd >= 0 && (fchmod(fd, 0600) != 0 || write(fd, text, len) != (ssize_t)len)) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0)
		buf_printf(name, "/proc/self/fd/%d", fd);
	return fd;
}

int
option_file_without_mark(const char *path, struct buf *name)
{
	struct buf text = { 0 };
	int fd = -1;

	if (option_file_read(path, &text) && text.len >= MARK_LEN &&
	    memcmp(text.data, MARK, MARK_LEN) == 0)
		fd = option_file_in_memory(text.data + MARK_LEN, text.len - MARK_LEN, name);
	buf_free(&text);
	return fd;
}

/* --- Who may read it --------------------------------------------------------------------- */

static bool
is_group_of_process(gid_t group)
{
	gid_t groups[GROUPS_MAX];
	int len = getgroups(GROUPS_MAX, groups);

	for (int i = 0; i < len; i++)
		if (groups[i] == group)
			return true;
	return group == getegid();
}

/*
 * Returns who may do too much, in words; NULL: nobody. A file of root has the group that root gave it,
 * such as that of the web server; one of the account itself has, on a host where all customers are in
 * one group, a group that nobody chose, so only its own may read.
 */
static const char *
who_may_too_much(const struct stat *st, const char *text)
{
	bool secret = holds_secret(text);

	if (st->st_mode & S_IWOTH)
		return "everybody may write to it";
	if ((st->st_mode & S_IROTH) && secret)
		return "everybody on this machine may read its password, setup-key or login-secret";
	if (st->st_uid == 0 || geteuid() == 0)
		return NULL;
	if (st->st_mode & S_IWGRP)
		return "its group may write to it";
	if ((st->st_mode & S_IRGRP) && secret && !is_group_of_process(st->st_gid))
		return "a group of which this user is no member may read its password, setup-key "
		       "or login-secret";
	return NULL;
}

/* Whether it is text in two bytes each, which the library takes for an empty file. */
static bool
is_utf16(const struct buf *text)
{
	return text->len >= 2 &&
	       (memcmp(text->data, "\xff\xfe", 2) == 0 || memcmp(text->data, "\xfe\xff", 2) == 0);
}

static bool
text_usable(const char *path, const struct stat *st, struct buf *text, struct buf *why)
{
	const char *who;

	if (!option_file_read(path, text)) {
		buf_printf(why, "option file %s cannot be read: %s", path, strerror(errno));
		return false;
	}
	if (is_utf16(text)) {
		buf_printf(why,
		    "option file %s is in UTF-16: save it as UTF-8, which editors of "
		    "Windows call so, or ANSI",
		    path);
		return false;
	}
	who = who_may_too_much(st, buf_cstr(text));
	if (who)
		buf_printf(why,
		    "option file %s is ignored because %s: chmod 600 %s (in an FTP program: its "
		    "permissions, 600)",
		    path, who, path);
	return !who;
}

bool
option_file_usable(const char *path, struct buf *why)
{
	struct buf text = { 0 };
	struct stat st;
	bool usable = false;

	if (stat(path, &st) != 0)
		buf_printf(why,
		    "option file %s: %s: create it with a group [livechat] (user, password, "
		    "database, host or socket), or name another in LIVECHAT_CONFIG",
		    path, strerror(errno));
	else if (!S_ISREG(st.st_mode) || access(path, R_OK) != 0)
		buf_printf(why,
		    "option file %s cannot be read by user id %ld: it must be a file that this "
		    "user may read (chown, chmod 600)",
		    path, (long)geteuid());
	else
		usable = text_usable(path, &st, &text, why);
	buf_free(&text);
	return usable;
}
