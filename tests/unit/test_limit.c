/* SPDX-License-Identifier: MIT */
/*
 * Rate limits: a bucket permits no more requests than its rate, from however many processes they
 * come.
 */
#include "unit_limiter.h"

static struct limit_state
ask(struct limiter *limiter, const char *key, int64_t cost, int64_t now_ms)
{
	const struct limit_bucket bucket = {
		.space = LIMIT_SPACE_NETWORK, .key = key, .rate = ten_a_minute
	};

	return limiter_ask(limiter, &bucket, cost, now_ms);
}

static void
a_bucket_empties_and_fills(void **state)
{
	struct limiter *limiter = limiter_open(path);
	struct limit_state now;

	(void)state;
	now = ask(limiter, "a", 1, NOW);
	assert_true(now.allowed);
	assert_int_equal(now.remaining, 10);
	assert_int_equal(now.limit, 10);
	now = take(limiter, "a", &ten_a_minute, NOW);
	assert_int_equal(now.remaining, 9);
	assert_int_equal(now.reset_ms, NOW + 1000);
	assert_int_equal(now.retry_after_s, 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW), 9);
	now = take(limiter, "a", &ten_a_minute, NOW);
	assert_false(now.allowed);
	assert_int_equal(now.remaining, 0);
	assert_int_equal(now.retry_after_s, 1);
	assert_int_equal(now.reset_ms, NOW + 10000);
	assert_int_equal(
	    allowed(limiter, "b", 20, NOW), 10); /* the bucket of another key is full */
	assert_int_equal(allowed(limiter, "a", 20, NOW + 999), 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW + 1000), 1);
	assert_int_equal(allowed(limiter, "a", 20, NOW + 4500), 3);
	assert_int_equal(allowed(limiter, "a", 20, NOW + 100000), 10);
	limiter_close(limiter);
}

static void
a_refusal_and_a_look_take_nothing(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	assert_int_equal(allowed(limiter, "a", 1000, NOW), 10);
	for (int i = 0; i < 1000; i++) {
		assert_true(ask(limiter, "a", 0, NOW).allowed);
		assert_false(ask(limiter, "a", 1, NOW).allowed);
	}
	assert_int_equal(allowed(limiter, "a", 5, NOW + 3000), 3);
	limiter_close(limiter);
}

static void
the_wait_is_given_in_seconds_up_to_a_minute(void **state)
{
	const struct limit_rate hourly = { .burst = 1, .per_period = 1, .period_ms = 3600000 };
	const struct limit_rate slow = { .burst = 1, .per_period = 1, .period_ms = 5000 };
	struct limiter *limiter = limiter_open(NULL);

	(void)state;
	take(limiter, "h", &hourly, NOW);
	assert_int_equal(take(limiter, "h", &hourly, NOW).retry_after_s, 60);
	take(limiter, "s", &slow, NOW);
	assert_int_equal(take(limiter, "s", &slow, NOW).retry_after_s, 5);
	assert_int_equal(take(limiter, "s", &slow, NOW + 3999).retry_after_s, 2);
	assert_true(take(limiter, "s", &slow, NOW + 5000).allowed);
	limiter_close(limiter);
}

static void
a_clock_that_was_set_back_locks_nobody_out(void **state)
{
	struct limiter *limiter = limiter_open(NULL);
	int64_t earlier = NOW - INT64_C(86400000);

	(void)state;
	assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
	/* A complete bucket is allowed once, and then the limit applies as usual. */
	assert_int_equal(allowed(limiter, "a", 20, earlier), 10);
	assert_int_equal(allowed(limiter, "a", 20, earlier + 2000), 2);
	limiter_close(limiter);
}

static void
a_request_that_was_overtaken_gets_no_more(void **state)
{
	struct limiter *limiter = limiter_open(NULL);

	(void)state;
	assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
	assert_int_equal(allowed(limiter, "a", 20, NOW - 1), 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW - 1000), 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW), 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW - 2000), 10);
	limiter_close(limiter);
}

static void
many_processes_get_no_more_than_one(void **state)
{
	const struct limit_rate wide = { .burst = 60000, .per_period = 60, .period_ms = 60000 };

	(void)state;
	/* All children create the file at the same time and use many new buckets. */
	for (int run = 0; run < 5; run++) {
		assert_int_equal(children_allowed(8, &ten_a_minute, 50, 2000), 500);
		unlink(path);
	}
	/* All children use one bucket, as fast as they can. */
	assert_int_equal(children_allowed(4, &wide, 1, 30000), 60000);
}

