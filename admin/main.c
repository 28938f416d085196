/* SPDX-License-Identifier: MIT */
/*
 * livechat-admin: the administration of Livechat that is not done over HTTP. Each command has a file
 * of its own; main() parses the command line and finds the database.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin.h"
#include "base/clock.h"
#include "base/process/descriptor.h"
#include "base/options/option_file.h"
#include "chat/files/place.h"
#include "base/process/standalone.h"
#include "base/str.h"
#include "base/version.h"

static const struct command *const commands[] = {
	&command_migrate,
	&command_doctor,
	&command_user_add,
	&command_user_list,
	&command_user_password,
	&command_user_role,
	&command_user_disable,
	&command_user_enable,
	&command_user_delete,
	&command_token_add,
	&command_token_list,
	&command_token_revoke,
	&command_setting_get,
	&command_setting_set,
	&command_setting_list,
	&command_outbox_list,
	&command_outbox_retry,
	&command_outbox_drop,
	&command_block_add,
	&command_block_list,
	&command_block_remove,
	&command_jobs_run,
	&command_files_check,
	&command_files_list,
	&command_files_sweep,
	&command_jobs_list,
	&command_room_list,
	&command_room_show,
	&command_room_close,
	&command_visitor_list,
	&command_visitor_show,
	&command_visitor_export,
	&command_visitor_erase,
	&command_department_list,
	&command_department_add,
	&command_department_members,
	&command_department_remove,
	&command_reparse,
};

#define COMMANDS_LEN (ARRAY_LEN(commands))

/* The options of every command. */
static const struct option common_options[] = {
	{ "config", "FILE", "the MySQL option file with the group [livechat]" },
	{ "help", NULL, "explain the command and do nothing; also -h" },
	{ NULL, NULL, NULL },
};

/* Returns whether `name` is the name of the command or, if word_only, the first word of it. */
static bool
command_is(const struct command *command, const char *name, bool word_only)
{
	size_t len = strlen(name);

	return strncmp(command->name, name, len) == 0 &&
	       (command->name[len] == '\0' || (word_only && command->name[len] == ' '));
}

/* Lists the commands that begin with the word; NULL: all commands. */
static void
usage_write(FILE *to, const char *word)
{
	fputs("Usage: livechat-admin [--config FILE] COMMAND [ARGUMENTS] [OPTIONS]\n\nCommands:\n",
	    to);
	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		char synopsis[80];

		if (word && !command_is(commands[i], word, true))
			continue;
		snprintf(
		    synopsis, sizeof(synopsis), "%s %s", commands[i]->name, commands[i]->arguments);
		fprintf(to, "  %-34s %s\n", synopsis, commands[i]->summary);
	}
	fputs("\nlivechat-admin COMMAND --help explains a command, livechat-admin --version says "
	      "which\nrelease this is.\n\n"
	      "The database is the one of the MySQL option file FILE, group [livechat]. Without\n"
	      "--config it is the one that LIVECHAT_CONFIG names, else livechat.cnf in this "
	      "folder,\nelse where the programs look for it (livechat.cnf(5)).\n\n"
	      "Exit codes: 0 done, 1 not possible, 2 wrong usage, 3 the database cannot be used.\n",
	    to);
}

static void
options_write(const struct option *options)
{
	for (; options && options->name; options++) {
		char synopsis[40];

		snprintf(synopsis, sizeof(synopsis), "--%s %s", options->name,
		    options->value ? options->value : "");
		printf("  %-20s %s\n", synopsis, options->help);
	}
}

static void
command_help(const struct command *command)
{
	printf("Usage: livechat-admin %s %s\n\n%s\n", command->name, command->arguments,
	    command->summary);
	if (command->help)
		printf("\n%s\n", command->help);
	puts("\nOptions:");
	options_write(command->options);
	options_write(common_options);
}

static const struct option *
option_find(const struct option *options, const char *name, size_t len)
{
	for (; options && options->name; options++)
		if (strlen(options->name) == len && strncmp(options->name, name, len) == 0)
			return options;
	return NULL;
}

/* Parses the option argv[i] and its value. Returns the last index it used, 0 after an error. */
static int
cmdline_read_option(
    struct cmdline *cmdline, const struct option *options, int argc, char **argv, int i)
{
	const char *name = argv[i] + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct option *option = option_find(options, name, len);
	const char *value = equals ? equals + 1 : NULL;

	if (!option)
		option = option_find(common_options, name, len);
	if (!option) {
		fail_usage("there is no option --%.*s here (see --help)", (int)len, name);
		return 0;
	}
	if (!option->value && equals) {
		fail_usage("--%s takes no value", option->name);
		return 0;
	}
	if (option->value && !equals) {
		if (i + 1 == argc) {
			fail_usage("--%s needs a value: %s", option->name, option->value);
			return 0;
		}
		value = argv[++i];
	}
	if (cmdline->options_len == CMDLINE_OPTIONS_MAX) {
		fail_usage("too many options");
		return 0;
	}
	cmdline->options[cmdline->options_len].option = option;
	cmdline->options[cmdline->options_len++].value = value ? value : "";
	return i;
}

static bool
cmdline_wants_help(const struct cmdline *cmdline)
{
	return cmdline->help || cmdline_flag(cmdline, "help");
}

