/* SPDX-License-Identifier: MIT */
#include "chat/setup/address.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/printable.h"
#include "base/str.h"
#include "chat/setup/htaccess.h"
#include "chat/setup/trial.h"
#include "chat/setup/upload_program.h"

#define PROBE_PREFIX "livechat-probe-"

/* The path of the published folder, of which the web server may know another name; NULL: there is none. */
static const char *
root_path(struct chat *chat, const struct setup_address *address)
{
	char real[PATH_MAX];

	/* The note has one path in a line. */
	if (!address->root || *address->root != '/' || !realpath(address->root, real) ||
	    strcmp(real, "/") == 0 || strchr(real, '\n'))
		return NULL;
	return arena_strdup(chat->mem, real);
}

const char *
setup_address_lines(struct chat *chat, const struct setup_address *address)
{
	const struct htaccess_target target = { address->program, address->fastcgi };
	struct buf text = { 0 };

	if (!address->program || !htaccess_holds(address->program))
		return NULL;
	htaccess_lines(&text, &target, "\n");
	return buf_take(&text, chat->mem);
}

/* --- What is in the way -------------------------------------------------------------------------- */

/* The site may have these itself, and they would be out of reach. */
static const char *
name_taken(struct chat *chat, int root)
{
	static const char *const names[] = { "api", "avatar", "file-upload", "livechat" };
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (fstatat(root, names[i], &st, AT_SYMLINK_NOFOLLOW) == 0)
			return arena_printf(chat->mem,
			    "your website has a file or folder %s, which could not be reached any "
			    "more",
			    names[i]);
	return NULL;
}

static const char *
file_obstacle(struct chat *chat, int root, const struct setup_address *address)
{
	const struct htaccess_target target = { address->program, address->files };
	struct published_file now;
	struct buf changed = { 0 };
	const char *why = published_read(chat->mem, root, HTACCESS, &now);

	if (!why) {
		why = htaccess_put_in(&now.text, &target, &changed);
		if (why)
			why = arena_printf(chat->mem, HTACCESS " cannot be changed: %s", why);
	}
	buf_free(&now.text);
	buf_free(&changed);
	return why;
}

const char *
setup_address_obstacle(struct chat *chat, const struct setup_address *address)
{
	const char *path = root_path(chat, address), *why;
	int root;

	if (!setup_address_lines(chat, address))
		return "the web server does not say under which path the program is reached";
	if (!address->folder)
		return "the program has no folder that is not published, to note what it changes";
	root = path ? published_open(path) : -1;
	if (root < 0)
		return arena_printf(chat->mem,
		    "the folder that the web server publishes does not belong to user id %ld, "
		    "which runs the program",
		    (long)geteuid());
	if (faccessat(root, ".", W_OK, 0) < 0)
		why = arena_printf(chat->mem,
		    "the program may not write into the folder %s, which the web server publishes",
		    text_printable(chat->mem, path));
	else
		why = name_taken(chat, root);
	if (!why)
		why = file_obstacle(chat, root, address);
	close(root);
	return why;
}

/* --- Step by step -------------------------------------------------------------------------------- */

static bool
is_set(const char *of_trial)
{
	return strcmp(of_trial, TRIAL_NONE) != 0;
}

bool
setup_address_pending(struct chat *chat, const struct setup_address *address)
{
	struct trial trial;
	int note = address->folder ? trial_open(chat->mem, address->folder, &trial) : -1;

	if (note < 0)
		return false;
	close(note);
	return is_set(trial.written);
}

static int64_t
trial_end_ms(void)
{
	return clock_now_ms() + TRIAL_LASTS_S * INT64_C(1000);
}

static const char *
make_probe(struct chat *chat, const struct setup_address *address, const struct trial *trial)
{
	const struct htaccess_target target = { trial->program, address->files };
	int root = published_open(trial->root);
	struct buf lines = { 0 };
	const char *why;

	htaccess_lines(&lines, &target, "\n");
	why = published_probe(chat->mem, root, trial->probe, &lines);
	close(root);
	buf_free(&lines);
	return why;
}

/* Notes the copy of the program that is there from now on, unless it was there before. */
static const char *
make_copy(struct chat *chat, const struct setup_address *address)
{
	const char *path, *why = upload_program_make(chat->mem, &path);
	struct trial trial;
	int note;

	if (why || !path)
		return why;
	note = trial_open(chat->mem, address->folder, &trial);
	trial.copy = path;
	/* The note has one path in a line. */
	if (note < 0 || strchr(path, '\n') || !trial_change(note, &trial)) {
		upload_program_remove(path);
		why = "the copy of the program cannot be noted";
	}
	if (note >= 0)
		close(note);
	return why;
}

