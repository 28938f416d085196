/* SPDX-License-Identifier: MIT */
/* Opening hours: when they open and close, in zones with daylight saving, and their texts. */
#include "unit_arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/zone/zone.h"
#include "chat/hours/work_hours.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

static int64_t
at(const char *date)
{
	int64_t ms;

	assert_true(clock_parse(date, strlen(date), &ms));
	return ms;
}

static const char *
iso(int64_t ms)
{
	static char texts[2][CLOCK_ISO_SIZE];
	static int turn;

	turn = !turn;
	clock_iso(texts[turn], ms);
	return texts[turn];
}

#define WEEK_DAYS_8_TO_20 \
	"Monday 08:00 20:00 open\nTuesday 08:00 20:00 open\nWednesday 08:00 20:00 open\n" \
	"Thursday 08:00 20:00 open\nFriday 08:00 20:00 open\nSaturday 08:00 20:00 closed"

static void
each_opening_is_found(void **state)
{
	static const struct {
		const char *why, *zone, *items, *off, *now, *opens, *closes; /* opens NULL: never */
	} rows[] = {
		{ "open now", "Europe/Berlin", WEEK_DAYS_8_TO_20, "", "2026-11-26T12:00Z",
		    "2026-11-26T12:00Z", "2026-11-26T19:00Z" },
		{ "the finish is exclusive", "Europe/Berlin", WEEK_DAYS_8_TO_20, "",
		    "2026-11-26T19:00Z", "2026-11-27T07:00Z", "2026-11-27T19:00Z" },
		{ "a moment before it", "Europe/Berlin", WEEK_DAYS_8_TO_20, "",
		    "2026-11-26T18:59:59.999Z", "2026-11-26T18:59:59.999Z", "2026-11-26T19:00Z" },
		{ "at eleven before a weekend", "Europe/Berlin", WEEK_DAYS_8_TO_20, "",
		    "2026-11-27T22:00Z", "2026-11-30T07:00Z", "2026-11-30T19:00Z" },
		{ "the week wraps", "UTC", "Sunday 10:00 11:00 open", "", "2026-11-29T11:00Z",
		    "2026-12-06T10:00Z", "2026-12-06T11:00Z" },
		{ "no day is open", "UTC", "Sunday 10:00 11:00 closed", "", "2026-11-29T10:30Z",
		    NULL, NULL },
		{ "there are no hours", "UTC", "", "", "2026-11-29T10:30Z", NULL, NULL },
		{ "days off across weeks", "UTC", "Friday 10:00 11:00 open",
		    "2026-12-25,2027-01-01,2027-01-08", "2026-12-18T11:00Z", "2027-01-15T10:00Z",
		    "2027-01-15T11:00Z" },
		{ "closed on a day off", "Europe/Berlin", WEEK_DAYS_8_TO_20, "2026-11-26",
		    "2026-11-26T12:00Z", "2026-11-27T07:00Z", "2026-11-27T19:00Z" },
		{ "several on a day", "UTC", "Monday 13:00 17:00 open\nMonday 08:00 12:00 open", "",
		    "2026-11-30T12:30Z", "2026-11-30T13:00Z", "2026-11-30T17:00Z" },
		{ "the earlier of them first", "UTC",
		    "Monday 13:00 17:00 open\nMonday 08:00 12:00 open", "", "2026-11-30T01:00Z",
		    "2026-11-30T08:00Z", "2026-11-30T12:00Z" },
		{ "they overlap", "UTC", "Monday 11:00 17:00 open\nMonday 08:00 12:00 open", "",
		    "2026-11-30T01:00Z", "2026-11-30T08:00Z", "2026-11-30T17:00Z" },
		{ "past midnight", "UTC", "Monday 22:00 24:00 open\nTuesday 00:00 06:00 open", "",
		    "2026-11-30T01:00Z", "2026-11-30T22:00Z", "2026-12-01T06:00Z" },
		{ "24:00 ends with the day", "UTC", "Monday 22:00 24:00 open", "",
		    "2026-11-30T23:59:59Z", "2026-11-30T23:59:59Z", "2026-12-01T00:00Z" },
		{ "always, until a day off", "UTC",
		    "Sunday 00:00 24:00 open\nMonday 00:00 24:00 open\nTuesday 00:00 24:00 open\n"
		    "Wednesday 00:00 24:00 open\nThursday 00:00 24:00 open\nFriday 00:00 24:00 "
		    "open\n"
		    "Saturday 00:00 24:00 open",
		    "2026-12-02", "2026-11-29T10:00Z", "2026-11-29T10:00Z", "2026-12-02T00:00Z" },
		{ "always: a week at most", "UTC",
		    "Sunday 00:00 24:00 open\nMonday 00:00 24:00 open\nTuesday 00:00 24:00 open\n"
		    "Wednesday 00:00 24:00 open\nThursday 00:00 24:00 open\nFriday 00:00 24:00 "
		    "open\n"
		    "Saturday 00:00 24:00 open",
		    "", "2026-11-29T10:00Z", "2026-11-29T10:00Z", "2026-12-06T10:00Z" },
		{ "summer time begins: local 8:00 stays", "Europe/Berlin",
		    "Sunday 08:00 20:00 open", "", "2026-03-28T12:00Z", "2026-03-29T06:00Z",
		    "2026-03-29T18:00Z" },
		{ "2:30 is skipped: it opens when the clocks have skipped it", "Europe/Berlin",
		    "Sunday 02:30 05:00 open", "", "2026-03-29T00:00Z", "2026-03-29T01:00Z",
		    "2026-03-29T03:00Z" },
		{ "skipped altogether", "Europe/Berlin", "Sunday 02:00 03:00 open", "",
		    "2026-03-28T12:00Z", "2026-04-05T00:00Z", "2026-04-05T01:00Z" },
		{ "summer time ends: open through the repeated hour", "Europe/Berlin",
		    "Sunday 01:00 04:00 open", "", "2026-10-24T12:00Z", "2026-10-24T23:00Z",
		    "2026-10-25T03:00Z" },
		{ "the repeated half hour counts twice: once", "Europe/Berlin",
		    "Sunday 02:30 03:00 open", "", "2026-10-25T00:00Z", "2026-10-25T00:30Z",
		    "2026-10-25T01:00Z" },
		{ "and again", "Europe/Berlin", "Sunday 02:30 03:00 open", "", "2026-10-25T01:00Z",
		    "2026-10-25T01:30Z", "2026-10-25T02:00Z" },
		{ "New York, forwards", "America/New_York", "Sunday 01:30 03:30 open", "",
		    "2026-03-08T05:00Z", "2026-03-08T06:30Z", "2026-03-08T07:30Z" },
		{ "New York, backwards", "America/New_York", "Sunday 01:00 02:00 open", "",
		    "2026-11-01T04:00Z", "2026-11-01T05:00Z", "2026-11-01T07:00Z" },
		{ "Lord Howe moves by half an hour, forwards", "Australia/Lord_Howe",
		    "Sunday 02:10 04:00 open", "", "2026-10-03T12:00Z", "2026-10-03T15:30Z",
		    "2026-10-03T17:00Z" },
		{ "and backwards", "Australia/Lord_Howe", "Sunday 01:30 02:00 open", "",
		    "2026-04-04T12:00Z", "2026-04-04T14:30Z", "2026-04-04T15:30Z" },
		{ "Kathmandu is 5:45 ahead", "Asia/Kathmandu", "Monday 00:00 01:00 open", "",
		    "2026-11-29T12:00Z", "2026-11-29T18:15Z", "2026-11-29T19:15Z" },
		{ "the date line", "Pacific/Kiritimati", "Monday 00:00 24:00 open", "",
		    "2026-11-28T12:00Z", "2026-11-29T10:00Z", "2026-11-30T10:00Z" },
		{ "a day that did not exist", "Pacific/Apia", "Friday 08:00 20:00 open", "",
		    "2011-12-28T12:00Z", "2012-01-05T18:00Z", "2012-01-06T06:00Z" },
	};
	struct work_hours hours;
	struct opening opening;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		work_hours_read(arena, rows[i].items, rows[i].off, &hours);
		hours.zone = rows[i].zone;
		if (work_hours_opening(&hours, at(rows[i].now), &opening) != !!rows[i].opens)
			fail_msg("%s: opens at %s", rows[i].why, iso(opening.opens_at));
		if (rows[i].opens && (opening.opens_at != at(rows[i].opens) ||
					 opening.closes_at != at(rows[i].closes)))
			fail_msg("%s: from %s until %s", rows[i].why, iso(opening.opens_at),
			    iso(opening.closes_at));
	}
}

