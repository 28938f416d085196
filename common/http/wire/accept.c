/* SPDX-License-Identifier: MIT */
#include "http/wire/accept.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process/program.h"
#include "base/version.h"
#include "http/wire/cgi.h"
#include "http/wire/fastcgi.h"
#include "http/wire/prefork.h"
#include "http/route/serve.h"

#define DISCONNECT_AFTER_MS \
	60000            /* the database connection is closed after so long without a request */
#define EXIT_AFTER_S 300 /* and the process ends, if the web server can start it again */

#define REQUEST_MS 60000 /* for reading a whole request, and again for sending its reply */

#define MEMORY_KEEP (32 * 1024)

#define TICK_MS 250        /* between calls of server_tick() while there is work */
#define MAIL_WAIT_MS 30000 /* for sendmail to end in a CGI program */
#define QUIT_WAIT_MS \
	2000 /* for sendmail to end after SIGTERM, when the web server waits for the process */

extern char **environ;

static volatile sig_atomic_t quit;
static bool orphaned; /* the parent, which starts the workers, has ended */
static bool replaced; /* an upgrade has put another program in the place of this one */

static void
on_quit(int number)
{
	(void)number;
	quit = 1;
}

static void
on_write_failed(int number)
{
	(void)number; /* write() then fails with EPIPE or EFBIG */
}

/*
 * A peer that is gone, and a file that grows beyond `ulimit -f`, must not end the process. Unlike
 * SIG_IGN, a handler is not inherited by the programs that are run.
 */
static void
signals_of_writes_set(void)
{
	struct sigaction action = { .sa_handler = on_write_failed };

	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL);
}

static int
run_cgi(void)
{
	const struct transport transport = cgi_transport();
	struct server *server;

	signals_of_writes_set();
	server = server_new(endpoints_linked());
	server_handle(server, environ, &transport);
	/* The reply has been sent, so nobody waits for this process. */
	server_finish(server, MAIL_WAIT_MS);
	server_free(server);
	return 0;
}

/* --- FastCGI ------------------------------------------------------------------------------ */

/* How long the process may be idle before it ends; -1: without limit. */
static int64_t
idle_exit_ms(void)
{
	const char *text = getenv("LIVECHAT_IDLE_EXIT");
	int64_t seconds;

	if (!text || !*text || text[strspn(text, "0123456789")] != '\0') {
		if (text && *text)
			log_error(
			    "LIVECHAT_IDLE_EXIT must be a number of seconds, not \"%s\"", text);
		/*
		 * The parent is init, as after spawn-fcgi: nothing would start the process again.
		 */
		return getppid() == 1 ? -1 : EXIT_AFTER_S * INT64_C(1000);
	}
	seconds = strtoll(text, NULL, 10);
	return seconds > 0 && seconds < 1000000000 ? seconds * 1000 : -1;
}

/* The timeout as an argument of epoll_pwait(), which is an int. */
static int
wait_ms(int64_t ms)
{
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

/*
 * Creates an epoll instance that waits for the listening socket. With EPOLLEXCLUSIVE a connection
 * does not wake all the processes that wait for the socket, as poll() would. It also waits for
 * the end of the parent if there is one; that is reported without being asked for.
 */
static int
waiter_new(int parent)
{
	struct epoll_event connection = { .events = EPOLLIN | EPOLLEXCLUSIVE },
			   end = { .events = EPOLLET, .data.fd = parent };
	int waiter = epoll_create1(EPOLL_CLOEXEC);

	if (waiter < 0 || epoll_ctl(waiter, EPOLL_CTL_ADD, STDIN_FILENO, &connection) < 0 ||
	    (parent >= 0 && epoll_ctl(waiter, EPOLL_CTL_ADD, parent, &end) < 0))
		log_fatal("waiting for requests: %s", strerror(errno));
	return waiter;
}

/* How a process waits for requests. */
struct waiting {
	int waiter;      /* the epoll instance */
	int64_t exit_ms; /* it ends when it has been idle for so long; -1: never */
	bool
	    looks; /* it looks for another program in its place; of several processes, their parent does */
};

/*
 * When the process that has been idle for idle_ms is to do something besides waiting, in milliseconds from then on; -1:
 * never. `connected`: it has a connection to the database.
 */
static int64_t
due_in_ms(const struct server *server, const struct waiting *how, int64_t idle_ms, bool connected)
{
	int64_t due_ms = connected ? DISCONNECT_AFTER_MS : how->exit_ms, in_ms;

	if (how->exit_ms >= 0 && how->exit_ms < due_ms)
		due_ms = how->exit_ms;
	in_ms = due_ms < 0 ? -1 : due_ms - idle_ms;
	if (how->looks && (in_ms < 0 || in_ms > PROGRAM_LOOK_MS))
		in_ms = PROGRAM_LOOK_MS;
	if (server_has_work(server) && (in_ms < 0 || in_ms > TICK_MS))
		in_ms = TICK_MS;
	return in_ms;
}

/*
 * Waits until the listening socket is readable. Returns false when the process should end: after a
 * signal, without its parent, when it has been idle too long, or for another program. Signals are
 * unblocked only in here, so that none interrupts a request.
 */
static bool
wait_readable(struct server *server, const struct waiting *how)
{
	int64_t begin_ms = clock_monotonic_ms();
	bool connected = true;
	sigset_t none;
	int ready;

	sigemptyset(&none);
	while (!quit) {
		int64_t idle_ms = clock_monotonic_ms() - begin_ms;
		struct epoll_event event;

		/*
		 * A process that sends mail can serve meanwhile, but not take the parent's place.
		 */
		if (orphaned && !server_busy())
			return false;
		if (connected && idle_ms >= DISCONNECT_AFTER_MS) {
			server_idle(server);
			connected = false;
		}
		if (how->exit_ms >= 0 && idle_ms >= how->exit_ms)
			return false;
		replaced = how->looks && !server_busy() && program_is_replaced();
		if (replaced)
			return false;
		ready = epoll_pwait(how->waiter, &event, 1,
		    wait_ms(due_in_ms(server, how, idle_ms, connected)), &none);
		if (ready > 0 && event.data.fd == STDIN_FILENO)
			return true;
		if (ready > 0)
			orphaned = true;
		if (ready < 0 && errno != EINTR) {
			log_error("waiting for requests: %s", strerror(errno));
			return false;
		}
		if (server_has_work(server))
			server_tick(server);
	}
	return false;
}

/* Accepts the next request; false when the process should end. */
static bool
next_request(struct fastcgi *fastcgi, struct server *server, const struct waiting *how)
{
	while (wait_readable(server, how)) {
		switch (fastcgi_accept(fastcgi)) {
		case FASTCGI_OK:
			return true;
		case FASTCGI_NONE:
			break;
		case FASTCGI_FAILED:
			log_error("accepting a request: %s", strerror(errno));
			return false;
		}
	}
	return false;
}

static void
signals_set(void)
{
	struct sigaction stop = { .sa_handler = on_quit };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGUSR1, &stop, NULL);
	signals_of_writes_set();
}

