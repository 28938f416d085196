/* SPDX-License-Identifier: MIT */
/* What a process that reads strangers' files cannot do, and that nothing is left of it. */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process/descriptor.h"
#include "base/str.h"
#include "media/sandbox.h"

static const struct sandbox usual = {
	.memory_max = 96 << 20, .output_max = 100000, .cpu_s = 5, .wall_ms = 60000
};

static char text[] = "a result";

static bool
writes(void *arg, int output)
{
	return descriptor_write(output, arg, strlen(arg));
}

static bool
writes_and_fails(void *arg, int output)
{
	return !writes(arg, output);
}

static bool
writes_without_end(void *arg, int output)
{
	char bytes[10000] = { 0 };

	(void)arg;
	while (descriptor_write(output, bytes, sizeof(bytes)))
		continue;
	return false;
}

static bool
computes_without_end(void *arg, int output)
{
	volatile unsigned number = 1;

	(void)arg;
	(void)output;
	while (number)
		number |= 1;
	return false;
}

/* The number of descriptors that this process has. */
static size_t
descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static enum sandbox_result
run(const struct sandbox *sandbox, sandbox_fn *work, void *arg)
{
	struct buf output = { .len = 0 };
	size_t before = descriptors();
	enum sandbox_result result = sandbox_run(sandbox, work, arg, &output);

	if (result != SANDBOX_OK)
		assert_int_equal(output.len, 0);
	buf_free(&output);
	assert_int_equal(descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return result;
}

static void
a_result_comes_back(void **state)
{
	struct buf output = { .len = 0 };

	(void)state;
	assert_int_equal(sandbox_run(&usual, writes, text, &output), SANDBOX_OK);
	assert_int_equal(output.len, 8);
	assert_memory_equal(output.data, "a result", 8);
	buf_free(&output);
	assert_int_equal(run(&usual, writes_and_fails, text), SANDBOX_FAILED);
}

static void
it_has_an_end(void **state)
{
	struct sandbox quick = usual, lazy = usual;

	(void)state;
	quick.wall_ms = 50;
	assert_int_equal(run(&quick, computes_without_end, NULL), SANDBOX_FAILED);
	lazy.cpu_s = 1;
	assert_int_equal(run(&lazy, computes_without_end, NULL), SANDBOX_FAILED);
	assert_int_equal(run(&usual, writes_without_end, NULL), SANDBOX_FAILED);
}

static void
signals_stay_as_they_were(void **state)
{
	struct sigaction action;
	sigset_t before, after;

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	sigemptyset(&before);
	sigaddset(&before, SIGUSR1);
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_int_equal(run(&usual, writes, text), SANDBOX_OK);
	assert_int_equal(run(&usual, writes_and_fails, text), SANDBOX_FAILED);
	sigprocmask(SIG_SETMASK, NULL, &after);
	sigaction(SIGCHLD, NULL, &action);
	assert_ptr_equal(action.sa_handler, SIG_IGN);
	for (int number = 1; number < NSIG; number++)
		assert_int_equal(sigismember(&before, number), sigismember(&after, number));
	signal(SIGCHLD, SIG_DFL);
}

#ifndef LIVECHAT_SANITIZE

/* Allocates, and uses what it gets. */
static bool
allocates(void *arg, int output)
{
	size_t len = *(size_t *)arg;
	char *volatile bytes = malloc(len);

	(void)output;
	if (bytes)
		memset(bytes, 1, len);
	return bytes != NULL;
}

static void
it_has_little_memory(void **state)
{
	size_t some = 60 << 20, much = 100 << 20;

	(void)state;
	assert_int_equal(run(&usual, allocates, &some), SANDBOX_OK);
	assert_int_equal(run(&usual, allocates, &much), SANDBOX_FAILED);
}

static bool
opens(void *arg, int output)
{
	(void)arg;
	(void)output;
	return open("/dev/null", O_RDONLY) != -2;
}

static bool
connects(void *arg, int output)
{
	(void)arg;
	(void)output;
	return socket(AF_INET, SOCK_STREAM, 0) != -2;
}

static bool
forks(void *arg, int output)
{
	(void)arg;
	(void)output;
	return fork() != -2;
}

static bool
executes(void *arg, int output)
{
	char *const none[] = { NULL };

	(void)arg;
	(void)output;
	return execve("/bin/true", none, none) != -2;
}

static bool
kills(void *arg, int output)
{
	(void)output;
	return kill(*(pid_t *)arg, 0) != -2;
}

static bool
reads(void *arg, int output)
{
	char byte;

	(void)arg;
	return read(output, &byte, 1) != -2;
}

static bool
makes_code(void *arg, int output)
{
	(void)arg;
	(void)output;
	return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != NULL;
}

/* Each would succeed if the call only failed. */
static void
it_can_do_nothing_else(void **state)
{
	sandbox_fn *const works[] = { opens, connects, forks, executes, kills, reads, makes_code };
	pid_t self = getpid();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(works); i++)
		assert_int_equal(run(&usual, works[i], &self), SANDBOX_FAILED);
}

/* Writes to the other descriptors, as far as there are any. */
static bool
writes_elsewhere(void *arg, int output)
{
	(void)output;
	for (int fd = 1; fd < 100; fd++)
		if (write(fd, arg, 1) == 1)
			return false;
	return true;
}

static void
it_has_no_other_descriptor(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(run(&usual, writes_elsewhere, text), SANDBOX_OK);
	close(ends[0]);
	close(ends[1]);
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_comes_back),
		cmocka_unit_test(it_has_an_end),
		cmocka_unit_test(signals_stay_as_they_were),
#ifndef LIVECHAT_SANITIZE
		cmocka_unit_test(it_has_little_memory),
		cmocka_unit_test(it_can_do_nothing_else),
		cmocka_unit_test(it_has_no_other_descriptor),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
