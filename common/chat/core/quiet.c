/* SPDX-License-Identifier: MIT */
#include "chat/core/quiet.h"

#include <ctype.h>
#include <string.h>

#include "base/zone/zone.h"

#define DAY_MINUTES (24 * 60)
#define MINUTE_MS INT64_C(60000)
#define HOURS_LEN (sizeof("22:00-07:00") - 1)

/* Reads "07:30", with something after it, as a minute of the day. -1: it is none. */
static int
minute_read(const char *text)
{
	int minute;

	if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]) ||
	    text[2] != ':' || !isdigit((unsigned char)text[3]) || !isdigit((unsigned char)text[4]))
		return -1;
	minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
	return text[3] <= '5' && minute < DAY_MINUTES ? minute : -1;
}

bool
quiet_valid(const char *hours)
{
	if (*hours == '\0')
		return true;
	return strlen(hours) == HOURS_LEN && hours[5] == '-' && minute_read(hours) >= 0 &&
	       minute_read(hours + 6) >= 0;
}

static bool
is_quiet(const char *hours, int64_t ms)
{
	int from = minute_read(hours), to = minute_read(hours + 6);
	int length = (to - from + DAY_MINUTES) % DAY_MINUTES;

	return (zone_minute(ms) - from + DAY_MINUTES) % DAY_MINUTES < length;
}

/* A walk by minutes follows clocks that are put forward or back on the way; it takes a day's at most. */
int64_t
quiet_end(const char *hours, const char *zone, int64_t now_ms)
{
	int64_t end_ms = now_ms;

	if (*hours == '\0')
		return now_ms;
	zone_begin(zone);
	while (is_quiet(hours, end_ms))
		end_ms += MINUTE_MS - end_ms % MINUTE_MS;
	zone_end();
	return end_ms;
}
