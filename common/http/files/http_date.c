/* SPDX-License-Identifier: MIT */
#include "http/files/http_date.h"

#include <string.h>
#include <time.h>

#define FORM "%a, %d %b %Y %H:%M:%S GMT"

void
http_date(char out[HTTP_DATE_SIZE], int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	/* The program never sets a locale, so the names are English. */
	if (!gmtime_r(&seconds, &tm) || strftime(out, HTTP_DATE_SIZE, FORM, &tm) == 0)
		out[0] = '\0';
}

bool
http_date_parse(const char *text, int64_t *ms)
{
	struct tm tm = { .tm_sec = 0 };
	const char *end = strptime(text, FORM, &tm);

	if (!end || *end)
		return false;
	*ms = (int64_t)timegm(&tm) * 1000;
	return true;
}
