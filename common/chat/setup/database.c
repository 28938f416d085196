/* SPDX-License-Identifier: MIT */
#include "chat/setup/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/options/option_file.h"
#include "base/options/option_file_write.h"
#include "base/printable.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/version.h"
#include "chat/setup/secret.h"
#include "db/mysql/schema.h"
#include "db/setup.h"

#define CHANGED "the option file has been changed meanwhile: load the page again"

/* --- Where the database is ------------------------------------------------------------------- */

/*
 * Hosts say "localhost", by which the client library means the socket at the place that it was built with; the
 * server's may be at another one.
 */
static const char *
local_socket(void)
{
	static const char *const usual[] = { "/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock",
		"/run/mysql/mysql.sock", "/var/run/mysqld/mysqld.sock", "/tmp/mysql.sock" };
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (stat(usual[i], &st) == 0 && S_ISSOCK(st.st_mode))
			return usual[i];
	return NULL;
}

static void
put_unless_empty(struct buf *text, const char *name, const char *value)
{
	if (value && *value)
		option_file_put(text, name, value);
}

static void
put_place(struct buf *text, const struct setup_database *database)
{
	const char *host = str_or_null(database->host);
	bool is_local = !host || strcmp(host, "localhost") == 0;
	bool has_place = str_or_null(database->socket) || str_or_null(database->port);

	if (is_local && !has_place) {
		const char *found = local_socket();

		option_file_put(text, found ? "socket" : "host", found ? found : "127.0.0.1");
		return;
	}
	/* "localhost" with a port would still be the socket. */
	put_unless_empty(
	    text, "host", is_local && str_or_null(database->port) ? "127.0.0.1" : database->host);
	put_unless_empty(text, "port", database->port);
	put_unless_empty(text, "socket", database->socket);
}

/* The setup-key keeps the set-up open until there is an admin. */
static const char *
option_file_text(struct arena *mem, const struct setup_database *database)
{
	const char *folder = option_file_program_folder(mem);
	char key[AUTH_TOKEN_LEN + 1];
	struct buf text = { 0 };

	auth_token_new(key);
	buf_puts(&text, "[livechat]\n");
	put_place(&text, database);
	put_unless_empty(&text, "user", database->user);
	put_unless_empty(&text, "password", database->password);
	put_unless_empty(&text, "database", database->name);
	/* The text is shown, and read line by line: a folder of another kind is not named, which only matters at home. */
	if (option_file_holds(folder) && utf8_valid(folder, strlen(folder), NULL))
		option_file_put(&text, "program-folder", folder);
	option_file_put(&text, "setup-key", key);
	return buf_take(&text, mem);
}

/* Returns why a value cannot be in the file; NULL: all can. */
static const char *
unfit(const struct setup_database *database)
{
	const char *const values[] = { database->host, database->port, database->socket,
		database->user, database->password, database->name };

	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (values[i] && !option_file_holds(values[i]))
			return "a value has a line break or another control character";
	if (!str_or_null(database->user) || !str_or_null(database->name))
		return "the name of the database and the user are needed";
	return NULL;
}

/* --- Trying it --------------------------------------------------------------------------------- */

/* What failed last, as one line. */
struct cause {
	struct arena *mem;
	const char *text;
};

/* The log would name a file that is only there for the moment. */
static void
cause_note(const char *text, void *arg)
{
	static const char *const begins[] = { "; option file ", " (option file " };
	struct cause *cause = arg;

	/* What the server says may have any bytes. */
	cause->text = text_printable(cause->mem, text);
	text = cause->text;
	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		const char *about = strstr(text, begins[i]),
			   *end = about ? strchr(about, ')') : NULL;

		/* The bracket began before the first of them. */
		if (end)
			cause->text = arena_printf(cause->mem, "%.*s%s", (int)(about - text), text,
			    *begins[i] == ' ' ? end + 1 : end);
	}
}

static void
finding_note(const struct finding *finding, void *arg)
{
	struct cause *cause = arg;

	if (finding->level != HEALTH_FAILURE || cause->text)
		return;
	cause->text = arena_printf(cause->mem, "%s: %s%s%s", finding->subject, finding->text,
	    finding->remedy ? ": " : "", finding->remedy ? finding->remedy : "");
}

static void
file_count(const struct schema_file *file, void *arg)
{
	int *files = arg;

	(void)file;
	++*files;
}

/*
 * Applies the schema files that the database of an option file lacks, or only counts them. Returns what is
 * wrong, or NULL.
 */
