/* SPDX-License-Identifier: MIT */
/* http_date.h: dates as header fields have them (RFC 9110, 5.6.7). */
#ifndef HTTP_FILES_HTTP_DATE_H
#define HTTP_FILES_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define HTTP_DATE_SIZE 32 /* bytes: enough for "Sun, 06 Nov 1994 08:49:37 GMT", with the NUL */

/* Writes the second in which that time is. */
void http_date(char out[HTTP_DATE_SIZE], int64_t ms);

/* Reads a date in the form above; false: it is another text, such as one of the two obsolete forms. */
bool http_date_parse(const char *text, int64_t *ms);

#endif
