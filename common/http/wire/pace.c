/* SPDX-License-Identifier: MIT */
#include "http/wire/pace.h"

void
pace_begin(struct pace *pace, int64_t credit_ms, int64_t now_ms)
{
	*pace = (struct pace){ .credit_ms = credit_ms,
		.end_ms = now_ms + PACE_MAX_MS,
		.until_us = (now_ms + credit_ms) * 1000 };
}

void
pace_gain(struct pace *pace, size_t bytes, int64_t now_ms)
{
	int64_t most_us = (now_ms + pace->credit_ms) * 1000;

	pace->until_us += (int64_t)bytes * 1000000 / PACE_BYTES_PER_S;
	if (pace->until_us > most_us)
		pace->until_us = most_us;
}

int64_t
pace_until_ms(const struct pace *pace)
{
	int64_t until_ms = pace->until_us / 1000;

	return until_ms < pace->end_ms ? until_ms : pace->end_ms;
}
