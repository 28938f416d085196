/* SPDX-License-Identifier: MIT */
/*
 * When the next duty is due: nobody looks before, one process at a time looks then, and what is stored
 * while it looks is not forgotten.
 */
#include "unit_limiter.h"

#include "http/limit/due.h"

static void
nobody_looks_before_a_duty_is_due(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	assert_true(due_look(limiter, NOW)); /* at first nobody knows */
	due_note(limiter, NOW + 8000, NOW);
	assert_false(due_look(limiter, NOW));
	assert_false(due_look(limiter, NOW + 7999));
	due_note(limiter, NOW + 9000, NOW); /* a later one changes nothing, an earlier one does */
	assert_true(due_look(limiter, NOW + 8000));
	due_note(limiter, INT64_MAX, NOW + 8000);
	due_note(limiter, NOW + 8001, NOW + 8000);
	assert_false(due_look(limiter, NOW + 8000));
	assert_true(due_look(limiter, NOW + 8001));
	limiter_close(limiter);
}

static void
one_looks_at_a_time_unless_it_died(void **state)
{
	struct limiter *limiter = limiter_open(path), *alone;

	(void)state;
	assert_true(due_look(limiter, NOW));
	assert_false(due_look(limiter, NOW));
	assert_false(due_look(limiter, NOW + 4999));
	assert_true(due_look(limiter, NOW + 5000));
	due_note(limiter, 0, NOW + 5000);
	assert_true(due_look(limiter, NOW + 5000));
	limiter_close(limiter);
	/* Another process finds what this one has left. */
	limiter = limiter_open(path);
	assert_false(due_look(limiter, NOW + 5001));
	limiter_close(limiter);
	alone = limiter_open(NULL);
	assert_true(due_look(alone, NOW));
	limiter_close(alone);
}

static void
what_is_due_in_some_seconds_is_soon(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	assert_true(due_look(limiter, NOW));
	assert_false(due_soon(limiter, NOW)); /* whoever looks will say what is due */
	due_note(limiter, NOW + 5000, NOW);
	assert_false(due_soon(limiter, NOW - 1));
	assert_true(due_soon(limiter, NOW));
	assert_true(due_soon(limiter, NOW + 5001));
	limiter_close(limiter);
}

static void
what_is_stored_while_somebody_looks_counts(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	assert_true(due_look(limiter, NOW));
	due_note(limiter, NOW + 2000, NOW);
	due_note(limiter, NOW + 50000, NOW); /* the one who looked has seen only this */
	assert_false(due_look(limiter, NOW + 1999));
	assert_true(due_look(limiter, NOW + 2000));
	due_note(limiter, NOW + 9000, NOW + 2000);
	due_note(limiter, NOW + 4000, NOW + 2000); /* and now this, which is earlier */
	assert_true(due_look(limiter, NOW + 4000));
	limiter_close(limiter);
}

static void
nothing_is_forgotten_for_long(void **state)
{
	struct limiter *limiter = limiter_open(path), *alone;

	(void)state;
	assert_true(due_look(limiter, NOW));
	due_note(limiter, INT64_MAX, NOW);
	assert_false(due_look(limiter, NOW + 59999));
	assert_true(due_look(limiter, NOW + 60000));
	due_note(limiter, INT64_MAX, NOW + 60000);
	assert_true(due_look(limiter, NOW - 1000)); /* the clock was set back */
	limiter_close(limiter);
	alone = limiter_open(NULL);
	assert_true(due_look(alone, NOW));
	due_note(alone, INT64_MAX, NOW);
	assert_false(due_look(alone, NOW + 4999));
	assert_true(due_look(alone, NOW + 5000));
	limiter_close(alone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(nobody_looks_before_a_duty_is_due, file_remove),
		cmocka_unit_test_teardown(one_looks_at_a_time_unless_it_died, file_remove),
		cmocka_unit_test_teardown(what_is_due_in_some_seconds_is_soon, file_remove),
		cmocka_unit_test_teardown(what_is_stored_while_somebody_looks_counts, file_remove),
		cmocka_unit_test_teardown(nothing_is_forgotten_for_long, file_remove),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
