/* SPDX-License-Identifier: MIT */
#include "chat/analytics/period.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/zone/zone.h"
#include "chat/hours/site_zone.h"

#define DATE_LEN 10 /* of 2026-11-28 */
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

static int64_t
floor_div(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

bool
period_instants(const char *from, const char *to, struct period *period)
{
	*period = (struct period){ 0 };
	return clock_parse(from, strlen(from), &period->from_ms) &&
	       clock_parse(to, strlen(to), &period->to_ms);
}

/* Reads the day at the beginning of a text. */
static bool
day_read(const char *text, int64_t *day)
{
	int64_t ms;

	if (strlen(text) < DATE_LEN || text[4] != '-' || text[7] != '-' ||
	    !clock_parse(text, DATE_LEN, &ms))
		return false;
	*day = floor_div(ms, DAY_MS);
	return true;
}

/* Returns when a day begins, in the time zone of zone_begin(). */
static int64_t
midnight(int64_t day)
{
	int64_t utc = day * DAY_MS;
	int64_t begins = utc - INT64_C(1000) * zone_offset_s(utc);

	return utc - INT64_C(1000) * zone_offset_s(begins);
}

struct local_hour
period_hour(int64_t ms)
{
	int64_t local = ms + INT64_C(1000) * zone_offset_s(ms);
	int64_t day = floor_div(local, DAY_MS);

	return (struct local_hour){ day, (int)((local - day * DAY_MS) / HOUR_MS) };
}

/* Sets whole days, in the time zone of zone_begin(). */
static void
days_set(struct period *period, int64_t first, int64_t last)
{
	period->from_ms = midnight(first);
	period->to_ms = midnight(last + 1) - 1;
	period->first_day = first;
	period->days = last - first + 1;
}

bool
period_days(struct chat *chat, const char *from, const char *to, struct period *period)
{
	int64_t first, last;

	*period = (struct period){ .zone = zone_or_site(chat, "") };
	if (!day_read(from, &first) || !day_read(to, &last))
		return false;
	zone_begin(period->zone);
	days_set(period, first, last);
	zone_end();
	return true;
}

void
period_widen(struct chat *chat, const char *from, const char *to, struct period *period)
{
	int64_t first, last;

	period->zone = zone_or_site(chat, "");
	zone_begin(period->zone);
	/* Other forms of a date do not begin with the day. */
	if (!day_read(from, &first))
		first = period_hour(period->from_ms).day;
	if (!day_read(to, &last))
		last = period_hour(period->to_ms).day;
	days_set(period, first, last);
	zone_end();
}

void
period_hour_name(char out[HOUR_NAME_SIZE], int hour)
{
	unsigned clock = (unsigned)hour % 12;

	snprintf(out, HOUR_NAME_SIZE, "%u%s", clock == 0 ? 12 : clock, hour < 12 ? "AM" : "PM");
}