/*
 * Memory that a large request took is returned to the system when it ends. By default glibc
 * raises these thresholds after the first large allocation, and keeps that much memory for good.
 *
 * Without fastbins, small chunks are merged with their neighbours when they are freed, instead of
 * later, when the next request allocates its buffers.
 */
static void
memory_keep_little(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, MEMORY_KEEP);
	mallopt(M_TRIM_THRESHOLD, MEMORY_KEEP);
	mallopt(M_TOP_PAD, MEMORY_KEEP / 2);
	mallopt(M_MXFAST, 0);
#endif
}

/*
 * Logs the version, which an admin looks for after an upgrade, and that the process has rights which it
 * does not need; the parent logs it for all workers.
 */
static void
log_begin(unsigned count)
{
	if (count > 1)
		log_info("livechat %s serves with %u processes", livechat_version, count);
	else
		log_info("livechat %s serves", livechat_version);
	if (geteuid() == 0)
		log_info("it runs as root, so that an error in it would give away the whole "
			 "machine: have the web server or spawn-fcgi use another account "
			 "(lighttpd: server.username)");
}

/*
 * Serves requests until this process should end, take its parent's place, or give its own to another program. It is
 * one of `count` processes.
 */
static void
serve(unsigned count, int64_t exit_ms)
{
	struct fastcgi *fastcgi = fastcgi_new(STDIN_FILENO, REQUEST_MS);
	struct transport transport = fastcgi_transport(fastcgi);
	struct server *server = server_new(endpoints_linked());
	const struct waiting how = {
		.waiter = waiter_new(prefork_parent()), .exit_ms = exit_ms, .looks = count == 1
	};

	while (next_request(fastcgi, server, &how)) {
		server_handle(server, fastcgi_env(fastcgi), &transport);
		fastcgi_forget(fastcgi);
	}
	server_finish(server, QUIT_WAIT_MS);
	server_free(server);
	close(how.waiter);
	fastcgi_free(fastcgi);
}

/*
 * Whether this process has to go on though it has ended its work: as the parent of the others, or because nothing
 * starts another one (then another program runs in its place, if that can be run). Apache's mod_fcgid counts
 * processes of a file that was replaced among the most that there may be, but gives them no requests: those have to
 * leave.
 */
static bool
goes_on(int64_t exit_ms)
{
	if (quit)
		return false;
	if (!replaced)
		return orphaned && prefork_succeed();
	log_info("another program was put in the place of this one, which %s",
	    exit_ms < 0 ? "gives its place to it" : "ends");
	if (exit_ms < 0)
		program_run_again();
	return exit_ms < 0;
}

static int
run_fcgi(void)
{
	unsigned count = prefork_count();
	/* Workers do not end when idle: their parent would start them again. */
	int64_t exit_ms = count > 1 ? -1 : idle_exit_ms();

	memory_keep_little();
	signals_set();
	/*
	 * Several processes share the socket: accept() must not block when another process was
	 * first.
	 */
	if (fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK) < 0)
		log_fatal("the FastCGI socket: %s", strerror(errno));
	log_begin(count);
	do {
		orphaned = replaced = false;
		if (count == 1 || prefork(count, &replaced))
			serve(count, exit_ms);
	} while (goes_on(exit_ms));
	return 0;
}

int
accept_run(void)
{
	return fastcgi_is_wanted() ? run_fcgi() : run_cgi();
}
