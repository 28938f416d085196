/* SPDX-License-Identifier: MIT */
/*
 * doctor: looks for what is wrong, or soon will be, and says what to do about it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "admin.h"
#include "chat/health/health.h"
#include "table.h"

struct doctor {
	struct table table;
	bool as_json;
	bool failed;
};

/* A remedy is a line of its own, below what it is for. */
static void
finding_show(const struct finding *finding, void *arg)
{
	struct doctor *doctor = arg;
	const char *word = health_level_word(finding->level);

	doctor->failed = doctor->failed || finding->level == HEALTH_FAILURE;
	if (doctor->as_json) {
		table_text(&doctor->table, word);
		table_text(&doctor->table, finding->subject);
		table_text(&doctor->table, finding->text);
		table_text(&doctor->table, finding->remedy);
		return;
	}
	printf("%-8s %-21s %s\n", word, finding->subject, finding->text);
	if (finding->remedy)
		printf("%-30s %s\n", "", finding->remedy);
}

static enum status
doctor_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "level", "LEVEL" },
		{ "subject", "SUBJECT" }, { "text", "FOUND" }, { "remedy", "REMEDY" },
		{ NULL, NULL } };
	struct doctor doctor = { .as_json = cmdline_flag(cmdline, "json") };

	admin->chat.sendmail = sendmail_of(cmdline);
	table_init(&doctor.table, admin->chat.mem, columns);
	health_database(&admin->chat, finding_show, &doctor);
	health_machine(&admin->chat, finding_show, &doctor);
	if (doctor.as_json)
		table_write(&doctor.table, true);
	table_free(&doctor.table);
	return doctor.failed ? STATUS_FAILED : STATUS_OK;
}

static const struct option doctor_options[] = {
	{ "sendmail", "FILE", "the program that takes mails" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_doctor = {
	.name = "doctor",
	.arguments = "[OPTIONS]",
	.summary = "Look for what is wrong, and say what to do about it.",
	.help =
	    "It looks at the database and at this machine, and changes nothing. Run it under the\n"
	    "account that runs the programs. The exit code is 1 if anything is a failure.",
	.options = doctor_options,
	.run = doctor_run,
};
