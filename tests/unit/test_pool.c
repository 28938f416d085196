/* SPDX-License-Identifier: MIT */
/* Which process is the last one that serves, whatever becomes of the others. */
#include "unit_limiter.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>

#include "base/str.h"
#include "http/limit/table.h"

#define BEGIN INT64_C(5000)
#define HELD_UP (BEGIN + POOL_HELD_UP_MS + 1)

/* Another process, which begins a request at BEGIN, unless it rests, and waits to be killed. */
static pid_t
other(bool rests)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct limiter *limiter = limiter_open(path);

		prctl(PR_SET_PDEATHSIG, SIGKILL); /* also when a test fails */
		limiter_serve(limiter, BEGIN);
		if (rests)
			limiter_rest(limiter);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void
end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
one_alone_is_never_the_last(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	assert_int_equal(limiter_serve(limiter, BEGIN), POOL_SOME_FREE);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE);
	limiter_close(limiter);
}

static void
the_last_is_the_one_whose_others_are_all_held_up(void **state)
{
	struct limiter *limiter = limiter_open(path);
	pid_t first = other(false), second = other(true);

	(void)state;
	assert_int_equal(
	    limiter_serve(limiter, HELD_UP), POOL_SOME_FREE); /* the second one rests */
	end(second);
	second = other(false);
	assert_int_equal(limiter_serve(limiter, HELD_UP - 1), POOL_ALL_AT_WORK);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_ALL_HELD_UP);
	limiter_rest(limiter);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_ALL_HELD_UP);
	end(first);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_ALL_HELD_UP);
	end(second);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE); /* nobody is left */
	limiter_close(limiter);
}

/* One that was killed at rest is not free, which the others notice within POOL_LOOK_AGAIN_MS. */
static void
one_that_was_killed_at_rest_is_not_free(void **state)
{
	struct limiter *limiter = limiter_open(path);
	pid_t busy = other(false), resting = other(true);

	(void)state;
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE);
	end(resting);
	assert_int_equal(limiter_serve(limiter, HELD_UP + POOL_LOOK_AGAIN_MS), POOL_ALL_HELD_UP);
	end(busy);
	assert_int_equal(limiter_serve(limiter, HELD_UP + POOL_LOOK_AGAIN_MS), POOL_SOME_FREE);
	limiter_close(limiter);
}

/* Nor are those that were killed while a request of this process went on. */
static void
all_that_were_killed_at_rest_are_not_free(void **state)
{
	struct limiter *limiter = limiter_open(path);
	pid_t busy, resting[3];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		resting[i] = other(true);
	busy = other(false);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE);
	for (size_t i = 0; i < 3; i++) {
		end(resting[i]);
		assert_int_equal(
		    limiter_serve(limiter, HELD_UP + (int64_t)(i + 1) * POOL_LOOK_AGAIN_MS),
		    i < 2 ? POOL_SOME_FREE : POOL_ALL_HELD_UP);
	}
	end(busy);
	limiter_close(limiter);
}

/* Another process that has the id of one that was killed is not taken for it. */
static void
an_id_that_is_used_again_is_nobody(void **state)
{
	struct limiter *limiter = limiter_open(path);
	pid_t killed[] = { other(true), other(false) }, innocent = other(false);
	int fd = open(path, O_RDWR);
	int32_t id = getppid();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		end(killed[i]);
		assert_int_equal(
		    pwrite(fd, &id, sizeof(id),
			(off_t)(offsetof(struct table, places) + i * sizeof(struct pool_place) +
				offsetof(struct pool_place, pid))),
		    sizeof(id));
	}
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_ALL_HELD_UP);
	end(innocent);
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE);
	close(fd);
	limiter_close(limiter);
}

/* Those that were killed leave nothing behind, and their places are used again. */
static void
many_that_are_killed_leave_nothing(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	limiter_serve(limiter, BEGIN);
	for (int i = 0; i < 600; i++)
		end(other(i % 2 == 0));
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE);
	end(other(true));
	limiter_close(limiter);
}

/* One that ends as it should gives its place back; a file that was replaced is used like a new one. */
static void
a_place_is_given_back(void **state)
{
	struct limiter *limiter = limiter_open(path), *again;
	pid_t first;

	(void)state;
	limiter_serve(limiter, BEGIN);
	limiter_close(limiter);
	again = limiter_open(path);
	first = other(false);
	assert_int_equal(limiter_serve(again, HELD_UP), POOL_ALL_HELD_UP);
	end(first);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(allowed(again, "a", 1, NOW), 1);
	first = other(false);
	assert_int_equal(limiter_serve(again, HELD_UP), POOL_ALL_HELD_UP);
	end(first);
	limiter_close(again);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(one_alone_is_never_the_last, file_remove),
		cmocka_unit_test_teardown(
		    the_last_is_the_one_whose_others_are_all_held_up, file_remove),
		cmocka_unit_test_teardown(one_that_was_killed_at_rest_is_not_free, file_remove),
		cmocka_unit_test_teardown(all_that_were_killed_at_rest_are_not_free, file_remove),
		cmocka_unit_test_teardown(an_id_that_is_used_again_is_nobody, file_remove),
		cmocka_unit_test_teardown(many_that_are_killed_leave_nothing, file_remove),
		cmocka_unit_test_teardown(a_place_is_given_back, file_remove),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
