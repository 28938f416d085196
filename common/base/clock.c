/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#define MS_PER_DAY INT64_C(86400000)

static int64_t
clock_read_ms(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_now_ms(void)
{
	return clock_read_ms(CLOCK_REALTIME);
}

int64_t
clock_monotonic_ms(void)
{
	return clock_read_ms(CLOCK_MONOTONIC);
}

/*
 * These two functions convert between a date and the number of days since 1970-01-01. They count
 * years from March, so that the leap day is the last day of a year, in eras of 400 years
 * (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
int64_t
clock_days(int64_t year, int month, int day)
{
	int64_t era, year_of_era, day_of_year, day_of_era;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static void
date_of_days(int64_t days, int *year, int *month, int *day)
{
	int64_t era, day_of_era, year_of_era, day_of_year, shifted;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day_of_era = days - era * 146097;
	year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted = (5 * day_of_year + 2) / 153;
	*day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static void
two_digits(char *to, unsigned value)
{
	to[0] = (char)('0' + value / 10);
	to[1] = (char)('0' + value % 10);
}

/* Most times in one reply lie on the same day, so the date that was written last is kept. */
static const char *
date_text(int64_t days)
{
	static char text[] = "1970-01-01";
	static int64_t text_days = 0;
	int year, month, day;

	if (days == text_days)
		return text;
	date_of_days(days, &year, &month, &day);
	two_digits(text, (unsigned)year / 100);
	two_digits(text + 2, (unsigned)year % 100);
	two_digits(text + 5, (unsigned)month);
	two_digits(text + 8, (unsigned)day);
	text_days = days;
	return text;
}

void
clock_iso(char out[CLOCK_ISO_SIZE], int64_t ms)
{
	int64_t days;
	unsigned rest;

	if (ms < CLOCK_MIN_MS)
		ms = CLOCK_MIN_MS;
	if (ms > CLOCK_MAX_MS)
		ms = CLOCK_MAX_MS;
	days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0);
	rest = (unsigned)(ms - days * MS_PER_DAY);
	memcpy(out, "yyyy-mm-ddThh:mm:ss.xxxZ", CLOCK_ISO_SIZE);
	memcpy(out, date_text(days), 10);
	two_digits(out + 11, rest / 3600000);
	two_digits(out + 14, rest / 60000 % 60);
	two_digits(out + 17, rest / 1000 % 60);
	two_digits(out + 20, rest % 1000 / 10);
	out[22] = (char)('0' + rest % 10);
}

/* The part of the text that is still to be read. */
struct scan {
	const char *p;
	const char *end;
};

static bool
scan_char(struct scan *scan, char c)
{
	if (scan->p == scan->end || *scan->p != c)
		return false;
	scan->p++;
	return true;
}

/* Reads exactly `count` digits; their number must lie between min and max, inclusively. */
static bool
scan_number(struct scan *scan, int count, int min, int max, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, scan->p++) {
		if (scan->p == scan->end || *scan->p < '0' || *scan->p > '9')
			return false;
		*value = *value * 10 + (*scan->p - '0');
	}
	return *value >= min && *value <= max;
}

static bool
scan_fraction(struct scan *scan, int *ms)
{
	int digits = 0;

	*ms = 0;
	for (; scan->p < scan->end && *scan->p >= '0' && *scan->p <= '9'; scan->p++, digits++)
		if (digits < 3)
			*ms = *ms * 10 + (*scan->p - '0');
	for (int i = digits; i < 3; i++)
		*ms *= 10;
	return digits > 0;
}

/* Reads the offset from UTC at the end of the text: Z, +hh:mm, +hhmm, +hh or nothing. */
static bool
scan_offset(struct scan *scan, int *minutes)
{
	int sign, hours, mins = 0;

	*minutes = 0;
	if (scan->p == scan->end)
		return true;
	if (scan_char(scan, 'Z') || scan_char(scan, 'z'))
		return scan->p == scan->end;
	/* A "+" that was not percent-encoded in a query string is decoded to a space. */
	if (scan_char(scan, '+') || scan_char(scan, ' '))
		sign = 1;
	else if (scan_char(scan, '-'))
		sign = -1;
	else
		return false;
	if (!scan_number(scan, 2, 0, 23, &hours))
		return false;
	if (scan->p < scan->end) {
		scan_char(scan, ':');
		if (!scan_number(scan, 2, 0, 59, &mins))
			return false;
	}
	*minutes = sign * (hours * 60 + mins);
	return scan->p == scan->end;
}

static bool
parse_epoch(struct scan scan, int64_t *ms)
{
	bool negative = scan_char(&scan, '-');
	int64_t value = 0;

	if (scan.p == scan.end || scan.end - scan.p > 15)
		return false;
	for (; scan.p < scan.end; scan.p++) {
		if (*scan.p < '0' || *scan.p > '9')
			return false;
		value = value * 10 + (*scan.p - '0');
	}
	*ms = negative ? -value : value;
	return *ms >= CLOCK_MIN_MS && *ms <= CLOCK_MAX_MS;
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
parse_iso(struct scan scan, int64_t *ms)
{
	int year, month, day, hour = 0, minute = 0, second = 0, fraction = 0, offset = 0;

	if (!scan_number(&scan, 4, 1, 9999, &year) || !scan_char(&scan, '-') ||
	    !scan_number(&scan, 2, 1, 12, &month) || !scan_char(&scan, '-') ||
	    !scan_number(&scan, 2, 1, month_days(year, month), &day))
		return false;
	if (scan.p < scan.end) {
		if (!scan_char(&scan, 'T') && !scan_char(&scan, 't') && !scan_char(&scan, ' '))
			return false;
		if (!scan_number(&scan, 2, 0, 23, &hour) || !scan_char(&scan, ':') ||
		    !scan_number(&scan, 2, 0, 59, &minute))
			return false;
		if (scan_char(&scan, ':') && !scan_number(&scan, 2, 0, 59, &second))
			return false;
		if (scan_char(&scan, '.') && !scan_fraction(&scan, &fraction))
			return false;
		if (!scan_offset(&scan, &offset))
			return false;
	}
	*ms = clock_days(year, month, day) * MS_PER_DAY + hour * INT64_C(3600000) +
	      (minute - offset) * INT64_C(60000) + second * INT64_C(1000) + fraction;
	return *ms >= CLOCK_MIN_MS && *ms <= CLOCK_MAX_MS;
}

bool
clock_parse(const char *text, size_t len, int64_t *ms)
{
	struct scan scan = { text, text + len };

	return parse_iso(scan, ms) || parse_epoch(scan, ms);
}
