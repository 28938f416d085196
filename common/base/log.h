/* SPDX-License-Identifier: MIT */
/*
 * log.h: writes one line for each event to standard error, which web servers and process managers
 * pass on to their log. A line names the cause and, where an administrator can act, the remedy.
 * Callers must not log tokens, passwords or the texts of messages.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* All lines from now on bear this id; NULL: none. The id is not copied. */
void log_set_request_id(const char *id);

/* Control characters in the message are written as \xNN, and long lines are truncated. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs and exits, for errors from which the process cannot recover. */
_Noreturn void log_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
