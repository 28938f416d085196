#include "chat/sendmail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

#define OUTPUT_MAX 300 /* of what the program prints, for the reason */

extern char **environ;

struct delivery {
	pid_t pid;
	int in;  /* we write the mail; -1 when all is written */
	int out; /* we read what it complains; -1 when it has closed it */
	const char *rest;
	size_t rest_len;
	char output[OUTPUT_MAX + 1];
	size_t output_len;
	int64_t deadline_ms;
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Starts the program with our ends of its pipes in *delivery. Returns 0 or an errno. */
static int
delivery_start(
    struct arena *mem, struct delivery *delivery, const char *program, const char *recipient)
{
	char *const argv[] = { (char[]){ "sendmail" }, (char[]){ "-oi" }, (char[]){ "--" },
		arena_strdup(mem, recipient), NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int in[2], out[2], error;

	/*
	 * Whatever this process inherited: it wants to learn how its child ends, and to survive
	 * one that does not read all of the mail.
	 */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	if (pipe2(in, O_CLOEXEC) < 0)
		return errno;
	if (pipe2(out, O_CLOEXEC) < 0) {
		error = errno;
		close(in[0]);
		close(in[1]);
		return error;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDERR_FILENO);
	/* The accept loop blocks and handles signals; the program starts as from a shell. */
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	sigfillset(&defaults);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(&delivery->pid, program, &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	delivery->in = in[1];
	delivery->out = out[0];
	if (error) {
		close_fd(&delivery->in);
		close_fd(&delivery->out);
	}
	return error;
}

static void
delivery_write(struct delivery *delivery)
{
	ssize_t written = write(delivery->in, delivery->rest, delivery->rest_len);

	if (written < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (written > 0) {
		delivery->rest += written;
		delivery->rest_len -= (size_t)written;
	}
	/* A program that wants no more has its say through its exit status. */
	if (written < 0 || delivery->rest_len == 0)
		close_fd(&delivery->in);
}

static void
delivery_read(struct delivery *delivery)
{
	char bytes[512];
	ssize_t got = read(delivery->out, bytes, sizeof(bytes));
	size_t room = OUTPUT_MAX - delivery->output_len;

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		close_fd(&delivery->out);
		return;
	}
	if ((size_t)got < room)
		room = (size_t)got;
	memcpy(delivery->output + delivery->output_len, bytes, room);
	delivery->output_len += room;
}

/* Feeds and listens until the program has closed its output; false when time is up. */
static bool
delivery_talk(struct delivery *delivery)
{
	fcntl(delivery->in, F_SETFL, O_NONBLOCK);
	fcntl(delivery->out, F_SETFL, O_NONBLOCK);
	while (delivery->out >= 0) {
		struct pollfd fds[] = { { delivery->out, POLLIN, 0 },
			{ delivery->in, POLLOUT, 0 } };
		int64_t left_ms = delivery->deadline_ms - clock_monotonic_ms();

		if (left_ms <= 0)
			return false;
		if (poll(fds, 2, (int)left_ms) < 0 && errno != EINTR)
			return false;
		if (fds[1].revents)
			delivery_write(delivery);
		if (fds[0].revents)
			delivery_read(delivery);
	}
	return true;
}

/* The program's end; one that goes on after closing its output gets the rest of the time. */
static bool
delivery_wait(struct delivery *delivery, bool in_time, int *status)
{
	const struct timespec pause = { 0, 20 * 1000 * 1000 };
	pid_t ended;

	while (in_time && (ended = waitpid(delivery->pid, status, WNOHANG)) == 0) {
		in_time = clock_monotonic_ms() < delivery->deadline_ms;
		nanosleep(&pause, NULL);
	}
	if (in_time)
		return true;
	kill(delivery->pid, SIGKILL);
	while (waitpid(delivery->pid, status, 0) < 0 && errno == EINTR)
		continue;
	return false;
}

/* What the program printed, on one line and valid UTF-8. */
static const char *
output_line(struct delivery *delivery)
{
	char *p = delivery->output;

	p[delivery->output_len] = '\0';
	if (!utf8_valid(p, delivery->output_len, &delivery->output_len))
		p[delivery->output_len] = '\0';
	for (; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	return delivery->output;
}

const char *
sendmail_run(struct arena *mem, const char *program, const char *recipient, const char *content)
{
	struct delivery delivery = { .in = -1,
		.out = -1,
		.rest = content,
		.rest_len = strlen(content),
		.deadline_ms = clock_monotonic_ms() + SENDMAIL_TIMEOUT_MS };
	int error = delivery_start(mem, &delivery, program, recipient), status = 0;
	bool in_time;

	if (error)
		return arena_printf(mem,
		    "cannot run %s: %s; set LIVECHAT_SENDMAIL to the host's sendmail", program,
		    strerror(error));
	in_time = delivery_wait(&delivery, delivery_talk(&delivery), &status);
	close_fd(&delivery.in);
	close_fd(&delivery.out);
	if (!in_time)
		return arena_printf(mem, "%s took longer than %d s and was stopped", program,
		    SENDMAIL_TIMEOUT_MS / 1000);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return NULL;
	return arena_printf(mem, "%s ended with %s %d%s%s", program,
	    WIFSIGNALED(status) ? "signal" : "status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
	    delivery.output_len ? ": " : "", output_line(&delivery));
}
