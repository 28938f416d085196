/* SPDX-License-Identifier: MIT */
/*
 * work_hours.h: a week's opening hours with days off, and when they are open. All of it is in local
 * time of a zone, so that daylight saving does not move it: a time that the clocks skip opens when
 * they have skipped it, and a time that they repeat counts both times.
 */
#ifndef CHAT_HOURS_WORK_HOURS_H
#define CHAT_HOURS_WORK_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define WORK_HOURS_MAX 70 /* ten on each day */
#define DAYS_OFF_MAX 366

#define DAY_MINUTES 1440 /* 24:00, an end only */

/* The sizes of "08:00" and of "2026-12-25" with the NUL. */
#define DAY_TIME_SIZE 6
#define DAY_OFF_SIZE 11

/* From `start` until before `finish`, in minutes since midnight, on each such day of the week. */
struct work_hour {
	int day; /* 0: Sunday */
	int start;
	int finish;
	bool open; /* false: it is kept for an admin's form only */
};

struct work_hours {
	const char *zone; /* as zone_begin() takes it */
	const struct work_hour *items;
	size_t len;
	const int64_t *days_off; /* days since 1970 on which it is closed */
	size_t days_off_len;
};

/* An interval in which it is open, in milliseconds since 1970; closed again at `closes_at`. */
struct opening {
	int64_t opens_at;
	int64_t closes_at;
};

/*
 * Returns the opening that contains the time, or the next one after it. False, and both times 0: it
 * never opens. Where it does not close within a week, `closes_at` lies a week after the time.
 */
bool work_hours_opening(const struct work_hours *hours, int64_t now_ms, struct opening *opening);

/* --- As text ----------------------------------------------------------------------------- */

/* Returns "Sunday" for 0 and so on. */
const char *week_day_name(int day);

/* Return false if the text is none: a day in English, a time such as 08:00 or 08:00:00, a date. */
bool week_day_read(const char *name, int *day);
bool day_time_read(const char *text, int *minutes);
bool day_off_read(const char *text, int64_t *day);

void day_time_text(char out[DAY_TIME_SIZE], int minutes);
void day_off_text(char out[DAY_OFF_SIZE], int64_t day);

/*
 * The texts in which they are stored: a line "Monday 08:00 20:00 open" (or closed) for each work
 * hour, and the dates separated by commas. The function that reads leaves out what it cannot read.
 */
const char *work_hours_text(struct arena *mem, const struct work_hours *hours);
const char *days_off_text(struct arena *mem, const struct work_hours *hours);
void work_hours_read(
    struct arena *mem, const char *items, const char *days_off, struct work_hours *hours);

#endif
