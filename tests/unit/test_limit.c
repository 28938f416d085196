/* SPDX-License-Identifier: MIT */
/* Rate limits: a bucket permits no more requests than its rate, from however many processes they come. */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "http/limit/limiter.h"

#define NOW INT64_C(1700000000000)

static const struct limit_rate ten_a_minute = { .burst = 10, .per_period = 60, .period_ms = 60000 };

static char folder[] = "/tmp/livechat-test-limit-XXXXXX";
static char path[sizeof(folder) + 16];

static int
folder_make(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/limits", folder);
	return 0;
}

static int
folder_remove(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int
file_remove(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

/* Returns how many of `count` requests at that time are allowed. */
static int
allowed(struct limiter *limiter, const char *key, int count, int64_t now_ms)
{
	int yes = 0;

	for (int i = 0; i < count; i++)
		yes += limiter_take(limiter, key, &ten_a_minute, 1, now_ms).allowed;
	return yes;
}

static void
a_bucket_empties_and_fills(void **state)
{
	struct limiter *limiter = limiter_open(path);
	struct limit_state now;

	(void)state;
	now = limiter_take(limiter, "a", &ten_a_minute, 0, NOW);
	assert_true(now.allowed);
	assert_int_equal(now.remaining, 10);
	assert_int_equal(now.limit, 10);
	now = limiter_take(limiter, "a", &ten_a_minute, 1, NOW);
	assert_int_equal(now.remaining, 9);
	assert_int_equal(now.reset_ms, NOW + 1000);
	assert_int_equal(now.retry_after_s, 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW), 9);
	now = limiter_take(limiter, "a", &ten_a_minute, 1, NOW);
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
	for (int i = 0; i < 1000; i++)
		limiter_take(limiter, "a", &ten_a_minute, 0, NOW);
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
	limiter_take(limiter, "h", &hourly, 1, NOW);
	assert_int_equal(limiter_take(limiter, "h", &hourly, 1, NOW).retry_after_s, 60);
	limiter_take(limiter, "s", &slow, 1, NOW);
	assert_int_equal(limiter_take(limiter, "s", &slow, 1, NOW).retry_after_s, 5);
	assert_int_equal(limiter_take(limiter, "s", &slow, 1, NOW + 3999).retry_after_s, 2);
	assert_true(limiter_take(limiter, "s", &slow, 1, NOW + 5000).allowed);
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
the_counts_stay_when_the_file_is_opened_again(void **state)
{
	struct limiter *limiter = limiter_open(path);
	struct stat st;

	(void)state;
	assert_int_equal(allowed(limiter, "a", 7, NOW), 7);
	limiter_close(limiter);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	limiter = limiter_open(path);
	assert_int_equal(allowed(limiter, "a", 7, NOW), 3);
	limiter_close(limiter);
}

/* Each child opens the file itself, as the processes of a web server do. */
static int
child(const struct limit_rate *rate, int keys, int takes)
{
	struct limiter *limiter = limiter_open(path);
	char key[16];
	int yes = 0;

	for (int i = 0; i < takes; i++) {
		snprintf(key, sizeof(key), "k%d", i % keys);
		yes += limiter_take(limiter, key, rate, 1, NOW).allowed;
	}
	limiter_close(limiter);
	return yes;
}

/* Returns how many of the children's requests are allowed in all. */
static int
children_allowed(int children, const struct limit_rate *rate, int keys, int takes)
{
	int results[2], total = 0, yes;

	assert_int_equal(pipe(results), 0);
	for (int i = 0; i < children; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			yes = child(rate, keys, takes);
			_exit(write(results[1], &yes, sizeof(yes)) != sizeof(yes));
		}
	}
	close(results[1]);
	while (read(results[0], &yes, sizeof(yes)) == sizeof(yes))
		total += yes;
	close(results[0]);
	for (int i = 0; i < children; i++) {
		int status;

		wait(&status);
		assert_int_equal(status, 0);
	}
	return total;
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

static void
a_full_table_keeps_the_keys_that_used_most(void **state)
{
	struct limiter *limiter = limiter_open(path);
	char key[32];
	int kept = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "busy %d", i);
		assert_int_equal(allowed(limiter, key, 10, NOW), 10);
	}
	/* There are far more keys than slots; each key is allowed, and none is used for longer than a second. */
	for (int i = 0; i < 100000; i++) {
		snprintf(key, sizeof(key), "once %d", i);
		assert_int_equal(allowed(limiter, key, 1, NOW), 1);
	}
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof(key), "busy %d", i);
		kept += allowed(limiter, key, 1, NOW) == 0;
	}
	assert_true(kept > 95);
	limiter_close(limiter);
}

