/* SPDX-License-Identifier: MIT */
/* unit_limiter.h: a limits file in a folder of its own, and requests that are counted in it. */
#ifndef TEST_UNIT_LIMITER_H
#define TEST_UNIT_LIMITER_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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

static struct limit_state
take(struct limiter *limiter, const char *key, const struct limit_rate *rate, int64_t now_ms)
{
	const struct limit_bucket bucket = {
		.space = LIMIT_SPACE_NETWORK, .key = key, .rate = *rate
	};

	return limiter_take(limiter, &bucket, 1, now_ms);
}

/* Returns how many of `count` requests at that time are allowed. */
__attribute__((unused)) static int
allowed(struct limiter *limiter, const char *key, int count, int64_t now_ms)
{
	int yes = 0;

	for (int i = 0; i < count; i++)
		yes += take(limiter, key, &ten_a_minute, now_ms).allowed;
	return yes;
}

/* A flood of keys that a client makes up: returns how many of them are allowed. */
static inline int
flood(struct limiter *limiter, enum limit_space space, int from, int count, int64_t now_ms)
{
	char key[32];
	const struct limit_bucket bucket = { .space = space, .key = key, .rate = ten_a_minute };
	int yes = 0;

	for (int i = from; i < from + count; i++) {
		snprintf(key, sizeof(key), "made up %d", i);
		yes += limiter_take(limiter, &bucket, 1, now_ms).allowed;
	}
	return yes;
}

/* Each child opens the file itself, as the processes of a web server do. */
static inline int
child(const struct limit_rate *rate, int keys, int takes)
{
	struct limiter *limiter = limiter_open(path);
	char key[16];
	int yes = 0;

	for (int i = 0; i < takes; i++) {
		snprintf(key, sizeof(key), "k%d", i % keys);
		yes += take(limiter, key, rate, NOW).allowed;
	}
	limiter_close(limiter);
	return yes;
}

/* Returns how many of the children's requests are allowed in all. */
static inline int
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

#endif
