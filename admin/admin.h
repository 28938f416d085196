/*
 * admin.h: what the commands of livechat-admin share.
 */
#ifndef ADMIN_ADMIN_H
#define ADMIN_ADMIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/core/chat.h"

/* Exit codes; they are part of the interface. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,   /* what was asked for is not possible; nothing was changed */
	STATUS_USAGE = 2,    /* the command line is wrong */
	STATUS_DATABASE = 3, /* the database cannot be used, or only now and then */
};

struct admin {
	struct chat chat;
	const char *config; /* the option file */
};

/* --- The command line -------------------------------------------------------------------- */

struct option {
	const char *name;  /* without the dashes; NULL ends a table */
	const char *value; /* what the value is called in the help; NULL: a flag */
	const char *help;
};

#define LINE_ARGS_MAX 2
#define LINE_OPTIONS_MAX 16

struct line {
	const char *args[LINE_ARGS_MAX]; /* those that are missing are NULL */
	size_t args_len;
	struct {
		const struct option *option;
		const char *value;
	} options[LINE_OPTIONS_MAX];
	size_t options_len;
};

/* The value of an option; NULL when it was not given. */
const char *line_option(const struct line *line, const char *name);
bool line_flag(const struct line *line, const char *name);

/* An option that is a number from 1 to max; `initial` when it was not given. */
bool line_number(
    const struct line *line, const char *name, int64_t max, int64_t initial, int64_t *number);

struct command {
	const char *name;      /* one word or two: "user add" */
	const char *arguments; /* as the help shows them */
	const char *summary;   /* one line */
	const char *help;      /* more, NULL: nothing more to say */
	const struct option *options;
	size_t args_min, args_max;
	enum status (*run)(struct admin *admin, const struct line *line);
};

extern const struct command command_migrate;
extern const struct command command_outbox_list, command_outbox_retry;
extern const struct command command_reparse;
extern const struct command command_room_list, command_room_show;
extern const struct command command_setting_get, command_setting_list, command_setting_set;
extern const struct command command_token_add, command_token_list, command_token_revoke;
extern const struct command command_user_add, command_user_disable, command_user_enable,
    command_user_list, command_user_password;

/* --- Messages ---------------------------------------------------------------------------- */

/* One line on standard error; the first returns STATUS_FAILED, the second STATUS_USAGE. */
enum status fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
enum status fail_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* STATUS_OK for DB_OK; for all else a line that explains, and STATUS_DATABASE. */
enum status fail_database(enum db_error error);

/* --- Users ------------------------------------------------------------------------------- */

struct user_row;

/* The user of that name; STATUS_FAILED after a line when there is none. */
enum status user_find(struct admin *admin, const char *username, struct user_row *user);

/* --- Passwords --------------------------------------------------------------------------- */

/*
 * A new password, asked for twice on a terminal, else the first line of standard input. With
 * `optional` it may be empty: then *password is NULL. Lives in the arena.
 */
enum status password_read(struct admin *admin, bool optional, const char **password);

#endif