/* Parses the options and arguments. The first `words` arguments are the name of the command. */
static enum status
cmdline_read(
    struct cmdline *cmdline, const struct command *command, size_t words, int argc, char **argv)
{
	bool options_end = false;

	for (int i = 1; i < argc; i++) {
		if (!options_end && strcmp(argv[i], "--") == 0) {
			options_end = true;
		} else if (!options_end && strcmp(argv[i], "-h") == 0) {
			cmdline->help = true;
		} else if (!options_end && strncmp(argv[i], "--", 2) == 0) {
			i = cmdline_read_option(cmdline, command->options, argc, argv, i);
			if (i == 0)
				return STATUS_USAGE;
		} else if (words > 0) {
			words--;
		} else if (cmdline->args_len == command->args_max) {
			return fail_usage("\"%s\" is one argument too many: %s %s", argv[i],
			    command->name, command->arguments);
		} else {
			cmdline->args[cmdline->args_len++] = argv[i];
		}
	}
	if (cmdline->args_len < command->args_min && !cmdline_wants_help(cmdline))
		return fail_usage(
		    "an argument is missing: %s %s", command->name, command->arguments);
	return STATUS_OK;
}

/* Finds the first two words that may name a command; an option is none, nor is its value. */
static size_t
words_read(int argc, char **argv, const char *words[2])
{
	size_t len = 0;

	for (int i = 1; i < argc && len < 2; i++) {
		if (strcmp(argv[i], "--config") == 0)
			i++;
		else if (strncmp(argv[i], "--", 2) != 0 && strcmp(argv[i], "-h") != 0)
			words[len++] = argv[i];
	}
	return len;
}

static const struct command *
command_find(const char *const words[2], size_t words_len, size_t *used)
{
	char name[64];

	for (*used = words_len; *used > 0; --*used) {
		snprintf(name, sizeof(name), "%s%s%s", words[0], *used == 2 ? " " : "",
		    *used == 2 ? words[1] : "");
		for (size_t i = 0; i < COMMANDS_LEN; i++)
			if (command_is(commands[i], name, false))
				return commands[i];
	}
	return NULL;
}

/* Handles a command line that names no existing command. */
static enum status
command_missing(const char *const words[2], size_t words_len, bool help, bool version)
{
	bool known_word = false;

	if (version && words_len == 0) {
		printf("livechat-admin %s\n", livechat_version);
		return STATUS_OK;
	}
	for (size_t i = 0; i < COMMANDS_LEN && words_len > 0; i++)
		known_word = known_word || command_is(commands[i], words[0], true);
	if (help && (known_word || words_len == 0)) {
		usage_write(stdout, known_word ? words[0] : NULL);
		return STATUS_OK;
	}
	if (words_len > 0)
		fail_usage("there is no command \"%s%s%s\"", words[0], words_len == 2 ? " " : "",
		    words_len == 2 ? words[1] : "");
	usage_write(stderr, known_word ? words[0] : NULL);
	return STATUS_USAGE;
}

/* Returns the path of the option file, or NULL after a message if there is none. */
static const char *
config_find(struct arena *mem, const struct cmdline *cmdline)
{
	const struct option_file_query nothing = { .named = NULL };
	const char *config = cmdline_option(cmdline, "config");
	struct option_file found;

	if (!config)
		config = getenv("LIVECHAT_CONFIG");
	if (config && *config)
		return config;
	if (access(OPTION_FILE_NAME, F_OK) == 0)
		return OPTION_FILE_NAME;
	found = option_file_find(mem, &nothing);
	if (!found.refusal)
		return found.path;
	fail("which database? Name its MySQL option file: --config FILE, or the variable "
	     "LIVECHAT_CONFIG, or have " OPTION_FILE_NAME " in this folder (%s)",
	    found.refusal);
	return NULL;
}

static enum status
command_run(const struct command *command, const struct cmdline *cmdline)
{
	const struct option_file_query nothing = { .named = NULL };
	struct admin admin = { .chat.mem = arena_new() };
	enum status status = STATUS_DATABASE;
	struct files_place files;

	admin.config = config_find(admin.chat.mem, cmdline);
	if (!admin.config)
		goto out;
	admin.chat.db = db_new(admin.config);
	admin.chat.settings = settings_new();
	admin.chat.now_ms = clock_now_ms();
	files = files_place_find(admin.chat.mem, &nothing, getenv("LIVECHAT_FILES"), admin.config);
	admin.chat.files = &files;
	status = command->run(&admin, cmdline);
	settings_free(admin.chat.settings);
	db_free(admin.chat.db);
out:
	arena_free(admin.chat.mem);
	return status;
}

int
main(int argc, char **argv)
{
	const struct command *command;
	const char *words[2] = { NULL, NULL };
	struct cmdline cmdline = { 0 };
	enum status status;
	size_t words_len, used;
	bool help = false, version = false;

	standalone_begin();
	descriptors_complete();
	for (int i = 1; i < argc; i++) {
		help = help || strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
		version = version || strcmp(argv[i], "--version") == 0;
	}
	words_len = words_read(argc, argv, words);
	command = command_find(words, words_len, &used);
	if (!command)
		return command_missing(words, words_len, help, version);
	status = cmdline_read(&cmdline, command, used, argc, argv);
	if (status)
		return status;
	if (cmdline_wants_help(&cmdline))
		command_help(command);
	else
		status = command_run(command, &cmdline);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail("the output could not be written");
	return status;
}
