/*
 * log.h: one line an event, on file descriptor 2, where every web server and supervisor
 * looks for it. A line names the cause and, where an admin can do something, the remedy.
 * Tokens, passwords and message texts are never logged.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* Put before every line until changed; NULL for none. Not copied. */
void log_set_request_id(const char *id);

/* Control bytes in what is logged are written as \xNN, long lines are cut. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs and ends the process: for what no request can recover from. */
_Noreturn void log_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
