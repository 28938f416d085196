/* SPDX-License-Identifier: MIT */
/*
 * duration.h: numbers as Rocket.Chat writes them in its figures. None of them is negative, or as large as an
 * int64_t can be.
 */
#ifndef CHAT_ANALYTICS_DURATION_H
#define CHAT_ANALYTICS_DURATION_H

#include "base/arena.h"

/* Returns the number without its decimals; floor() would need a library of its own, libm. */
double whole_part(double number);

/* Rounds to two decimals, halves upwards. */
double decimals_two(double number);

/* Writes a number with two decimals and a unit behind it: "28.57%". */
const char *decimals_text(struct arena *mem, double number, const char *unit);

/*
 * Writes seconds as hours, minutes and seconds: "00:03:20". Only the seconds are rounded, so that "00:00:60" may
 * occur.
 */
const char *duration_text(struct arena *mem, double seconds);

#endif
