/* SPDX-License-Identifier: MIT */
/*
 * quiet.h: the hours in which nobody is to be disturbed, such as 22:00-07:00. Their end may be on the
 * next day.
 */
#ifndef CHAT_CORE_QUIET_H
#define CHAT_CORE_QUIET_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the text is such hours; they may be none, as an empty text. */
bool quiet_valid(const char *hours);

/*
 * Returns when the quiet ends in which now_ms is, in that time zone (see base/zone/zone.h), or now_ms
 * itself. The clock on the wall counts: when it skips the end it is quiet until it has done so, and what it
 * repeats is quiet both times.
 */
int64_t quiet_end(const char *hours, const char *zone, int64_t now_ms);

#endif
