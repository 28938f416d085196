/*
 * clock.h: time is milliseconds since 1970-01-01T00:00:00Z, everywhere, as int64_t.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for "2021-07-13T16:20:26.672Z" and the NUL. */
#define CLOCK_ISO_SIZE 25

/* The years that can be written with four digits: 0001 to 9999. */
#define CLOCK_MIN_MS INT64_C(-62135596800000)
#define CLOCK_MAX_MS INT64_C(253402300799999)

int64_t clock_now_ms(void);

/* Milliseconds that never go back, for measuring intervals within this process. */
int64_t clock_monotonic_ms(void);

/* ISO-8601 in UTC with three fraction digits and Z. Times out of range are clamped. */
void clock_iso(char out[CLOCK_ISO_SIZE], int64_t ms);

/*
 * Reads what a client may write for a point in time: ISO-8601 with or without a time, seconds
 * and fraction, with Z or an offset (none means UTC), or epoch milliseconds as an integer. A
 * fraction beyond milliseconds is cut. False when the text is none of these.
 */
bool clock_parse(const char *text, size_t len, int64_t *ms);

#endif
