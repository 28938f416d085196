/* SPDX-License-Identifier: MIT */
/*
 * The files of the official widget. They are not ours to ship: scripts/official fetches them for an admin,
 * and puts a compressed form of each beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "http/reply/reply.h"
#include "http/request/config.h"
#include "http/web/web.h"

#define NAME_MAX_LEN 100
#define FILE_MAX_LEN (4 * 1024 * 1024) /* the largest one of release 1.13.3 has 1.7 MB */
#define PIECE_LEN (32u * 1024u)
#define ENTRY "bundle.31a95.js" /* the script that web/official/page.html begins with */

#define NOT_INSTALLED \
	"<!doctype html>\n<meta charset=\"utf-8\">\n<title>Not installed</title>\n" \
	"<h1>The official widget is not installed here</h1>\n" \
	"<p>Its files come from the npm package @rocket.chat/livechat 1.13.3, and an admin has " \
	"to " \
	"install them, in the folder <code>scripts/official</code> of Livechat's sources or " \
	"<code>share/livechat/official</code> of an installation:</p>\n" \
	"<pre>npm run fetch -- FOLDER</pre>\n" \
	"<p>FOLDER is <code>livechat-official</code> beside the option file " \
	"<code>livechat.cnf</code>, or what the variable <code>LIVECHAT_OFFICIAL</code> says. " \
	"The " \
	"programs must be allowed to read it.</p>\n" \
	"<p>Livechat's own widget needs no installation: <a href=\"../livechat\">it is " \
	"here</a>.</p>\n"

static const char *
media_type(const char *name)
{
	static const struct {
		const char *ending;
		const char *media_type;
	} types[] = { { ".js", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" }, { ".png", "image/png" } };
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; ending && i < ARRAY_LEN(types); i++)
		if (strcmp(types[i].ending, ending) == 0)
			return types[i].media_type;
	return NULL;
}

/* Whether a file may have that name: no other file system's rules are needed to see that it has no path. */
static bool
name_is_plain(const char *name)
{
	size_t len = strlen(name);

	return *name != '.' && len <= NAME_MAX_LEN &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.~_-") ==
		   len;
}

/* Opens a regular file of the folder; -1: there is none that is small enough. */
static int
file_open(const char *folder, const char *name, struct stat *is)
{
	int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

	if (at < 0)
		return -1;
	fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	close(at);
	if (fd >= 0 && fstat(fd, is) == 0 && S_ISREG(is->st_mode) && is->st_size <= FILE_MAX_LEN)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Appends the file's first `len` bytes to the body; false when it has fewer. */
static bool
file_read(struct request *rq, int fd, size_t len)
{
	struct buf *body = &rq->reply->body;

	while (len > 0) {
		size_t wanted = len < PIECE_LEN ? len : PIECE_LEN;
		ssize_t got = read(fd, buf_reserve(body, wanted), wanted);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		body->len += (size_t)got;
		len -= (size_t)got;
	}
	return true;
}

static const char *
official_folder(struct request *rq)
{
	return config_official(rq, config_option_file(rq, false).path);
}

/* Opens the form of the file that the client takes; fields->gzip says which. -1: there is none. */
static int
form_open(struct request *rq, const char *name, struct stat *is, struct web_fields *fields)
{
	const char *folder = official_folder(rq);
	int fd = -1;

	if (web_takes_gzip(rq))
		fd = file_open(folder, arena_printf(rq->chat.mem, "%s.gz", name), is);
	fields->gzip = fd >= 0;
	return fd >= 0 ? fd : file_open(folder, name, is);
}

/* Replies with the open file, or that the client has it. */
static void
reply_open_file(struct request *rq, int fd, const struct stat *is, struct web_fields *fields)
{
	fields->tag = arena_printf(rq->chat.mem, "%llx-%llx-%lx", (unsigned long long)is->st_size,
	    (unsigned long long)is->st_mtim.tv_sec, (unsigned long)is->st_mtim.tv_nsec);
	if (reply_is_tagged(rq, fields->tag, 0)) {
		reply_unchanged(rq);
		web_describe(rq, fields);
		return;
	}
	reply_file(rq, fields->media_type, 0, "", 0);
	if (file_read(rq, fd, (size_t)is->st_size)) {
		web_describe(rq, fields);
		return;
	}
	log_error("a file of the official widget became shorter while it was read");
	reply_error(rq, CHAT_UNAVAILABLE);
}

void
reply_official_file(struct request *rq, const char *name, bool has_hash)
{
	struct web_fields fields = {
		.media_type = media_type(name),
		.content_policy = "default-src 'none'; sandbox",
		.cache_control = has_hash ? WEB_FOR_EVER : WEB_WITH_QUESTION,
		.for_other_sites = true,
	};
	struct stat is;
	int fd = -1;

	if (fields.media_type && name_is_plain(name))
		fd = form_open(rq, name, &is, &fields);
	if (fd < 0) {
		reply_not_found(rq);
		return;
	}
	reply_open_file(rq, fd, &is, &fields);
	close(fd);
}

void
reply_official_page(struct request *rq)
{
	struct stat is;
	int fd = file_open(official_folder(rq), ENTRY, &is);

	if (fd >= 0) {
		close(fd);
		reply_web_file(rq, WEB_OFFICIAL);
		return;
	}
	reply_html(rq, NOT_INSTALLED);
	rq->reply->status = 404;
}
