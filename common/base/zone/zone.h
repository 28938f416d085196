/* SPDX-License-Identifier: MIT */
/*
 * zone.h: times as people in a time zone read them. A zone is a name of the IANA time zone
 * database, such as Europe/Berlin, whose files the system keeps in /usr/share/zoneinfo; those that it
 * does not have are built in. "" is the zone of the machine.
 */
#ifndef BASE_ZONE_ZONE_H
#define BASE_ZONE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/* The size of the longest text of zone_time_words(), with the NUL. */
#define ZONE_WORDS_SIZE 64

/* The sizes of the longest name that zone_exists() accepts, and of an offset, with the NUL. */
#define ZONE_NAME_SIZE 101
#define ZONE_OFFSET_SIZE 8

/* Returns whether the system has this zone, or it is built in. */
bool zone_exists(const char *zone);

/*
 * Sets the time zone of the process, and sets back the one before. Nothing may be read in local
 * time between the two but with the functions below. If there is no such zone (any more), that of
 * the machine counts.
 */
void zone_begin(const char *zone);
void zone_end(void);

/*
 * Returns how many seconds local time is ahead of UTC at a time (milliseconds since 1970). To be
 * called between zone_begin() and zone_end().
 */
int zone_offset_s(int64_t ms);

/* Writes an offset of whole minutes such as "+05:45". */
void zone_offset_text(char out[ZONE_OFFSET_SIZE], int offset_s);

/*
 * Writes the name of the machine's time zone: that of the variable TZ or of /etc/localtime. "UTC" if
 * neither names a zone that exists.
 */
void zone_of_machine(char out[ZONE_NAME_SIZE]);

/* Writes a time (milliseconds since 1970) such as "6 July 2026, 14:01 CEST". */
void zone_time_words(char out[ZONE_WORDS_SIZE], int64_t ms);

/* Returns the minute of the day, from 0, at that time (milliseconds since 1970). */
int zone_minute(int64_t ms);

#endif
