/* SPDX-License-Identifier: MIT */
/* The file of the rate limits: whatever becomes of it, processes count together or know that they do not. */
#include "unit_limiter.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/str.h"

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

/* Somebody empties the file, or parts of it, while processes use it. */
static void
a_truncated_file_is_replaced_and_ends_no_process(void **state)
{
	struct limiter *limiter = limiter_open(path);
	const off_t sizes[] = { 0, 1, 5000, 100000 };
	struct stat st;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		flood(limiter, LIMIT_SPACE_NETWORK, 0, 1000, NOW);
		assert_int_equal(truncate(path, sizes[i]), 0);
		/* Two thousand keys meet all parts of the file. */
		assert_int_equal(flood(limiter, LIMIT_SPACE_NETWORK, 1000, 2000, NOW), 2000);
		assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
		assert_int_equal(stat(path, &st), 0);
		assert_true(st.st_size > 500000);
		assert_int_equal(children_allowed(1, &ten_a_minute, 1, 20), 10); /* the key k0 */
		assert_int_equal(allowed(limiter, "k0", 1, NOW), 0);
		limiter_close(limiter);
		unlink(path);
		limiter = limiter_open(path);
	}
	/* Emptied and filled with zeros again. */
	assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(truncate(path, st.st_size), 0);
	assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
	assert_int_equal(children_allowed(1, &ten_a_minute, 1, 20), 10);
	assert_int_equal(allowed(limiter, "k0", 1, NOW), 0);
	limiter_close(limiter);
}

/* Processes that start later make or find another file, and all must count together. */
static void
a_removed_or_replaced_file_is_noticed_within_a_second(void **state)
{
	struct limiter *limiter = limiter_open(path), *other;

	(void)state;
	assert_int_equal(allowed(limiter, "k0", 20, NOW), 10);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(allowed(limiter, "k0", 20, NOW + 1000), 10);
	assert_int_equal(access(path, F_OK), 0);

	assert_int_equal(unlink(path), 0);
	other = limiter_open(path);
	assert_int_equal(allowed(other, "k0", 4, NOW + 2000), 4);
	assert_int_equal(allowed(limiter, "k0", 20, NOW + 2000), 6);
	limiter_close(other);
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

/* Checks that the process counts alone, and says so. */
static void
assert_alone(const char *where)
{
	for (int i = 0; i < 2; i++) {
		struct limiter *limiter = limiter_open(where);

		assert_non_null(limiter);
		assert_int_equal(allowed(limiter, "a", 20, NOW), 10);
		assert_false(limiter_shared(limiter));
		limiter_close(limiter);
	}
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
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_alone(path);
}

/* Where everybody may write, another account can know the name and be there first. */
static void
a_folder_that_everybody_may_write_to_is_not_trusted(void **state)
{
	struct limiter *limiter = limiter_open(path);

	(void)state;
	assert_true(limiter_shared(limiter));
	limiter_close(limiter);
	assert_int_equal(chmod(folder, 01777), 0);
	assert_alone(path);
	unlink(path);
	assert_alone(path);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(chmod(folder, 0700), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
		    the_counts_stay_when_the_file_is_opened_again, file_remove),
		cmocka_unit_test_teardown(
		    a_truncated_file_is_replaced_and_ends_no_process, file_remove),
		cmocka_unit_test_teardown(
		    a_removed_or_replaced_file_is_noticed_within_a_second, file_remove),
		cmocka_unit_test_teardown(a_file_that_is_not_a_table_is_replaced, file_remove),
		cmocka_unit_test_teardown(
		    processes_that_replace_a_file_together_share_the_new_one, file_remove),
		cmocka_unit_test_teardown(
		    without_a_usable_file_each_process_counts_alone, file_remove),
		cmocka_unit_test_teardown(
		    a_folder_that_everybody_may_write_to_is_not_trusted, file_remove),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
