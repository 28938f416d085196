/* SPDX-License-Identifier: MIT */
/*
 * pace.h: how long the peer may take for a body or a reply that may be long. A slow client is waited for as long as it
 * goes on; one that stops, or is so slow that it would occupy a process for hours, is not.
 *
 * The peer has a credit of time, at first some seconds. It uses the credit up as time passes, and gains as much as the
 * bytes that it has sent or taken would need at PACE_BYTES_PER_S; never more than the first credit.
 */
#ifndef HTTP_WIRE_PACE_H
#define HTTP_WIRE_PACE_H

#include <stddef.h>
#include <stdint.h>

#define PACE_BYTES_PER_S 8192
#define PACE_CREDIT_MS 30000
#define PACE_MAX_MS 900000 /* in all, however fast */

/* Times are those of clock_monotonic_ms(). */
struct pace {
	int64_t credit_ms; /* the first one */
	int64_t end_ms;    /* when all of the time is over */
	int64_t until_us;  /* when the credit is used up, in microseconds */
};

void pace_begin(struct pace *pace, int64_t credit_ms, int64_t now_ms);

/* The peer has sent or taken so many bytes. */
void pace_gain(struct pace *pace, size_t bytes, int64_t now_ms);

/* When the peer has to have sent or taken more. */
int64_t pace_until_ms(const struct pace *pace);

#endif
