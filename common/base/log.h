/* SPDX-License-Identifier: MIT */
/*
 * log.h: writes one line for each event to standard error, which web servers and process managers
 * pass on to their log, and to a file of ours, for admins who cannot read that log. A line names the
 * cause and, where an administrator can act, the remedy. Callers must not log tokens, passwords or
 * the texts of messages.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* All lines from now on bear this id; NULL: none. The id is not copied. */
void log_set_request_id(const char *id);

/*
 * All lines from now on are appended to this file, too; NULL: to none. The path is copied. The file is
 * made with access for its owner alone. When it has 1 MiB it is renamed to end in ".1", in place of the
 * one that was renamed before. Nothing that is wrong with it fails or delays the caller.
 */
void log_use_file(const char *path);

/*
 * The path of that file, NULL if there is none; valid until the next log_use_file(). *fault is why
 * nothing can be appended to it now, NULL if it can.
 */
const char *log_file(const char **fault);

#define LOG_END_MAX (64 * 1024) /* bytes */

/*
 * Puts the end of that file into the buffer, from the beginning of a line on, LOG_END_MAX at most. False: it
 * cannot be read, or not be trusted, for the reason *fault.
 */
bool log_read(struct buf *end, const char **fault);

/*
 * The texts of all lines from now on go to the function instead of the log; NULL: to the log again. They
 * are valid during the call only.
 */
typedef void log_fn(const char *text, void *arg);
void log_divert(log_fn *take, void *arg);
bool log_is_diverted(void);

/* An error or a fatal one, as it stands in its line; the strings are valid during the call only. */
struct log_entry {
	int64_t at_ms;
	const char *request_id; /* NULL: none */
	const char *text;
};

/*
 * The function gets all errors from now on, besides the log; NULL: none does. It must log nothing. What is
 * diverted it does not get.
 */
typedef void log_keep_fn(const struct log_entry *entry, const void *arg);
void log_keep(log_keep_fn *keep, const void *arg);

/* Control characters in the message are written as \xNN, and long lines are truncated. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs and exits, for errors from which the process cannot recover. */
_Noreturn void log_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
