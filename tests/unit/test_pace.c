/* SPDX-License-Identifier: MIT */
/* How long a slow client is waited for. */
#include "unit.h"

#include "http/wire/pace.h"

#define BEGIN INT64_C(1000000)

/* When a client is given up that sends 64 KiB at that many bytes a second again and again; in ms from the beginning. */
static int64_t
given_up_after(int64_t bytes_per_s)
{
	struct pace pace;
	int64_t now_ms = BEGIN, next_ms = 65536 * 1000 / bytes_per_s;

	pace_begin(&pace, PACE_CREDIT_MS, BEGIN);
	while (now_ms + next_ms <= pace_until_ms(&pace)) {
		now_ms += next_ms;
		pace_gain(&pace, 65536, now_ms);
	}
	return pace_until_ms(&pace) - BEGIN;
}

static void
one_that_sends_nothing_is_given_up_when_the_credit_is_over(void **state)
{
	struct pace pace;

	(void)state;
	pace_begin(&pace, PACE_CREDIT_MS, BEGIN);
	assert_int_equal(pace_until_ms(&pace), BEGIN + PACE_CREDIT_MS);
	/* However much it has sent before. */
	pace_gain(&pace, 100000000, BEGIN + 5000);
	assert_int_equal(pace_until_ms(&pace), BEGIN + 5000 + PACE_CREDIT_MS);
}

static void
one_that_goes_on_is_waited_for_up_to_the_end(void **state)
{
	(void)state;
	assert_int_equal(given_up_after(PACE_BYTES_PER_S), PACE_MAX_MS);
	assert_int_equal(given_up_after(100 * PACE_BYTES_PER_S), PACE_MAX_MS);
}

static void
one_that_is_too_slow_is_given_up_before(void **state)
{
	(void)state;
	assert_true(given_up_after(PACE_BYTES_PER_S / 2) < 2 * PACE_CREDIT_MS);
	assert_true(given_up_after(PACE_BYTES_PER_S * 9 / 10) < PACE_MAX_MS);
}

/* What comes byte by byte counts as well. */
static void
small_pieces_count(void **state)
{
	struct pace pace;

	(void)state;
	pace_begin(&pace, PACE_CREDIT_MS, BEGIN);
	for (int i = 0; i < PACE_BYTES_PER_S; i++)
		pace_gain(&pace, 1, BEGIN + 1000);
	assert_true(pace_until_ms(&pace) > BEGIN + PACE_CREDIT_MS + 990);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_sends_nothing_is_given_up_when_the_credit_is_over),
		cmocka_unit_test(one_that_goes_on_is_waited_for_up_to_the_end),
		cmocka_unit_test(one_that_is_too_slow_is_given_up_before),
		cmocka_unit_test(small_pieces_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
