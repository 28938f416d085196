/* SPDX-License-Identifier: MIT */
#include "http/limit/due.h"

#include <stdatomic.h>

#define LOOK_SHARED_MS 60000
#define LOOK_ALONE_MS 5000
#define LOOKING_MS 5000
#define SOON_MS 5000

/*
 * The shared number is the time at which to look next, or, while a process is looking, the time at
 * which it began, negative. What is noted meanwhile takes its place, so that the one who looks, and
 * may have seen less, cannot overwrite it by a later time.
 */

bool
due_look(struct limiter *limiter, int64_t now_ms)
{
	bool shared;
	_Atomic int64_t *next = limiter_next_due(limiter, &shared);
	int64_t found_ms = atomic_load_explicit(next, memory_order_relaxed);

	/* A time that is too far ahead is from before the clock was set back. */
	if (found_ms < 0 ? now_ms + found_ms < LOOKING_MS && now_ms + found_ms >= 0
			 : found_ms > now_ms && found_ms <= now_ms + LOOK_SHARED_MS)
		return false;
	return atomic_compare_exchange_strong(next, &found_ms, -now_ms);
}

bool
due_soon(struct limiter *limiter, int64_t now_ms)
{
	bool shared;
	int64_t found_ms =
	    atomic_load_explicit(limiter_next_due(limiter, &shared), memory_order_relaxed);

	return found_ms >= 0 && found_ms <= now_ms + SOON_MS;
}

void
due_note(struct limiter *limiter, int64_t due_ms, int64_t now_ms)
{
	bool shared;
	_Atomic int64_t *next = limiter_next_due(limiter, &shared);
	int64_t latest_ms = now_ms + (shared ? LOOK_SHARED_MS : LOOK_ALONE_MS);
	int64_t found_ms = atomic_load(next);

	if (due_ms > latest_ms)
		due_ms = latest_ms;
	while ((found_ms < 0 || found_ms > due_ms) &&
	       !atomic_compare_exchange_weak(next, &found_ms, due_ms))
		continue;
}
