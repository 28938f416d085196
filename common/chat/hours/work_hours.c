/* SPDX-License-Identifier: MIT */
#include "chat/hours/work_hours.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

#define DAY_MS INT64_C(86400000)

static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };

const char *
week_day_name(int day)
{
	return days[day];
}

bool
week_day_read(const char *name, int *day)
{
	for (*day = 0; *day < (int)ARRAY_LEN(days); ++*day)
		if (strcmp(days[*day], name) == 0)
			return true;
	return false;
}

/* Reads one or two digits and moves *text behind them. */
static bool
digits_read(const char **text, int max, int *number)
{
	size_t len = strspn(*text, "0123456789");

	*number = 0;
	if (len < 1 || len > 2)
		return false;
	for (; len > 0; len--, ++*text)
		*number = *number * 10 + (**text - '0');
	return *number <= max;
}

bool
day_time_read(const char *text, int *minutes)
{
	int hour, minute, second = 0;

	if (!digits_read(&text, 24, &hour) || *text++ != ':' || !digits_read(&text, 59, &minute))
		return false;
	if (*text == ':') {
		text++;
		if (!digits_read(&text, 59, &second))
			return false;
	}
	*minutes = hour * 60 + minute;
	return *text == '\0' && second == 0 && *minutes <= DAY_MINUTES;
}

bool
day_off_read(const char *text, int64_t *day)
{
	int64_t ms;

	if (strlen(text) != DAY_OFF_SIZE - 1 || text[4] != '-' ||
	    !clock_parse(text, strlen(text), &ms))
		return false;
	*day = ms / DAY_MS - (ms % DAY_MS < 0);
	return true;
}

void
day_time_text(char out[DAY_TIME_SIZE], int minutes)
{
	unsigned time = (unsigned)minutes % (100 * 60);

	snprintf(out, DAY_TIME_SIZE, "%02u:%02u", time / 60, time % 60);
}

void
day_off_text(char out[DAY_OFF_SIZE], int64_t day)
{
	char iso[CLOCK_ISO_SIZE];

	clock_iso(iso, day * DAY_MS);
	snprintf(out, DAY_OFF_SIZE, "%.10s", iso);
}

const char *
work_hours_text(struct arena *mem, const struct work_hours *hours)
{
	const char **lines = arena_alloc(mem, (hours->len + 1) * sizeof(*lines));

	for (size_t i = 0; i < hours->len; i++) {
		const struct work_hour *item = &hours->items[i];
		char start[DAY_TIME_SIZE], finish[DAY_TIME_SIZE];

		day_time_text(start, item->start);
		day_time_text(finish, item->finish);
		lines[i] = arena_printf(mem, "%s%s %s %s %s", i > 0 ? "\n" : "", days[item->day],
		    start, finish, item->open ? "open" : "closed");
	}
	lines[hours->len] = NULL;
	return arena_join(mem, lines);
}

const char *
days_off_text(struct arena *mem, const struct work_hours *hours)
{
	const char **dates = arena_alloc(mem, (hours->days_off_len + 1) * sizeof(*dates));
	char date[DAY_OFF_SIZE];

	for (size_t i = 0; i < hours->days_off_len; i++) {
		day_off_text(date, hours->days_off[i]);
		dates[i] = arena_printf(mem, "%s%s", i > 0 ? "," : "", date);
	}
	dates[hours->days_off_len] = NULL;
	return arena_join(mem, dates);
}

/* Reads a line that work_hours_text() has written. */
static bool
line_read(struct arena *mem, const char *line, size_t len, struct work_hour *item)
{
	const char *rest = arena_strndup(mem, line, len), *word, *words[4];

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		word = str_next(&rest, " ", &len);
		if (!word)
			return false;
		words[i] = arena_strndup(mem, word, len);
	}
	item->open = strcmp(words[3], "open") == 0;
	return week_day_read(words[0], &item->day) && day_time_read(words[1], &item->start) &&
	       day_time_read(words[2], &item->finish);
}

void
work_hours_read(
    struct arena *mem, const char *items, const char *days_off, struct work_hours *hours)
{
	struct work_hour *read = arena_zalloc(mem, WORK_HOURS_MAX * sizeof(*read));
	int64_t *off = arena_zalloc(mem, DAYS_OFF_MAX * sizeof(*off));
	const char *text;
	size_t len;

	hours->len = hours->days_off_len = 0;
	while (hours->len < WORK_HOURS_MAX && (text = str_next(&items, "\n", &len)))
		if (line_read(mem, text, len, &read[hours->len]))
			hours->len++;
	while (hours->days_off_len < DAYS_OFF_MAX && (text = str_next(&days_off, ",", &len)))
		if (day_off_read(arena_strndup(mem, text, len), &off[hours->days_off_len]))
			hours->days_off_len++;
	hours->items = read;
	hours->days_off = off;
}
