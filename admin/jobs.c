/* SPDX-License-Identifier: MIT */
/*
 * jobs run, list: duties, which the program does after its replies, and a cron job can do where
 * requests are rare.
 */
#include <stdio.h>
#include <stdlib.h>

#include "admin.h"
#include "chat/duties/duties.h"
#include "db/duties/duty.h"
#include "table.h"

static enum db_error
jobs_list_row(const struct duty_row *duty, void *arg)
{
	struct table *table = arg;

	table_int(table, duty->id);
	table_text(table, duty->kind);
	table_text(table, duty->ref);
	table_time(table, duty->due_at);
	table_bool(table, duty->claimed);
	table_int(table, duty->attempts);
	table_text(table, duty->last_error);
	return DB_OK;
}

static enum status
jobs_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "_id", "ID" }, { "kind", "KIND" },
		{ "ref", "ABOUT" }, { "dueAt", "DUE" }, { "begun", "BEGUN" },
		{ "attempts", "ATTEMPTS" }, { "lastError", "LAST ERROR" }, { NULL, NULL } };
	enum db_error error;
	struct table table;
	int64_t limit;

	if (!cmdline_number(cmdline, "limit", 100000, 50, &limit))
		return STATUS_USAGE;
	table_init(&table, admin->chat.mem, columns);
	error = db_duty_list(
	    admin->chat.db, cmdline_option(cmdline, "kind"), limit, jobs_list_row, &table);
	return list_finish(&table, error, cmdline);
}

static const struct option jobs_list_options[] = {
	{ "kind", "KIND", "only those of a kind" },
	{ "limit", "N", "the first N, without it 50" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_jobs_list = {
	.name = "jobs list",
	.arguments = "[OPTIONS]",
	.summary = "List what is to be done, by the time at which it is due.",
	.help = "One that was begun is done again at that time if the process died.",
	.options = jobs_list_options,
	.run = jobs_list_run,
};

const char *
sendmail_of(const struct cmdline *cmdline)
{
	const char *sendmail = cmdline_option(cmdline, "sendmail");

	if (!sendmail)
		sendmail = getenv("LIVECHAT_SENDMAIL");
	return sendmail && *sendmail ? sendmail : "/usr/sbin/sendmail";
}

static enum status
jobs_run_run(struct admin *admin, const struct cmdline *cmdline)
{
	int64_t max, seconds, count = 0;
	enum chat_error error;

	if (!cmdline_number(cmdline, "max", 1000000, 1000, &max) ||
	    !cmdline_number(cmdline, "seconds", 86400, 50, &seconds))
		return STATUS_USAGE;
	admin->chat.sendmail = sendmail_of(cmdline);
	error = settings_refresh(&admin->chat);
	if (!error)
		error = duties_run_all(&admin->chat, max, seconds * 1000, &count);
	if (count > 0 || !error)
		printf("%lld %s begun.\n", (long long)count, count == 1 ? "job was" : "jobs were");
	return error ? fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG) : STATUS_OK;
}

static const struct option jobs_run_options[] = {
	{ "max", "N", "at most N, without it 1000" },
	{ "seconds", "N", "for at most N seconds, without it 50" },
	{ "sendmail", "FILE", "the program that takes mails" },
	{ NULL, NULL, NULL },
};

const struct command command_jobs_run = {
	.name = "jobs run",
	.arguments = "[OPTIONS]",
	.summary = "Do what is due, as the program does after its replies.",
	.help = "For a cron job, where requests are rare. It may run at the same time as others.",
	.options = jobs_run_options,
	.run = jobs_run_run,
};
