/* SPDX-License-Identifier: MIT */
/*
 * zone_rules.h: the time zones that are built in, for machines without the IANA time zone database.
 * scripts/zones makes them of the database of the machine that builds. They hold for times since 2015;
 * for one before that, they have what was in force then.
 */
#ifndef BASE_ZONE_ZONE_RULES_H
#define BASE_ZONE_ZONE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* What is in force from a time on; the first change of a zone holds before it, too. */
struct zone_change {
	uint32_t since_s;
	int16_t ahead_min; /* of UTC */
	uint16_t abbreviation;
};

/* Texts are places in zone_texts, so that no address has to be relocated when a program starts. */
struct zone_rules {
	uint16_t name;
	uint16_t later;         /* as the variable TZ has it (POSIX): in force after the changes */
	uint16_t first, until;  /* the changes */
	uint32_t later_since_s; /* 0: there are no changes */
};

extern const char zone_texts[];
extern const struct zone_change zone_changes[];
extern const struct zone_rules zone_rules[]; /* ordered by name */
extern const size_t zone_rules_len;

/* Returns NULL if it is not built in. */
const struct zone_rules *zone_rules_find(const char *zone);

/*
 * Writes the local time and returns true, or returns false if that is what localtime_r() says with the
 * variable TZ at zone_texts + rules->later.
 */
bool zone_rules_local(const struct zone_rules *rules, time_t seconds, struct tm *tm);

#endif