/*
 * Nobody can make the table forget what has been counted, neither a refusal nor a single request.
 */
static void
a_flood_of_made_up_keys_washes_nothing_out(void **state)
{
	const struct limit_rate slow = { .burst = 2, .per_period = 2, .period_ms = 6000 };
	struct limiter *limiter = limiter_open(path);
	char key[32];

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "refusing %d", i);
		assert_int_equal(allowed(limiter, key, 20, NOW), 10);
		snprintf(key, sizeof(key), "charged %d", i);
		assert_true(take(limiter, key, &slow, NOW).allowed);
	}
	for (int i = 0; i < 10; i++) {
		flood(limiter, LIMIT_SPACE_NETWORK, i % 5 * 36300, 36300, NOW + i);
		flood(limiter, LIMIT_SPACE_VISITOR, i % 5 * 36300, 36300, NOW + i);
	}
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "refusing %d", i);
		assert_int_equal(allowed(limiter, key, 1, NOW + 10), 0);
		snprintf(key, sizeof(key), "charged %d", i);
		assert_int_equal(take(limiter, key, &slow, NOW + 10).remaining, 0);
	}
	limiter_close(limiter);
}

static void
a_full_table_refuses_new_keys_until_buckets_are_full(void **state)
{
	struct limiter *limiter = limiter_open(path);
	const struct limit_bucket late = {
		.space = LIMIT_SPACE_VISITOR, .key = "late", .rate = ten_a_minute
	};
	struct limit_state now;

	(void)state;
	assert_int_equal(flood(limiter, LIMIT_SPACE_VISITOR, 0, 363000, NOW), 16384);
	now = limiter_take(limiter, &late, 1, NOW);
	assert_false(now.allowed);
	assert_true(now.no_place);
	assert_int_equal(now.retry_after_s, 1);
	assert_int_equal(now.remaining, 0);
	/* The keys of visitors take no place of others, and a full bucket takes none at all. */
	assert_int_equal(allowed(limiter, "network", 20, NOW), 10);
	assert_true(limiter_take(limiter, &late, 1, NOW + 1000).allowed);
	limiter_close(limiter);
}

static void
a_refused_key_takes_no_place(void **state)
{
	const struct limit_rate none = { .burst = 1, .per_period = 1, .period_ms = 1000 };
	struct limiter *limiter = limiter_open(path);
	char key[32];
	const struct limit_bucket dear = { .space = LIMIT_SPACE_VISITOR, .key = key, .rate = none };

	(void)state;
	for (int i = 0; i < 363000; i++) {
		snprintf(key, sizeof(key), "refused %d", i);
		assert_false(limiter_take(limiter, &dear, 2, NOW).allowed);
		assert_false(limiter_ask(limiter, &dear, 2, NOW).allowed);
		assert_true(limiter_ask(limiter, &dear, 1, NOW).allowed);
	}
	assert_int_equal(flood(limiter, LIMIT_SPACE_VISITOR, 0, 363000, NOW), 16384);
	limiter_close(limiter);
}

/* A clock that was set back leaves buckets that would fill in years. */
static void
a_clock_that_was_set_back_occupies_no_places(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	flood(limiter, LIMIT_SPACE_VISITOR, 0, 363000, NOW);
	assert_int_equal(
	    flood(limiter, LIMIT_SPACE_VISITOR, 363000, 363000, NOW - INT64_C(86400000) * 365),
	    16384);
	limiter_close(limiter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_bucket_empties_and_fills, file_remove),
		cmocka_unit_test_teardown(a_refusal_and_a_look_take_nothing, file_remove),
		cmocka_unit_test_teardown(the_wait_is_given_in_seconds_up_to_a_minute, file_remove),
		cmocka_unit_test_teardown(a_clock_that_was_set_back_locks_nobody_out, file_remove),
		cmocka_unit_test_teardown(a_request_that_was_overtaken_gets_no_more, file_remove),
		cmocka_unit_test_teardown(many_processes_get_no_more_than_one, file_remove),
		cmocka_unit_test_teardown(a_flood_of_made_up_keys_washes_nothing_out, file_remove),
		cmocka_unit_test_teardown(
		    a_full_table_refuses_new_keys_until_buckets_are_full, file_remove),
		cmocka_unit_test_teardown(a_refused_key_takes_no_place, file_remove),
		cmocka_unit_test_teardown(
		    a_clock_that_was_set_back_occupies_no_places, file_remove),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
