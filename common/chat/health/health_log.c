/* SPDX-License-Identifier: MIT */
#include "chat/health/health.h"

#include <string.h>

#include "base/log.h"
#include "base/printable.h"

/* What the log writes is not longer, but the file is not only the log's. */
#define LINE_MAX_LEN 2048

/* Where the last lines begin: what follows is HEALTH_LOG_LINES at most. */
static const char *
last_lines(const char *text, size_t len)
{
	const char *at = text + len;
	size_t lines = 0;

	if (len > 0 && at[-1] == '\n')
		at--;
	for (; at > text; at--)
		if (at[-1] == '\n' && ++lines == HEALTH_LOG_LINES)
			break;
	return at;
}

static void
lines_give(struct arena *mem, const char *text, size_t len, health_line_fn *line, void *arg)
{
	const char *end = text + len;

	for (const char *at = last_lines(text, len); at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line_len = (size_t)((newline ? newline : end) - at);
		size_t kept = line_len < LINE_MAX_LEN ? line_len : LINE_MAX_LEN;

		line(text_printable(mem, arena_strndup(mem, at, kept)), arg);
		at += line_len + (newline ? 1 : 0);
	}
}

const char *
health_log(struct chat *chat, health_line_fn *line, void *arg)
{
	const char *fault, *file = log_file(&fault);
	struct buf end = { 0 };

	if (fault || (file && !log_read(&end, &fault)))
		file = NULL;
	if (file)
		lines_give(chat->mem, buf_cstr(&end), end.len, line, arg);
	buf_free(&end);
	return text_printable(chat->mem, file);
}
