/* SPDX-License-Identifier: MIT */
/*
 * files list, check, sweep: the files that people have sent.
 */
#include <stdio.h>

#include "admin.h"
#include "base/printable.h"
#include "chat/files/check.h"
#include "chat/files/tidy_files.h"
#include "db/files/upload.h"
#include "table.h"

static enum db_error
files_list_row(const struct upload_row *file, void *arg)
{
	struct table *table = arg;

	table_text(table, file->id);
	table_text(table, file->name);
	table_text(table, file->media_type);
	table_int(table, file->size);
	table_text(table, file->rid);
	table_text(table, file->message_id);
	table_time(table, file->uploaded_at);
	table_time(table, file->expires_at);
	return DB_OK;
}

static enum status
files_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "_id", "ID" }, { "name", "NAME" },
		{ "type", "TYPE" }, { "size", "BYTES" }, { "rid", "ROOM" },
		{ "message", "MESSAGE" }, { "uploadedAt", "SENT" }, { "expiresAt", "EXPIRES" },
		{ NULL, NULL } };
	enum db_error error;
	struct table table;
	int64_t limit;

	if (!cmdline_number(cmdline, "limit", 100000, 50, &limit))
		return STATUS_USAGE;
	table_init(&table, admin->chat.mem, columns);
	error = db_upload_list(
	    admin->chat.db, cmdline_option(cmdline, "room"), limit, files_list_row, &table);
	return list_finish(&table, error, cmdline);
}

static const struct option files_list_options[] = {
	{ "room", "ID", "only those of a room" },
	{ "limit", "N", "the newest N, without it 50" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_files_list = {
	.name = "files list",
	.arguments = "[OPTIONS]",
	.summary = "List files that people have sent, newest first.",
	.help =
	    "One without a message expires: an agent has sent the file, and not yet the message.",
	.options = files_list_options,
	.run = files_list_run,
};

/* --- check ------------------------------------------------------------------------------- */

static void
fault_write(enum file_fault fault, const char *id, const char *name, const char *path, void *arg)
{
	static const char *const said[] = {
		[FILE_FAULT_GONE] = "the bytes are gone: restore them from a backup",
		[FILE_FAULT_SIZE] =
		    "there are more or fewer bytes than were stored: restore them from a backup",
		[FILE_FAULT_HASH] =
		    "the bytes are not those that were stored: restore them from a backup",
		[FILE_FAULT_STRAY] =
		    "it belongs to no file: \"livechat-admin files sweep\" removes it",
	};
	struct admin *admin = arg;

	if (fault == FILE_FAULT_TOTALS)
		printf("The number and size of all files were noted wrongly; that is mended.\n");
	else
		printf("%s%s%s%s%s: %s.\n", path, id ? ", file " : "", id ? id : "",
		    name ? " " : "", name ? text_printable(admin->chat.mem, name) : "",
		    said[fault]);
}

static enum status
files_error(enum chat_error error)
{
	if (error == CHAT_NO_SPACE || error == CHAT_UNAVAILABLE)
		return fail("the folder of files or the database cannot be used");
	return fail("the database refused it");
}

static enum status
files_check_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct files_checked checked;
	enum chat_error error = files_check(
	    &admin->chat, !cmdline_flag(cmdline, "quick"), fault_write, admin, &checked);

	if (error)
		return files_error(error);
	printf("%lld files with %lld bytes are known; %lld faults.\n", (long long)checked.files,
	    (long long)checked.bytes, (long long)checked.faults);
	return checked.faults ? STATUS_FAILED : STATUS_OK;
}

static const struct option files_check_options[] = {
	{ "quick", NULL, "compare sizes, and do not read the files" },
	{ NULL, NULL, NULL },
};

const struct command command_files_check = {
	.name = "files check",
	.arguments = "[OPTIONS]",
	.summary = "Compare what the database knows of files with the folder that they are in.",
	.help = "It fails if there are faults. The folder is livechat-files beside the option "
		"file, unless "
		"that says another as files-folder, or the variable LIVECHAT_FILES does.",
	.options = files_check_options,
	.run = files_check_run,
};

/* --- sweep ------------------------------------------------------------------------------- */

static enum status
files_sweep_run(struct admin *admin, const struct cmdline *cmdline)
{
	enum status status = settings_read(admin);
	struct files_swept swept;
	enum chat_error error;

	(void)cmdline;
	if (status)
		return status;
	error = files_sweep(&admin->chat, &swept);
	if (error)
		return files_error(error);
	printf("%lld files that had expired or were deleted were removed, and %lld that belonged "
	       "to no "
	       "message.\n",
	    (long long)swept.expired, (long long)swept.strays);
	return STATUS_OK;
}

const struct command command_files_sweep = {
	.name = "files sweep",
	.arguments = "",
	.summary = "Remove the files that are to be removed, at once.",
	.help = "The program does the same by itself, a little at a time.",
	.run = files_sweep_run,
};
