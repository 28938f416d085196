/* SPDX-License-Identifier: MIT */
/*
 * outbox list, retry: mails that are queued, were sent, or have failed for good.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "db/outbox.h"
#include "table.h"

static enum db_error
outbox_list_row(const struct outbox_row *mail, void *arg)
{
	struct table *table = arg;

	table_text(table, mail->id);
	table_text(table, mail->state);
	table_text(table, mail->kind);
	table_text(table, mail->recipient);
	table_int(table, mail->attempts);
	table_time(table, mail->created_at);
	table_time(table, mail->sent_at);
	table_time(table, strcmp(mail->state, "queued") == 0 ? mail->next_try_at : 0);
	table_text(table, mail->last_error);
	return DB_OK;
}

static enum status
outbox_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "_id", "ID" }, { "state", "STATE" },
		{ "kind", "KIND" }, { "recipient", "RECIPIENT" }, { "attempts", "ATTEMPTS" },
		{ "createdAt", "WRITTEN" }, { "sentAt", "SENT" }, { "nextTryAt", "NEXT ATTEMPT" },
		{ "lastError", "LAST ERROR" }, { NULL, NULL } };
	const char *state = cmdline_option(cmdline, "state");
	enum db_error error;
	struct table table;
	int64_t limit;

	if (state && strcmp(state, "queued") != 0 && strcmp(state, "sent") != 0 &&
	    strcmp(state, "failed") != 0)
		return fail_usage("--state must be queued, sent or failed");
	if (!cmdline_number(cmdline, "limit", 100000, 50, &limit))
		return STATUS_USAGE;
	table_init(&table, admin->chat.mem, columns);
	error = db_outbox_list(admin->chat.db, state, limit, outbox_list_row, &table);
	return list_finish(&table, error, cmdline);
}

static const struct option outbox_list_options[] = {
	{ "state", "STATE", "only those queued, sent or failed (given up)" },
	{ "limit", "N", "the newest N, without it 50" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_outbox_list = {
	.name = "outbox list",
	.arguments = "[OPTIONS]",
	.summary = "List mails, newest first.",
	.help =
	    "Mails are handed to the host's sendmail program after a request was answered, and\n"
	    "tried again for a while when that fails.",
	.options = outbox_list_options,
	.run = outbox_list_run,
};

static enum status
outbox_retry_run(struct admin *admin, const struct cmdline *cmdline)
{
	bool all = cmdline_flag(cmdline, "all");
	uint64_t count;
	enum status status;

	if (all == (cmdline->args[0] != NULL))
		return fail_usage("name one mail by its id, or give --all");
	status = fail_database(
	    db_outbox_retry(admin->chat.db, cmdline->args[0], admin->chat.now_ms, &count));
	if (status)
		return status;
	if (count == 0 && !all)
		return fail("no mail \"%s\" was given up or waits for long (see: livechat-admin "
			    "outbox list)",
		    cmdline->args[0]);
	printf("%llu %s tried again, after one of the next requests.\n", (unsigned long long)count,
	    count == 1 ? "mail is" : "mails are");
	return STATUS_OK;
}

static const struct option outbox_retry_options[] = {
	{ "all", NULL, "all mails that failed or wait for long" },
	{ NULL, NULL, NULL },
};

const struct command command_outbox_retry = {
	.name = "outbox retry",
	.arguments = "ID | --all",
	.summary = "Try again to send mails that were given up.",
	.help =
	    "For when the cause is mended. Mails that are due within minutes are left alone: a\n"
	    "process may be sending them.",
	.options = outbox_retry_options,
	.args_max = 1,
	.run = outbox_retry_run,
};