const char *
setup_address_probe(struct chat *chat, const struct setup_address *address, const char **name)
{
	struct trial trial = { .until_ms = trial_end_ms(),
		.program = address->program,
		.before = TRIAL_NONE,
		.written = TRIAL_NONE,
		.copy = TRIAL_NONE };
	const char *why = setup_address_obstacle(chat, address);

	if (why)
		return why;
	trial.root = root_path(chat, address);
	trial.probe = *name = arena_printf(chat->mem, PROBE_PREFIX "%s", id_new_in(chat->mem));
	why = trial_begin(chat->mem, address->folder, &trial);
	if (why)
		return why;
	why = make_probe(chat, address, &trial);
	if (!why && address->files)
		why = make_copy(chat, address);
	if (why)
		trial_undo(chat->mem, address->folder);
	return why;
}

/* Keeps the old file under another name, as it is, with its access and its time. */
static const char *
keep_old(struct chat *chat, int root, const struct published_file *old)
{
	if (!old->exists)
		return NULL;
	unlinkat(root, HTACCESS_BEFORE, 0);
	if (linkat(root, HTACCESS, root, HTACCESS_BEFORE, 0) == 0)
		return NULL;
	return arena_printf(chat->mem, HTACCESS_BEFORE " cannot be made: %s", strerror(errno));
}

/* Notes what will have changed before it changes. */
static const char *
change_file(struct chat *chat, const struct htaccess_target *target, int root, int note,
    struct trial *trial, const struct published_file *old, struct published_file *changed)
{
	const char *why = htaccess_put_in(&old->text, target, &changed->text);

	if (why)
		return arena_printf(chat->mem, HTACCESS " cannot be changed: %s", why);
	changed->exists = true;
	trial->before = trial_hash(chat->mem, old);
	trial->written = trial_hash(chat->mem, changed);
	trial->until_ms = trial_end_ms();
	if (!trial_change(note, trial))
		return arena_printf(chat->mem, "the change cannot be noted: %s", strerror(errno));
	why = keep_old(chat, root, old);
	return why ? why : published_replace(chat->mem, root, old, &changed->text);
}

static const char *
write_lines(struct chat *chat, const struct setup_address *address, int note, struct trial *trial)
{
	const struct htaccess_target target = { trial->program, address->files };
	struct published_file old = { .exists = false }, changed = { .exists = false };
	int root = published_open(trial->root);
	const char *why = root < 0 ? "the published folder is not the account's own any more"
				   : name_taken(chat, root);

	if (!why)
		why = published_read(chat->mem, root, HTACCESS, &old);
	if (!why)
		why = change_file(chat, &target, root, note, trial, &old, &changed);
	buf_free(&old.text);
	buf_free(&changed.text);
	if (root >= 0)
		close(root);
	return why;
}

static bool
came_through(const struct setup_address *address, const char *path)
{
	return address->through && strcmp(address->through, path) == 0;
}

static int
trial_of(struct chat *chat, const struct setup_address *address, struct trial *trial)
{
	return address->folder ? trial_open(chat->mem, address->folder, trial) : -1;
}

#define OVER "nothing is being tried, or no longer: begin anew"

const char *
setup_address_write(struct chat *chat, const struct setup_address *address)
{
	struct trial trial;
	int note = trial_of(chat, address, &trial);
	const char *why;

	if (note < 0)
		return OVER;
	if (!came_through(address, arena_printf(chat->mem, "/%s", trial.probe)) ||
	    is_set(trial.written))
		why = "this request did not come through the folder that proves the lines";
	else
		why = write_lines(chat, address, note, &trial);
	close(note);
	if (!why) {
		log_info("short addresses are being tried in %s/" HTACCESS, trial.root);
		trial_watch(address->folder);
	}
	return why;
}

static const char *
written_fault(struct chat *chat, const struct trial *trial)
{
	int root = published_open(trial->root);
	struct published_file now = { .exists = false };
	const char *why = root < 0 ? OVER : published_read(chat->mem, root, HTACCESS, &now);

	if (!why && strcmp(trial_hash(chat->mem, &now), trial->written) != 0)
		why = HTACCESS " has been changed meanwhile";
	buf_free(&now.text);
	if (root >= 0)
		close(root);
	return why;
}

const char *
setup_address_confirm(struct chat *chat, const struct setup_address *address)
{
	struct trial trial;
	int note = trial_of(chat, address, &trial);
	const char *why;

	if (note < 0)
		return OVER;
	if (!is_set(trial.written) && !is_set(trial.copy))
		why = OVER;
	else if (!came_through(address, ""))
		why = "this request did not come through the short address";
	else
		why = is_set(trial.written) ? written_fault(chat, &trial) : NULL;
	if (why) {
		close(note);
		return why;
	}
	if (is_set(trial.written))
		log_info("short addresses are confirmed in %s/" HTACCESS, trial.root);
	if (is_set(trial.copy))
		log_info("%s takes files", trial.copy);
	trial_keep(chat->mem, address->folder, note, &trial);
	return NULL;
}

void
setup_address_undo(struct chat *chat, const char *folder)
{
	if (folder)
		trial_undo(chat->mem, folder);
}
