/* SPDX-License-Identifier: MIT */
/*
 * admin.h: the declarations that the commands of livechat-admin share.
 */
#ifndef ADMIN_ADMIN_H
#define ADMIN_ADMIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/core/chat.h"

/* The exit status of the program; livechat-admin(1) documents the values. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,   /* the command is not possible; nothing was changed */
	STATUS_USAGE = 2,    /* the command line is wrong */
	STATUS_DATABASE = 3, /* the database is not available or refused a statement */
};

struct admin {
	struct chat chat;
	const char *config; /* the path of the MySQL option file */
};

/* --- The command line -------------------------------------------------------------------- */

struct option {
	const char *name;  /* without the dashes; NULL ends an array of options */
	const char *value; /* the name of the value in the help; NULL: the option takes none */
	const char *help;
};

#define CMDLINE_ARGS_MAX 2
#define CMDLINE_OPTIONS_MAX 16

struct cmdline {
	const char *args[CMDLINE_ARGS_MAX]; /* NULL: the argument is missing */
	size_t args_len;
	bool help; /* -h was given */
	struct {
		const struct option *option;
		const char *value;
	} options[CMDLINE_OPTIONS_MAX];
	size_t options_len;
};

/* Returns the value of an option, "" for one that takes none; NULL if it was not given. */
const char *cmdline_option(const struct cmdline *cmdline, const char *name);
bool cmdline_flag(const struct cmdline *cmdline, const char *name);

/*
 * Sets *number to the value of an option, or to `initial` if it was not given. Returns false, after
 * a message, if the value is not a whole number from 1 to max.
 */
bool cmdline_number(
    const struct cmdline *cmdline, const char *name, int64_t max, int64_t initial, int64_t *number);

struct command {
	const char *name;      /* one word or two, such as "user add" */
	const char *arguments; /* the synopsis of the arguments in the help */
	const char *summary;   /* one sentence */
	const char *help;      /* further paragraphs of the help; NULL: none */
	const struct option *options;
	size_t args_min, args_max;
	enum status (*run)(struct admin *admin, const struct cmdline *cmdline);
};

extern const struct command command_block_add, command_block_list, command_block_remove;
extern const struct command command_department_add, command_department_list,
    command_department_members, command_department_remove;
extern const struct command command_doctor;
extern const struct command command_files_check, command_files_list, command_files_sweep;
extern const struct command command_jobs_list, command_jobs_run;
extern const struct command command_migrate;
extern const struct command command_outbox_list, command_outbox_retry, command_outbox_drop;
extern const struct command command_reparse;
extern const struct command command_room_close, command_room_list, command_room_show;
extern const struct command command_setting_get, command_setting_list, command_setting_set;
extern const struct command command_token_add, command_token_list, command_token_revoke;
extern const struct command command_user_add, command_user_disable, command_user_enable,
    command_user_delete, command_user_list, command_user_password, command_user_role;
extern const struct command command_visitor_erase, command_visitor_export, command_visitor_list,
    command_visitor_show;

/* The options of a command that has only --json. */
extern const struct option json_options[];

/* --- Messages ---------------------------------------------------------------------------- */

/* Write one line to standard error. fail() returns STATUS_FAILED, fail_usage() STATUS_USAGE. */
enum status fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
enum status fail_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Returns STATUS_OK for DB_OK. After any other error, writes why and returns STATUS_DATABASE. */
enum status fail_database(enum db_error error);

/* Reads the settings, on which it depends what follows from a change. */
enum status settings_read(struct admin *admin);

/*
 * Writes a warning if max_allowed_packet of the database is too small for the longest message that
 * the settings allow.
 */
enum status packet_check(struct admin *admin);

/* The program that takes mails: that of the option --sendmail, of LIVECHAT_SENDMAIL, or the usual one. */
const char *sendmail_of(const struct cmdline *cmdline);

/* Waits until the copy of settings and blocks that each process holds has expired. */
void wait_for_processes(void);

struct table;

/* Writes the table unless reading its rows failed with an error; frees the table. */
enum status list_finish(struct table *table, enum db_error error, const struct cmdline *cmdline);

/* --- Users ------------------------------------------------------------------------------- */

struct user_row;

/* Reads the user of that name. Returns STATUS_FAILED, after a message, if there is none. */
enum status user_find(struct admin *admin, const char *username, struct user_row *user);

/* --- Passwords --------------------------------------------------------------------------- */

/*
 * Reads a new password: twice from a terminal, otherwise from the first line of standard input. If
 * it is `optional` and empty, *password becomes NULL. The arena owns the password.
 */
enum status password_read(struct admin *admin, bool optional, const char **password);

#endif
