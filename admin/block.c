/* SPDX-License-Identifier: MIT */
/*
 * block add, list, remove: visitors, e-mail addresses and networks whose requests store nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin.h"
#include "base/clock.h"
#include "base/str.h"
#include "chat/visitors/block.h"
#include "table.h"

#define MINUTE_MS INT64_C(60000)

/* What a block is about; exactly one of them is given. */
#define SUBJECT_OPTIONS \
	{ "visitor", "ID", "the visitor with that _id" }, \
	    { "email", "ADDRESS", "visitors with that e-mail address" }, \
	{ \
		"network", "NETWORK", "an address, or a network such as 192.0.2.0/24" \
	}

/* Sets the kind of the block that the options name, and *text to what they say. */
static enum status
subject_read(const struct cmdline *cmdline, struct block_row *block, const char **text)
{
	static const char *const kinds[] = { BLOCK_VISITOR, BLOCK_EMAIL, BLOCK_NETWORK };

	*text = NULL;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *given = cmdline_option(cmdline, kinds[i]);

		if (!given)
			continue;
		if (*text)
			return fail_usage("give only one of --visitor, --email and --network");
		block->kind = kinds[i];
		*text = given;
	}
	return *text ? STATUS_OK : fail_usage("give --visitor, --email or --network");
}

/* Reads a span such as 30m, 12h or 7d. Returns false for any other text. */
static bool
span_read(const char *text, int64_t *ms)
{
	int64_t number, unit;
	char *end;

	if (*text < '1' || *text > '9')
		return false;
	errno = 0;
	number = strtoll(text, &end, 10);
	unit = strcmp(end, "m") == 0   ? MINUTE_MS
	       : strcmp(end, "h") == 0 ? 60 * MINUTE_MS
	       : strcmp(end, "d") == 0 ? 24 * 60 * MINUTE_MS
				       : 0;
	if (errno || !unit || number > CLOCK_MAX_MS / 2 / unit)
		return false;
	*ms = number * unit;
	return true;
}

static enum status
end_read(struct admin *admin, const struct cmdline *cmdline, int64_t *ends_at)
{
	const char *until = cmdline_option(cmdline, "until");
	const char *span = cmdline_option(cmdline, "for");
	int64_t ms;

	*ends_at = 0;
	if (until && span)
		return fail_usage("give only one of --until and --for");
	if (until && !clock_parse(until, strlen(until), ends_at))
		return fail_usage("--until must be a time such as 2030-01-31T12:00:00Z");
	if (until && *ends_at < 1)
		*ends_at = 1; /* 0 would be no end */
	if (span && !span_read(span, &ms))
		return fail_usage("--for must be a span such as 30m, 12h or 7d");
	if (span)
		*ends_at = admin->chat.now_ms + ms;
	return STATUS_OK;
}

/* Reads all that the options say of the new block. */
static enum status
block_read(struct admin *admin, const struct cmdline *cmdline, struct block_row *block)
{
	const char *text, *complaint, *field;
	enum status status = subject_read(cmdline, block, &text);

	if (!status)
		status = end_read(admin, cmdline, &block->ends_at);
	if (status)
		return status;
	block->reason = cmdline_option(cmdline, "reason");
	if (!block->reason)
		block->reason = "";
	complaint = block_complaint(&admin->chat, block, text, &field);
	if (!complaint)
		return STATUS_OK;
	return fail_usage(
	    "--%s must be %s", strcmp(field, "value") == 0 ? block->kind : field, complaint);
}

static enum status
block_add_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct block_row block = { .token = NULL };
	enum chat_error error;
	enum status status = block_read(admin, cmdline, &block);

	if (status)
		return status;
	error = block_add(&admin->chat, &block);
	if (error == CHAT_NO_VISITOR)
		return fail("there is no visitor \"%s\"", block.value);
	if (error == CHAT_TOO_MANY)
		return fail("there are %d blocks, and there cannot be more", BLOCKS_MAX);
	if (error)
		return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
	wait_for_processes();
	printf("The %s %s is blocked now, for every process.\n", block.kind, block.value);
	return STATUS_OK;
}

static const struct option block_add_options[] = {
	SUBJECT_OPTIONS,
	{ "until", "TIME", "it ends then, such as 2030-01-31T12:00:00Z" },
	{ "for", "SPAN", "it ends after 30m, 12h, 7d ..." },
	{ "reason", "TEXT", "why, for those who list the blocks" },
	{ NULL, NULL, NULL },
};

const struct command command_block_add = {
	.name = "block add",
	.arguments = "[OPTIONS]",
	.summary = "Refuse what a visitor, an address or a network sends.",
	.help =
	    "They can still read, but store nothing. Their rooms stay open. Without --until and\n"
	    "--for it does not end. It replaces an earlier block of the same. The command returns\n"
	    "when every process knows.",
	.options = block_add_options,
	.run = block_add_run,
};

static enum db_error
block_list_row(const struct block_row *block, void *arg)
{
	struct table *table = arg;

	table_text(table, block->kind);
	table_text(table, block->value);
	table_time(table, block->ends_at);
	table_text(table, block->reason);
	table_text(table, block->blocked_by);
	table_time(table, block->created_at);
	return DB_OK;
}

static enum status
block_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "type", "TYPE" }, { "value", "VALUE" },
		{ "until", "UNTIL" }, { "reason", "REASON" }, { "blockedBy", "BLOCKED BY" },
		{ "ts", "SINCE" }, { NULL, NULL } };
	const struct page page = { .limit = BLOCKS_MAX };
	enum db_error error;
	struct table table;
	int64_t total;

	table_init(&table, admin->chat.mem, columns);
	error = db_block_list(
	    admin->chat.db, admin->chat.now_ms, &page, block_list_row, &table, &total);
	return list_finish(&table, error, cmdline);
}

const struct command command_block_list = {
	.name = "block list",
	.arguments = "[OPTIONS]",
	.summary = "List the blocks that are in force, newest first.",
	.help = "Agents and managers block visitors, too (POST omnichannel/contacts.block).",
	.options = json_options,
	.run = block_list_run,
};

static enum status
block_remove_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct block_row block = { .token = NULL };
	const char *text, *complaint;
	uint64_t count;
	enum status status = subject_read(cmdline, &block, &text);

	if (status)
		return status;
	block.value = block_value(&admin->chat, block.kind, text, &complaint);
	if (!block.value)
		return fail_usage("--%s must be %s", block.kind, complaint);
	status = fail_database(db_block_remove(admin->chat.db, block.kind, block.value, &count));
	if (status)
		return status;
	if (count == 0)
		return fail("the %s %s is not blocked", block.kind, block.value);
	wait_for_processes();
	printf("The %s %s is not blocked any more, for every process.\n", block.kind, block.value);
	return STATUS_OK;
}

static const struct option block_remove_options[] = {
	SUBJECT_OPTIONS,
	{ NULL, NULL, NULL },
};

const struct command command_block_remove = {
	.name = "block remove",
	.arguments = "[OPTIONS]",
	.summary = "Lift a block.",
	.help = "The options are those with which it was added, as block list shows them.",
	.options = block_remove_options,
	.run = block_remove_run,
};
