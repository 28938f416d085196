/* SPDX-License-Identifier: MIT */
/*
 * migrate: creates the tables or brings them up to date.
 */
#include <stdio.h>

#include "admin.h"
#include "db/mysql/schema.h"

struct progress {
	const char *verb;
	int count;
};

static void
migrate_file(const struct schema_file *file, void *arg)
{
	struct progress *progress = arg;

	printf("%s %s\n", progress->verb, file->name);
	fflush(stdout);
	progress->count++;
}

static enum status
migrate_run(struct admin *admin, const struct cmdline *cmdline)
{
	bool dry_run = cmdline_flag(cmdline, "dry-run");
	struct progress progress = { dry_run ? "Would apply" : "Applied", 0 };
	int newest = schema_newest_version, version;
	enum db_error error;

	error = db_schema_migrate(admin->config, dry_run, migrate_file, &progress, &version);
	if (error)
		return fail_database(error);
	if (version > newest)
		printf("The schema is version %d, newer than this program's %d: it was made by a "
		       "later "
		       "release. Nothing to do.\n",
		    version, newest);
	else if (progress.count == 0)
		printf("The schema is version %d, up to date.\n", version);
	else if (!dry_run)
		printf("The schema is version %d now.\n", newest);
	return dry_run ? STATUS_OK : packet_check(admin);
}

static const struct option migrate_options[] = {
	{ "dry-run", NULL, "only say what would be applied" },
	{ NULL, NULL, NULL },
};

const struct command command_migrate = {
	.name = "migrate",
	.arguments = "[--dry-run]",
	.summary = "Create the tables, or bring them up to date.",
	.help =
	    "Applies the files of folder schema that the database lacks, in their order. They are\n"
	    "part of this program. Running it again, also after a failure, does no harm; two at\n"
	    "the same time wait for each other. Make a backup before an upgrade.\n"
	    "It warns if the database does not take messages as long as the settings allow.",
	.options = migrate_options,
	.run = migrate_run,
};
