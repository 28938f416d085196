/* SPDX-License-Identifier: MIT */
/* The time zones that are built in say what those of the machine say, which built the program. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/zone/zone.h"
#include "base/zone/zone_rules.h"

#define FROM_S INT64_C(1420070400)  /* 2015 */
#define UNTIL_S INT64_C(3786912000) /* 2090: after the last change of Morocco's that is known */
#define STEP_S INT64_C(1209600)     /* less than the shortest summer time or Ramadan */

/* What both say about a time. The C library keeps the zone that was set last. */
struct said {
	long ahead_s;
	char name[16];
	long minute;
};

static struct said
by_machine(int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct said said = { 0 };
	struct tm tm;

	localtime_r(&at, &tm);
	said.ahead_s = tm.tm_gmtoff;
	strncpy(said.name, tm.tm_zone, sizeof(said.name) - 1);
	said.minute = tm.tm_hour * 60 + tm.tm_min;
	return said;
}

static struct said
by_rules(const struct zone_rules *rules, int64_t seconds)
{
	struct said said = { 0 };
	struct tm tm;

	if (!zone_rules_local(rules, (time_t)seconds, &tm))
		return by_machine(seconds);
	said.ahead_s = tm.tm_gmtoff;
	strncpy(said.name, tm.tm_zone, sizeof(said.name) - 1);
	said.minute = tm.tm_hour * 60 + tm.tm_min;
	return said;
}

static void
each_zone_is_that_of_the_machine(void **state)
{
	static struct said expected[(UNTIL_S - FROM_S) / STEP_S + 1];

	(void)state;
	assert_in_range(zone_rules_len, 400, 1000);
	for (size_t i = 0; i < zone_rules_len; i++) {
		const char *name = zone_texts + zone_rules[i].name;
		size_t len = 0;

		assert_ptr_equal(zone_rules_find(name), &zone_rules[i]);
		setenv("TZ", name, 1);
		tzset();
		for (int64_t at = FROM_S; at < UNTIL_S; at += STEP_S)
			expected[len++] = by_machine(at);
		setenv("TZ", zone_texts + zone_rules[i].later, 1);
		tzset();
		for (size_t j = 0; j < len; j++) {
			struct said said = by_rules(&zone_rules[i], FROM_S + (int64_t)j * STEP_S);

			if (memcmp(&said, &expected[j], sizeof(said)) != 0)
				fail_msg("%s differs at %lld: %ld %s", name,
				    (long long)(FROM_S + (int64_t)j * STEP_S), said.ahead_s,
				    said.name);
		}
	}
	unsetenv("TZ");
	tzset();
}

/* The changes themselves, to the second. */
static void
a_zone_changes_in_the_same_second(void **state)
{
	static const char *const names[] = { "Africa/Casablanca", "America/Sao_Paulo",
		"Asia/Pyongyang", "Europe/Istanbul" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct zone_rules *rules = zone_rules_find(names[i]);

		assert_non_null(rules);
		assert_true(rules->first < rules->until);
		for (unsigned j = rules->first; j <= rules->until; j++) {
			int64_t change_s =
			    j < rules->until ? zone_changes[j].since_s : rules->later_since_s;

			for (int64_t at = change_s - (j > rules->first); at <= change_s; at++) {
				struct said expected, said;

				setenv("TZ", names[i], 1);
				tzset();
				expected = by_machine(at);
				setenv("TZ", zone_texts + rules->later, 1);
				tzset();
				said = by_rules(rules, at);
				assert_memory_equal(&said, &expected, sizeof(said));
			}
		}
	}
	unsetenv("TZ");
	tzset();
}

static void
a_zone_that_does_not_exist_is_not_found(void **state)
{
	(void)state;
	assert_null(zone_rules_find(""));
	assert_null(zone_rules_find("Europe"));
	assert_null(zone_rules_find("Europe/Nowhere"));
	assert_null(zone_rules_find("posix/Europe/Berlin"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_zone_is_that_of_the_machine),
		cmocka_unit_test(a_zone_changes_in_the_same_second),
		cmocka_unit_test(a_zone_that_does_not_exist_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
