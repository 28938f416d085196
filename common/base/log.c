/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_LEN 2048

static const char *request_id;

void
log_set_request_id(const char *id)
{
	request_id = id;
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

static void line_write(const char *level, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void
line_write(const char *level, const char *format, va_list ap)
{
	char line[LINE_MAX_LEN], text[LINE_MAX_LEN], when[CLOCK_ISO_SIZE];
	ssize_t written;
	size_t len;

	clock_iso(when, clock_now_ms());
	vsnprintf(text, sizeof(text), format, ap);
	len = (size_t)snprintf(line, sizeof(line), "%s livechat[%ld] %s%s%s: ", when,
	    (long)getpid(), request_id ? request_id : "", request_id ? " " : "", level);
	len = line_escape(line, len, text);
	line[len++] = '\n';
	/*
	 * A single write() keeps the lines of several processes apart. A failure is ignored, since
	 * there is no other place to report it.
	 */
	written = write(STDERR_FILENO, line, len);
	(void)written;
}

void
log_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	line_write("error", format, ap);
	va_end(ap);
}

void
log_info(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	line_write("info", format, ap);
	va_end(ap);
}

void
log_fatal(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	line_write("fatal", format, ap);
	va_end(ap);
	_exit(1);
}
