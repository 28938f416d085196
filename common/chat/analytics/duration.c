/* SPDX-License-Identifier: MIT */
#include "chat/analytics/duration.h"

#include <stdint.h>

double
whole_part(double number)
{
	return (double)(int64_t)number;
}

double
decimals_two(double number)
{
	/* The product is exact in a long double, so that a half is known for one. */
	return (double)(int64_t)((long double)number * 100 + 0.5L) / 100;
}

const char *
decimals_text(struct arena *mem, double number, const char *unit)
{
	return arena_printf(mem, "%.2f%s", decimals_two(number), unit);
}

const char *
duration_text(struct arena *mem, double seconds)
{
	double hours = whole_part(seconds / 3600);
	double minutes = whole_part((seconds - hours * 3600) / 60);

	return arena_printf(mem, "%02.0f:%02.0f:%02.0f", hours, minutes,
	    whole_part(seconds - hours * 3600 - minutes * 60 + 0.5));
}
