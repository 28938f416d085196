/* SPDX-License-Identifier: MIT */
/* Quiet hours: when they end, also in nights in which daylight saving time begins or ends. */
#include "unit.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "chat/core/quiet.h"

static int64_t
at(const char *date)
{
	int64_t ms;

	assert_true(clock_parse(date, strlen(date), &ms));
	return ms;
}

static void
each_end_is_that_of_the_clock_on_the_wall(void **state)
{
	static const struct {
		const char *why, *hours, *zone, *now, *end; /* end NULL: it is not quiet */
	} rows[] = {
		{ "none", "", "Europe/Berlin", "2026-11-26T23:00Z", NULL },
		{ "before them", "22:00-07:00", "Europe/Berlin", "2026-11-26T20:59:59.999Z", NULL },
		{ "their begin", "22:00-07:00", "Europe/Berlin", "2026-11-26T21:00Z",
		    "2026-11-27T06:00Z" },
		{ "within a minute", "22:00-07:00", "Europe/Berlin", "2026-11-26T23:10:30.500Z",
		    "2026-11-27T06:00Z" },
		{ "the last moment", "22:00-07:00", "Europe/Berlin", "2026-11-27T05:59:59.999Z",
		    "2026-11-27T06:00Z" },
		{ "their end", "22:00-07:00", "Europe/Berlin", "2026-11-27T06:00Z", NULL },
		{ "on one day", "12:00-13:30", "Asia/Kathmandu", "2026-11-27T06:20Z",
		    "2026-11-27T07:45Z" },
		{ "they never begin", "07:00-07:00", "UTC", "2026-11-27T07:00Z", NULL },
		{ "all but a minute", "00:00-23:59", "UTC", "2026-11-27T00:00Z",
		    "2026-11-27T23:59Z" },
		{ "summer time ends meanwhile", "22:00-07:00", "Europe/Berlin", "2026-10-24T20:00Z",
		    "2026-10-25T06:00Z" },
		{ "it has just ended", "22:00-07:00", "Europe/Berlin", "2026-10-25T01:00Z",
		    "2026-10-25T06:00Z" },
		{ "summer time begins meanwhile", "22:00-07:00", "Europe/Berlin",
		    "2027-03-27T21:00Z", "2027-03-28T05:00Z" },
		{ "it has just begun", "22:00-07:00", "Europe/Berlin", "2027-03-28T01:00Z",
		    "2027-03-28T05:00Z" },
		{ "the end is skipped", "22:00-02:30", "Europe/Berlin", "2027-03-28T00:59Z",
		    "2027-03-28T01:00Z" },
		{ "the begin is skipped", "02:30-07:00", "Europe/Berlin", "2027-03-28T01:00Z",
		    "2027-03-28T05:00Z" },
		{ "the end is repeated: once", "22:00-02:30", "Europe/Berlin", "2026-10-25T00:10Z",
		    "2026-10-25T00:30Z" },
		{ "and again", "22:00-02:30", "Europe/Berlin", "2026-10-25T01:00Z",
		    "2026-10-25T01:30Z" },
		{ "New York, forwards", "23:00-08:00", "America/New_York", "2026-03-08T05:00Z",
		    "2026-03-08T12:00Z" },
		{ "New York, backwards", "23:00-08:00", "America/New_York", "2026-11-01T04:00Z",
		    "2026-11-01T13:00Z" },
		{ "by half an hour", "22:00-07:00", "Australia/Lord_Howe", "2026-10-03T12:00Z",
		    "2026-10-03T20:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t now = at(rows[i].now), end = quiet_end(rows[i].hours, rows[i].zone, now);
		char text[CLOCK_ISO_SIZE];

		clock_iso(text, end);
		if (end != (rows[i].end ? at(rows[i].end) : now))
			fail_msg("%s: until %s", rows[i].why, text);
	}
}

static void
what_is_no_hours_is_refused(void **state)
{
	static const char *const wrong[] = { "22-7", "24:00-07:00", "22:00-07:60", "22:00-7:00",
		"22:00_07:00", "22:00-07:00 ", " 22:00-07:00" };

	(void)state;
	assert_true(quiet_valid("") && quiet_valid("22:00-07:00") && quiet_valid("00:00-23:59"));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(quiet_valid(wrong[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_end_is_that_of_the_clock_on_the_wall),
		cmocka_unit_test(what_is_no_hours_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
