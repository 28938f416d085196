/* SPDX-License-Identifier: MIT */
/*
 * outbox list, retry, drop: mails that are queued, were sent, or have failed for good.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "chat/mail/outbox_list.h"
#include "db/duties/outbox.h"
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
	struct page page = { .offset = 0 };

	if (state && strcmp(state, "queued") != 0 && strcmp(state, "sent") != 0 &&
	    strcmp(state, "failed") != 0)
		return fail_usage("--state must be queued, sent or failed");
	if (!cmdline_number(cmdline, "limit", 100000, 50, &page.limit))
		return STATUS_USAGE;
	table_init(&table, admin->chat.mem, columns);
	error = db_outbox_list(admin->chat.db, state, &page, outbox_list_row, &table);
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

/* Sets *id to the mail that is named; NULL: all. */
static enum status
mail_read(const struct cmdline *cmdline, const char **id)
{
	*id = cmdline->args[0];
	return cmdline_flag(cmdline, "all") == (*id != NULL)
		   ? fail_usage("name one mail by its id, or give --all")
		   : STATUS_OK;
}

static enum status
outbox_retry_run(struct admin *admin, const struct cmdline *cmdline)
{
	const char *id;
	uint64_t count;
	enum status status = mail_read(cmdline, &id);

	if (!status)
		status =
		    fail_database(db_outbox_retry(admin->chat.db, id, admin->chat.now_ms, &count));
	if (status)
		return status;
	if (count == 0 && id)
		return fail("no mail \"%s\" was given up or waits for long (see: livechat-admin "
			    "outbox list)",
		    id);
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

static enum status
outbox_drop_run(struct admin *admin, const struct cmdline *cmdline)
{
	const char *id;
	int64_t count, total = 0;
	enum chat_error error;
	enum status status = mail_read(cmdline, &id);

	if (status)
		return status;
	/* Each call removes some of them. */
	do {
		error = outbox_drop(&admin->chat, id, &count);
		total += count;
	} while (!error && !id && count > 0);
	if (error == CHAT_NO_ENTRY)
		return fail("no mail \"%s\" is queued or was given up (see: livechat-admin outbox "
			    "list)",
		    id);
	if (error)
		return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
	printf("%lld %s removed.\n", (long long)total, total == 1 ? "mail was" : "mails were");
	return STATUS_OK;
}

static const struct option outbox_drop_options[] = {
	{ "all", NULL, "all mails that were given up" },
	{ NULL, NULL, NULL },
};

const struct command command_outbox_drop = {
	.name = "outbox drop",
	.arguments = "ID | --all",
	.summary = "Remove mails that are not to be sent any more.",
	.help =
	    "A mail that was not sent, queued or given up. One that a process is sending at this\n"
	    "moment may still arrive. Mails that were sent stay.",
	.options = outbox_drop_options,
	.args_max = 1,
	.run = outbox_drop_run,
};
