/* SPDX-License-Identifier: MIT */
/*
 * period.h: the days that figures about chats are of, as people at the site count them: in the time zone of the
 * setting site_time_zone, or of the machine.
 */
#ifndef CHAT_ANALYTICS_PERIOD_H
#define CHAT_ANALYTICS_PERIOD_H

#include "chat/core/chat.h"

struct period {
	int64_t from_ms, to_ms; /* both inclusive */
	int64_t first_day;      /* of the days: since 1970, in the time zone */
	int64_t days;           /* less than 1: the end is before the beginning */
	const char *zone;
};

/* Reads a date and a time of day. Returns false if a text is none. */
bool period_instants(const char *from, const char *to, struct period *period);

/*
 * Reads whole days, of which the first ten characters tell: 2026-11-28. Returns false if they are no date.
 */
bool period_days(struct chat *chat, const char *from, const char *to, struct period *period);

/* Makes whole days of a period that was read by period_instants() from these texts. */
void period_widen(struct chat *chat, const char *from, const char *to, struct period *period);

/* A time in the time zone of zone_begin(). */
struct local_hour {
	int64_t day; /* since 1970 */
	int hour;
};

struct local_hour period_hour(int64_t ms);

/* Writes an hour, from 0, as "12AM"; into 5 bytes at least. */
#define HOUR_NAME_SIZE 5
void period_hour_name(char out[HOUR_NAME_SIZE], int hour);

#endif
