/* SPDX-License-Identifier: MIT */
/*
 * clock.h: the time of day and its text. Everywhere in this project a point in time is an int64_t
 * that counts the milliseconds since 1970-01-01T00:00:00Z.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The size of "2021-07-13T16:20:26.672Z" in bytes, with the NUL. */
#define CLOCK_ISO_SIZE 25

/* The bounds are the beginning of year 1 and the end of year 9999: ISO 8601 has four digits. */
#define CLOCK_MIN_MS INT64_C(-62135596800000)
#define CLOCK_MAX_MS INT64_C(253402300799999)

int64_t clock_now_ms(void);

/* Returns CLOCK_MONOTONIC in milliseconds, for measuring intervals within this process. */
int64_t clock_monotonic_ms(void);

/*
 * Returns the number of days from 1970-01-01 to a date of the Gregorian calendar. The month must be
 * valid; a day that the month does not have counts into the next month.
 */
int64_t clock_days(int64_t year, int month, int day);

/* Writes ISO 8601 in UTC with three fraction digits and Z. A time out of range is clamped. */
void clock_iso(char out[CLOCK_ISO_SIZE], int64_t ms);

/*
 * Reads a point in time as clients write it: either milliseconds since 1970 as an integer, or
 * ISO 8601, in which the time of day, the seconds, the fraction and the offset from UTC are
 * optional. Fraction digits beyond milliseconds are ignored. Returns false for any other text.
 */
bool clock_parse(const char *text, size_t len, int64_t *ms);

#endif
