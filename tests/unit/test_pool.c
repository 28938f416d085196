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

/* --- Transfers of files ------------------------------------------------------------------------- */

/* Another process, which begins a transfer if it may, and waits to be killed. Sets *began. */
static pid_t
transferring(enum pool_transfer kind, bool serves, bool *began)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct limiter *limiter = limiter_open(path);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (serves)
			limiter_serve(limiter, BEGIN);
		byte = limiter_transfer_begin(limiter, kind, serves) ? 'y' : 'n';
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	*began = byte == 'y';
	return pid;
}

static void
half_of_the_processes_are_free_of_uploads(void **state)
{
	struct limiter *limiter = limiter_open(path);
	pid_t resting[2], uploading[2];
	bool began;

	(void)state;
	limiter_serve(limiter, BEGIN);
	/* Alone it may. */
	assert_true(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	limiter_transfer_end(limiter);
	uploading[0] = transferring(POOL_UPLOAD, true, &began);
	assert_true(began);
	/* Of two and of three one may. */
	assert_false(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	resting[0] = other(true);
	assert_false(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	/* Of four two, and of another kind as many. */
	resting[1] = other(true);
	assert_true(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	uploading[1] = transferring(POOL_UPLOAD, true, &began);
	assert_false(began);
	end(uploading[1]);
	uploading[1] = transferring(POOL_DOWNLOAD, true, &began);
	assert_true(began);
	for (size_t i = 0; i < 2; i++) {
		end(resting[i]);
		end(uploading[i]);
	}
	limiter_close(limiter);
}

static void
one_that_was_killed_uploads_no_longer(void **state)
{
	struct limiter *limiter = limiter_open(path);
	bool began;
	pid_t pid = transferring(POOL_UPLOAD, true, &began);

	(void)state;
	limiter_serve(limiter, BEGIN);
	assert_false(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	end(pid);
	assert_true(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	limiter_close(limiter);
}

/* They are processes of their own, and take nothing away from those that serve. */
static void
uploads_of_plain_cgi_are_counted_apart(void **state)
{
	struct limiter *limiter = limiter_open(path);
	pid_t pids[POOL_CGI_TRANSFERS + 1];
	bool began;

	(void)state;
	for (size_t i = 0; i <= POOL_CGI_TRANSFERS; i++) {
		pids[i] = transferring(POOL_UPLOAD, false, &began);
		assert_int_equal(began, i < POOL_CGI_TRANSFERS);
	}
	assert_int_equal(limiter_serve(limiter, HELD_UP), POOL_SOME_FREE);
	assert_true(limiter_transfer_begin(limiter, POOL_UPLOAD, true));
	for (size_t i = 0; i <= POOL_CGI_TRANSFERS; i++)
		end(pids[i]);
	limiter_close(limiter);
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
		cmocka_unit_test_teardown(half_of_the_processes_are_free_of_uploads, file_remove),
		cmocka_unit_test_teardown(one_that_was_killed_uploads_no_longer, file_remove),
		cmocka_unit_test_teardown(uploads_of_plain_cgi_are_counted_apart, file_remove),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