static void
a_file_that_is_not_a_table_is_replaced(void **state)
{
	static const char *const others[] = { "????????", "lclimit1" };
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	struct limiter *limiter;
	struct stat st;

	(void)state;
	assert_int_equal(write(fd, "old", 3), 3);
	close(fd);
	limiter = limiter_open(path);
	assert_int_equal(allowed(limiter, "a", 10, NOW), 10);
	limiter_close(limiter);
	limiter = limiter_open(path);
	assert_int_equal(allowed(limiter, "a", 10, NOW), 0);
	limiter_close(limiter);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 3);
	/* A file of the right size with other content, or with keys that were hashed in another way. */
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		fd = open(path, O_WRONLY);
		assert_int_equal(write(fd, others[i], 8), 8);
		close(fd);
		limiter = limiter_open(path);
		assert_int_equal(allowed(limiter, "a", 10, NOW), 10);
		limiter_close(limiter);
	}
}

/* Exits with the number of its allowed requests; several processes start this at the same time. */
static void
take_at(int start)
{
	char byte;

	if (read(start, &byte, 1) != 0)
		_exit(100);
	_exit(allowed(limiter_open(path), "a", 10, NOW));
}

static void
processes_that_replace_a_file_together_share_the_new_one(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600), start[2], total = 0,
		    status;
		pid_t pids[8];

		assert_int_equal(write(fd, "old", 3), 3);
		close(fd);
		assert_int_equal(pipe(start), 0);
		for (size_t i = 0; i < 8; i++) {
			pids[i] = fork();
			if (pids[i] == 0) {
				close(start[1]);
				take_at(start[0]);
			}
		}
		close(start[0]);
		close(start[1]);
		for (size_t i = 0; i < 8; i++) {
			assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
			assert_true(WIFEXITED(status));
			total += WEXITSTATUS(status);
		}
		assert_int_equal(total, 10);
	}
}

/* Checks that the process counts alone and leaves the other file unchanged. */
static void
assert_alone(const char *where)
{
	struct limiter *limiter = limiter_open(where);

	assert_non_null(limiter);
	assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
	limiter_close(limiter);
	limiter = limiter_open(where);
	assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
	limiter_close(limiter);
}

static void
without_a_usable_file_each_process_counts_alone(void **state)
{
	char other[sizeof(path) + 8];
	struct stat st;
	int fd;

	(void)state;
	assert_alone(NULL);
	assert_alone("/nonexistent/folder/limits");
	assert_alone(folder);
	/* A symbolic link to a table, which another account might have created. */
	snprintf(other, sizeof(other), "%s.x", path);
	limiter_close(limiter_open(other));
	assert_int_equal(symlink(other, path), 0);
	assert_alone(path);
	unlink(path);
	unlink(other);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(fchmod(fd, 0666), 0); /* another account could have written to it */
	close(fd);
	assert_alone(path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_bucket_empties_and_fills, file_remove),
		cmocka_unit_test_teardown(a_refusal_and_a_look_take_nothing, file_remove),
		cmocka_unit_test(the_wait_is_given_in_seconds_up_to_a_minute),
		cmocka_unit_test(a_clock_that_was_set_back_locks_nobody_out),
		cmocka_unit_test_teardown(
		    the_counts_stay_when_the_file_is_opened_again, file_remove),
		cmocka_unit_test_teardown(many_processes_get_no_more_than_one, file_remove),
		cmocka_unit_test_teardown(a_full_table_keeps_the_keys_that_used_most, file_remove),
		cmocka_unit_test_teardown(a_file_that_is_not_a_table_is_replaced, file_remove),
		cmocka_unit_test_teardown(
		    processes_that_replace_a_file_together_share_the_new_one, file_remove),
		cmocka_unit_test_teardown(
		    without_a_usable_file_each_process_counts_alone, file_remove),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