/* Whether it is open, as the definition says it. */
static bool
is_open(const struct work_hours *hours, int64_t ms)
{
	int64_t local = ms + (int64_t)zone_offset_s(ms) * 1000;
	int64_t day = local / DAY_MS, minute = local % DAY_MS / MINUTE_MS;

	for (size_t i = 0; i < hours->days_off_len; i++)
		if (hours->days_off[i] == day)
			return false;
	for (size_t i = 0; i < hours->len; i++)
		if (hours->items[i].open && hours->items[i].day == (day + 4) % 7 &&
		    hours->items[i].start <= minute && minute < hours->items[i].finish)
			return true;
	return false;
}

static void
random_hours_open_when_a_walk_by_minutes_says(void **state)
{
	static const char *const zones[] = { "Europe/Berlin", "America/New_York",
		"Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "Africa/Casablanca" };
	static const char *const days[] = { "2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02",
		"2026-10-23", "2026-10-30", "2026-12-24", "2026-02-13", "2026-03-20" };

	(void)state;
	srandom(20261126);
	for (int round = 0; round < 300; round++) {
		struct work_hour items[6];
		int64_t off[3], now = at(days[random() % (long)ARRAY_LEN(days)]), walked;
		struct work_hours hours = { zones[random() % (long)ARRAY_LEN(zones)], items,
			(size_t)(random() % 7), off, (size_t)(random() % 4) };
		struct opening opening;
		int64_t end = now + 12 * DAY_MS;
		bool opens;

		now += random() % (2 * DAY_MS);
		for (size_t i = 0; i < hours.len; i++) {
			int start = (int)(random() % DAY_MINUTES);

			items[i] = (struct work_hour){ (int)(random() % 7), start,
				start + 1 + (int)(random() % (DAY_MINUTES - start)),
				random() % 5 > 0 };
		}
		for (size_t i = 0; i < hours.days_off_len; i++)
			off[i] = now / DAY_MS + random() % 9;
		opens = work_hours_opening(&hours, now, &opening);
		zone_begin(hours.zone);
		walked = now;
		while (walked < end && !is_open(&hours, walked))
			walked += MINUTE_MS - walked % MINUTE_MS;
		if (walked < end) {
			assert_true(opens);
			assert_string_equal(iso(opening.opens_at), iso(walked));
			while (walked < end && is_open(&hours, walked))
				walked += MINUTE_MS - walked % MINUTE_MS;
			if (walked < end)
				assert_string_equal(iso(opening.closes_at), iso(walked));
		} else {
			assert_true(!opens || opening.opens_at >= end);
		}
		zone_end();
	}
}

static void
times_are_read_as_clients_write_them(void **state)
{
	static const struct {
		const char *text;
		int minutes; /* -1: it is none */
	} rows[] = { { "08:00", 480 }, { "08:00:00", 480 }, { "8:00", 480 }, { "00:00", 0 },
		{ "23:59", 1439 }, { "24:00", 1440 }, { "24:01", -1 }, { "25:00", -1 },
		{ "08:60", -1 }, { "20000", -1 }, { "xxxxx", -1 }, { "", -1 }, { "08", -1 },
		{ "08:", -1 }, { "08:00 ", -1 }, { " 08:00", -1 }, { "-1:00", -1 },
		{ "08:00:30", -1 }, { "08:00:00:00", -1 }, { "008:00", -1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int minutes = -1;

		if (day_time_read(rows[i].text, &minutes) != (rows[i].minutes >= 0) ||
		    (rows[i].minutes >= 0 && minutes != rows[i].minutes))
			fail_msg("\"%s\" was read as %d", rows[i].text, minutes);
	}
}

static void
days_off_are_dates_that_exist(void **state)
{
	static const char *const wrong[] = { "2026-02-29", "2026-13-01", "2026-1-1", "26-12-25", "",
		"2026-12-25T00:00", "1234567890", "tomorrow" };
	int64_t day;

	(void)state;
	assert_true(day_off_read("2026-12-25", &day));
	assert_int_equal(day, clock_days(2026, 12, 25));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (day_off_read(wrong[i], &day))
			fail_msg("\"%s\" is no date", wrong[i]);
}

static void
what_was_written_is_read_again(void **state)
{
	static const char items[] = "Monday 08:00 12:30 open\nMonday 13:00 24:00 open\n"
				    "Sunday 00:00 00:01 closed";
	struct work_hours hours;

	(void)state;
	work_hours_read(arena, items, "2026-12-25,2027-01-01", &hours);
	assert_string_equal(work_hours_text(arena, &hours), items);
	assert_string_equal(days_off_text(arena, &hours), "2026-12-25,2027-01-01");
	work_hours_read(
	    arena, "Someday 08:00 12:00 open\nMonday\n\nMonday 9 10 open", "x,", &hours);
	assert_int_equal(hours.len + hours.days_off_len, 0);
}

static void
offsets_are_written_with_hours_and_minutes(void **state)
{
	static const struct {
		const char *zone, *time, *text;
	} rows[] = { { "Europe/Berlin", "2026-01-01", "+01:00" },
		{ "Europe/Berlin", "2026-07-01", "+02:00" },
		{ "Asia/Kathmandu", "2026-01-01", "+05:45" }, { "UTC", "2026-01-01", "+00:00" },
		{ "America/St_Johns", "2026-01-01", "-03:30" } };
	char text[ZONE_OFFSET_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		zone_begin(rows[i].zone);
		zone_offset_text(text, zone_offset_s(at(rows[i].time)));
		zone_end();
		assert_string_equal(text, rows[i].text);
	}
}

static void
a_zone_never_leads_out_of_its_folder(void **state)
{
	static const char *const wrong[] = { "../../../etc/passwd", "/etc/localtime",
		"Europe/../UTC", "Europe", "Europe/Nowhere", "zone.tab", "Europe/Berlin\n",
		"Europe/Berlin ", "EU%00" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(zone_exists(wrong[i]));
	assert_true(zone_exists("Europe/Berlin"));
}

/* They are files of the folder that browsers do not know, and right/ has the leap seconds as well. */
static void
a_zone_has_one_name(void **state)
{
	static const char *const wrong[] = { "Europe/./Berlin", "./Europe/Berlin", "Europe//Berlin",
		"posix/Europe/Berlin", "right/Europe/Berlin", "posixrules", "localtime",
		"Factory" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(zone_exists(wrong[i]));
	assert_true(zone_exists("Etc/GMT+12"));
	assert_true(zone_exists("America/Argentina/Buenos_Aires"));
}

static void
the_machine_has_a_zone_with_a_name(void **state)
{
	char name[ZONE_NAME_SIZE];

	(void)state;
	zone_begin("Asia/Kathmandu");
	zone_of_machine(name);
	zone_end();
	assert_string_equal(name, "Asia/Kathmandu");
	setenv("TZ", ":posix/Europe/Berlin", 1);
	zone_of_machine(name);
	assert_string_equal(name, "Europe/Berlin");
	setenv("TZ", "nonsense", 1);
	zone_of_machine(name);
	unsetenv("TZ");
	assert_string_equal(name, "UTC");
	zone_of_machine(name);
	assert_true(*name && zone_exists(name));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(each_opening_is_found),
		cmocka_unit_test(random_hours_open_when_a_walk_by_minutes_says),
		cmocka_unit_test(times_are_read_as_clients_write_them),
		cmocka_unit_test(days_off_are_dates_that_exist),
		arena_test(what_was_written_is_read_again),
		cmocka_unit_test(offsets_are_written_with_hours_and_minutes),
		cmocka_unit_test(a_zone_never_leads_out_of_its_folder),
		cmocka_unit_test(a_zone_has_one_name),
		cmocka_unit_test(the_machine_has_a_zone_with_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