static const char *
migrate(struct chat *chat, const char *option_file, bool dry_run, int *files)
{
	struct cause cause = { .mem = chat->mem };
	enum db_error error;
	int version;

	*files = 0;
	log_divert(cause_note, &cause);
	error = db_schema_migrate(option_file, dry_run, file_count, files, &version);
	log_divert(NULL, NULL);
	if (!error)
		return NULL;
	return cause.text ? cause.text : "the database does not answer";
}

/* Creates the tables with an option file, and looks whether the account may use them. Returns what is wrong, or NULL. */
static const char *
create_tables(struct chat *chat, const char *option_file)
{
	struct cause cause = { .mem = chat->mem };
	struct chat other = *chat;
	int files;

	cause.text = migrate(chat, option_file, false, &files);
	if (cause.text)
		return cause.text;
	other.db = db_new(option_file);
	health_database(&other, finding_note, &cause);
	db_free(other.db);
	return cause.text;
}

/* Tries the text before anybody depends on it. */
static const char *
try_text(struct chat *chat, const char *text)
{
	struct buf name = { 0 };
	int fd = option_file_in_memory(text, strlen(text), &name);
	const char *cause = "there is no memory for another file";

	if (fd >= 0) {
		cause = create_tables(chat, buf_cstr(&name));
		close(fd);
	}
	buf_free(&name);
	return cause;
}

/* --- One request at a time --------------------------------------------------------------------- */

/*
 * Two requests that name two databases would make tables in both, and only one is used afterwards. So the option file
 * is locked, which is another one after it was replaced, or before there is one the secret of the set-up. Returns why
 * this request may not go on, or NULL with the lock in *lock; -1: where files cannot be locked it goes on without.
 */
static const char *
lock_take(struct chat *chat, const struct setup_site *site, int *lock)
{
	const char *why = NULL;
	struct stat st;

	*lock = site->missing ? setup_secret_open(chat->mem, site->folder)
			      : open(site->option_file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (*lock < 0)
		return NULL;
	if (flock(*lock, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK)
			return NULL;
		why = "another request is setting up a database just now: wait until it has ended, "
		      "then load the page again";
	} else if (fstat(*lock, &st) != 0 || st.st_nlink == 0) {
		why = CHANGED;
	}
	if (!why)
		return NULL;
	close(*lock);
	*lock = -1;
	return why;
}

/* Creating the tables takes a while, in which another request may have written the file or ended the set-up. */
static bool
is_overtaken(struct chat *chat, const struct setup_site *site)
{
	return site->missing ? access(site->option_file, F_OK) == 0 : !setup_is_open(chat, site);
}

/* A database in which there is an admin already needs no other one, so that the key has done its duty. */
static void
close_if_finished(struct chat *chat, const struct setup_site *site)
{
	struct db *db = db_new(site->option_file);
	bool finished;

	if (db_setup_finished(db, &finished) == DB_OK && finished)
		setup_close_option_file(chat, site);
	db_free(db);
}

/* Tries what somebody has typed in, and writes it down. */
static void
set_up(struct chat *chat, const struct setup_site *site, const struct setup_database *database,
    struct setup_outcome *outcome)
{
	const char *text = option_file_text(chat->mem, database);

	outcome->cause = is_overtaken(chat, site) ? CHANGED : try_text(chat, text);
	if (!outcome->cause && is_overtaken(chat, site))
		outcome->cause = CHANGED;
	if (outcome->cause)
		return;
	if (option_file_write(chat->mem, site->option_file, text, strlen(text)))
		close_if_finished(chat, site);
	else
		outcome->text = text;
}

void
setup_database(struct chat *chat, const struct setup_site *site,
    const struct setup_database *database, struct setup_outcome *outcome)
{
	int lock;

	*outcome = (struct setup_outcome){ .cause = NULL };
	if (!database) {
		outcome->cause = create_tables(chat, site->option_file);
		return;
	}
	outcome->cause = unfit(database);
	if (!outcome->cause)
		outcome->cause = lock_take(chat, site, &lock);
	if (outcome->cause)
		return;
	set_up(chat, site, database, outcome);
	if (lock >= 0)
		close(lock);
}

/* --- An upgrade -------------------------------------------------------------------------------- */

int
setup_files_missing(struct chat *chat, const struct setup_site *site)
{
	int files;

	return site->refusal || migrate(chat, site->option_file, true, &files) ? 0 : files;
}

const char *
setup_migrate(struct chat *chat, const struct setup_site *site)
{
	const char *cause;

	if (site->refusal)
		return site->refusal;
	cause = create_tables(chat, site->option_file);
	if (!cause)
		log_info("the tables are those of release %s", livechat_version);
	return cause;
}
