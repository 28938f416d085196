/* SPDX-License-Identifier: MIT */
#include "base/zone/zone_rules.h"

#include <stdlib.h>
#include <string.h>

static int
name_compare(const void *zone, const void *rules)
{
	return strcmp(zone, zone_texts + ((const struct zone_rules *)rules)->name);
}

const struct zone_rules *
zone_rules_find(const char *zone)
{
	return bsearch(zone, zone_rules, zone_rules_len, sizeof(zone_rules[0]), name_compare);
}

bool
zone_rules_local(const struct zone_rules *rules, time_t seconds, struct tm *tm)
{
	const struct zone_change *change = &zone_changes[rules->first];
	time_t local;

	if (rules->first == rules->until || seconds >= (time_t)rules->later_since_s)
		return false;
	for (unsigned i = rules->first; i < rules->until; i++)
		if (seconds >= (time_t)zone_changes[i].since_s)
			change = &zone_changes[i];
	local = seconds + change->ahead_min * 60;
	gmtime_r(&local, tm);
	tm->tm_gmtoff = change->ahead_min * 60L;
	tm->tm_zone = zone_texts + change->abbreviation;
	return true;
}
