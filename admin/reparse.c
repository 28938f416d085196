/* SPDX-License-Identifier: MIT */
/*
 * reparse: parses the texts of stored messages again.
 */
#include <signal.h>
#include <stdio.h>

#include "admin.h"
#include "base/clock.h"
#include "base/str.h"
#include "chat/messages/reparse.h"

#define PROGRESS_EVERY_MS 1000

/* The signal that interrupts the command; 0: none. */
static volatile sig_atomic_t stopped_by;

static void
on_signal(int number)
{
	stopped_by = number;
}

/* The first signal stops the command after the current step, a second one at once. */
static void
signals_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = (int)(SA_RESTART | SA_RESETHAND) };
	struct sigaction before;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		/* nohup(1) ignores SIGHUP, which must stay so */
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

/* --- Output ------------------------------------------------------------------------------ */

struct progress {
	int64_t began_ms;    /* monotonic */
	int64_t printed_ms;  /* monotonic: the time of the last line */
	int64_t seen_before; /* messages that an interrupted command had read before */
};

static void
progress_begin(struct progress *progress, const struct reparse *reparse)
{
	progress->began_ms = progress->printed_ms = clock_monotonic_ms();
	progress->seen_before = reparse->place.seen;
	if (progress->seen_before > 0) {
		char iso[CLOCK_ISO_SIZE];

		clock_iso(iso, reparse->place.started_at);
		fprintf(stderr,
		    "Continuing what was begun at %s and interrupted after %lld messages "
		    "(--restart begins anew).\n",
		    iso, (long long)reparse->place.seen);
	}
}

/* An estimate: messages are added meanwhile, and those without text are not read. */
static int
percentage(const struct reparse *reparse)
{
	int64_t seen = reparse->place.seen, total = reparse->total;

	return seen >= total ? 99 : (int)(seen * 100 / total);
}

static void
progress_print(struct progress *progress, const struct reparse *reparse)
{
	int64_t now_ms = clock_monotonic_ms(), seen = reparse->place.seen - progress->seen_before;

	if (now_ms - progress->printed_ms < PROGRESS_EVERY_MS)
		return;
	progress->printed_ms = now_ms;
	fprintf(stderr, "%lld of about %lld messages read (%d%%), %lld %s, %lld a second\n",
	    (long long)reparse->place.seen, (long long)reparse->total, percentage(reparse),
	    (long long)reparse->place.changed, reparse->dry_run ? "would change" : "changed",
	    (long long)(seen * 1000 / (now_ms - progress->began_ms)));
}

static void
summary_print(const struct progress *progress, const struct reparse *reparse)
{
	int64_t took_ms = clock_monotonic_ms() - progress->began_ms;

	printf("%lld messages read, %lld %s", (long long)reparse->place.seen,
	    (long long)reparse->place.changed, reparse->dry_run ? "would change" : "changed");
	if (reparse->edited > 0)
		printf(", %lld left to who edited them meanwhile", (long long)reparse->edited);
	if (progress->seen_before > 0)
		printf(
		    "; %lld were read before the interruption", (long long)progress->seen_before);
	printf(" (%lld.%lld s).\n", (long long)(took_ms / 1000), (long long)(took_ms % 1000 / 100));
}

/* Says how far the command has come and whether the next one will continue there. */
static void
interruption_print(const struct reparse *reparse)
{
	fprintf(stderr, "Stopped after %lld messages, %lld %s. %s\n",
	    (long long)reparse->place.seen, (long long)reparse->place.changed,
	    reparse->dry_run ? "would change" : "changed",
	    reparse->rid || reparse->dry_run ? "The same command begins anew."
					     : "The same command continues there.");
}

/* --- The command ------------------------------------------------------------------------- */

static enum status
walk(struct reparse *reparse)
{
	struct progress progress;
	enum db_error error = DB_OK;
	bool done = false;

	progress_begin(&progress, reparse);
	while (!done && !stopped_by && !error) {
		error = reparse_step(reparse, &done);
		if (!done && !error)
			progress_print(&progress, reparse);
	}
	if (done) {
		summary_print(&progress, reparse);
		return STATUS_OK;
	}
	if (error == DB_NO_ROW)
		return fail("another livechat-admin reparse was started and has taken over");
	interruption_print(reparse);
	/* SA_RESETHAND has removed the handler: raise() ends the process, as its parent expects. */
	if (!error)
		raise(stopped_by);
	return fail_database(error);
}

static enum status
reparse_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct reparse reparse = {
		.chat = &admin->chat,
		.rid = cmdline_option(cmdline, "room"),
		.dry_run = cmdline_flag(cmdline, "dry-run"),
	};
	bool restart = cmdline_flag(cmdline, "restart");
	enum db_error error;
	enum status status;

	if (reparse.rid && restart)
		return fail_usage("--room always begins anew: leave out --restart");
	signals_catch();
	error = reparse_begin(&reparse, restart);
	if (error == DB_NO_ROW)
		status =
		    fail("there is no room \"%s\" (see: livechat-admin room list)", reparse.rid);
	else
		status = error ? fail_database(error) : walk(&reparse);
	reparse_free(&reparse);
	return status;
}

static const struct option reparse_options[] = {
	{ "room", "ID", "only the messages of this room" },
	{ "restart", NULL, "begin anew instead of where the last one was interrupted" },
	{ "dry-run", NULL, "only count what would change" },
	{ NULL, NULL, NULL },
};

const struct command command_reparse = {
	.name = "reparse",
	.arguments = "[OPTIONS]",
	.summary = "Read the texts of stored messages again.",
	.help =
	    "After an upgrade that understands texts better: md, urls, mentions and channels are\n"
	    "derived again as if the messages were written now, and stored where they differ. For\n"
	    "that _updatedAt moves, as clients that follow a room need it; ts and editedAt do "
	    "not.\n"
	    "Can run while the chat does. It remembers how far it has come: interrupted in any\n"
	    "way, the same command continues there. After another upgrade use --restart.",
	.options = reparse_options,
	.run = reparse_run,
};
