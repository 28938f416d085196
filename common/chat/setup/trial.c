/* SPDX-License-Identifier: MIT */
#include "chat/setup/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto/base64url.h"
#include "base/crypto/sha256.h"
#include "base/log.h"
#include "base/process/descriptor.h"
#include "chat/setup/htaccess.h"
#include "chat/setup/upload_program.h"

#define NOTE_NAME "livechat.trial"
#define NOTE_MAX_LEN 8192
#define LASTS_MS (TRIAL_LASTS_S * INT64_C(1000))
#define WATCH_MAX_S (5 * TRIAL_LASTS_S)

const char *
trial_hash(struct arena *mem, const struct published_file *file)
{
	unsigned char hash[SHA256_LEN];
	char *text = arena_alloc(mem, BASE64URL_LEN(SHA256_LEN) + 1);

	if (!file->exists)
		return TRIAL_NONE;
	sha256(hash, file->text.data, file->text.len);
	base64url(text, hash, sizeof(hash));
	return text;
}

/* --- The note ------------------------------------------------------------------------------------ */

const char *
setup_trial_note(struct arena *mem, const char *folder)
{
	return arena_printf(mem, "%s/" NOTE_NAME, folder);
}

static bool
note_write(int fd, const struct trial *trial)
{
	struct buf text = { 0 };
	bool written;

	buf_printf(&text, "%" PRId64 "\n%s\n%s\n%s\n%s\n%s\n%s\n", trial->until_ms, trial->probe,
	    trial->program, trial->before, trial->written, trial->root, trial->copy);
	written = lseek(fd, 0, SEEK_SET) == 0 && descriptor_write(fd, text.data, text.len) &&
		  ftruncate(fd, (off_t)text.len) == 0 && fsync(fd) == 0;
	buf_free(&text);
	return written;
}

bool
trial_change(int note, const struct trial *trial)
{
	return note_write(note, trial);
}

/* It appears with its content, and never in the place of another. */
const char *
trial_begin(struct arena *mem, const char *folder, const struct trial *trial)
{
	const char *path = setup_trial_note(mem, folder);
	char *temporary = arena_printf(mem, "%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC);
	const char *why = NULL;

	if (fd < 0)
		return arena_printf(mem, "%s cannot be made: %s", path, strerror(errno));
	if (!note_write(fd, trial) || link(temporary, path) < 0)
		why = errno == EEXIST
			  ? "another browser is trying it just now: wait a minute"
			  : arena_printf(mem, "%s cannot be made: %s", path, strerror(errno));
	close(fd);
	unlink(temporary);
	return why;
}

/* The next line of the note; NULL: there is none. */
static const char *
note_line(struct arena *mem, char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*rest = end + 1;
	return arena_strndup(mem, line, (size_t)(end - line));
}

static bool
note_read(struct arena *mem, int fd, struct trial *trial)
{
	char *text = arena_zalloc(mem, NOTE_MAX_LEN + 1), *rest = text;
	ssize_t len = pread(fd, text, NOTE_MAX_LEN, 0);
	const char *until = len > 0 ? note_line(mem, &rest) : NULL;

	if (!until)
		return false;
	trial->until_ms = strtoll(until, NULL, 10);
	trial->probe = note_line(mem, &rest);
	trial->program = note_line(mem, &rest);
	trial->before = note_line(mem, &rest);
	trial->written = note_line(mem, &rest);
	trial->root = note_line(mem, &rest);
	trial->copy = note_line(mem, &rest);
	return trial->copy && !strchr(trial->probe, '/') && htaccess_holds(trial->program);
}

/* Whether the note is what the account has made there, and nobody else can have. */
static bool
is_ours(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	       (st.st_mode & 077) == 0 && st.st_nlink > 0;
}

static int
note_open(struct arena *mem, const char *path, int how, struct trial *trial)
{
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -1;
	/* Whoever had the lock before may have removed it. */
	if (flock(fd, how) == 0 && is_ours(fd)) {
		if (note_read(mem, fd, trial))
			return fd;
		unlink(path);
	}
	close(fd);
	return -1;
}

int
trial_open(struct arena *mem, const char *folder, struct trial *trial)
{
	return note_open(mem, setup_trial_note(mem, folder), LOCK_EX, trial);
}

/* --- The end of a trial -------------------------------------------------------------------------- */

/* The copy is the old file itself, under another name, so that this needs no space on the disk. */
static const char *
rename_back(struct arena *mem, int root, const struct trial *trial)
{
	struct published_file copy;
	const char *why = published_read(mem, root, HTACCESS_BEFORE, &copy);

	if (!why && strcmp(trial_hash(mem, &copy), trial->before) != 0)
		why = HTACCESS_BEFORE " has been changed";
	buf_free(&copy.text);
	if (!why && renameat(root, HTACCESS_BEFORE, root, HTACCESS) < 0)
		why = strerror(errno);
	return why;
}

/* What somebody else has changed meanwhile stays. */
static const char *
take_lines_out(struct arena *mem, int root, const struct published_file *now)
{
	struct buf changed = { 0 };
	const char *why = NULL;

	buf_reserve(&changed, 1);
	if (htaccess_take_out(&now->text, &changed))
		why = published_replace(mem, root, now, &changed);
	buf_free(&changed);
	return why;
}

/* It was to be changed, but was not: the copy is another name of the file that there is. */
static void
drop_needless_copy(int root)
{
	struct stat file, copy;

	if (fstatat(root, HTACCESS, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
	    fstatat(root, HTACCESS_BEFORE, &copy, AT_SYMLINK_NOFOLLOW) == 0 &&
	    file.st_dev == copy.st_dev && file.st_ino == copy.st_ino)
		unlinkat(root, HTACCESS_BEFORE, 0);
}

/* Where the file is as it was there is nothing to do. */
static const char *
put_back_file(struct arena *mem, int root, const struct trial *trial)
{
	struct published_file now;
	const char *why = published_read(mem, root, HTACCESS, &now);
	const char *hash = trial_hash(mem, &now);
	bool none_before = strcmp(trial->before, TRIAL_NONE) == 0;

	drop_needless_copy(root);
	if (!why && strcmp(hash, trial->before) != 0) {
		bool as_written = strcmp(hash, trial->written) == 0;

		if (as_written && none_before)
			why = unlinkat(root, HTACCESS, 0) < 0 ? strerror(errno) : NULL;
		else if (!as_written || rename_back(mem, root, trial))
			why = take_lines_out(mem, root, &now);
	}
	buf_free(&now.text);
	return why;
}

/* Returns why it cannot be put back; NULL: it was. */
static const char *
put_back(struct arena *mem, const struct trial *trial)
{
	int root = published_open(trial->root);
	const char *why = NULL;

	if (strcmp(trial->copy, TRIAL_NONE) != 0)
		upload_program_remove(trial->copy);
	if (root < 0)
		return "the folder is not the account's own any more";
	if (strcmp(trial->written, TRIAL_NONE) != 0) {
		why = put_back_file(mem, root, trial);
		published_tidy(root);
		log_info("short addresses were not confirmed: %s/" HTACCESS " is %s", trial->root,
		    why ? "not as before" : "as before");
	}
	published_probe_remove(root, trial->probe);
	close(root);
	return why;
}

/* Says why, but not with each request; what fails for lack of space is tried again. */
static void
complain_once(const struct trial *trial, const char *why)
{
	static bool told;

	if (!told)
		log_error("%s/" HTACCESS " could not be put back: %s; rename %s to %s there",
		    trial->root, why, HTACCESS_BEFORE, HTACCESS);
	told = true;
}

static void
end(struct arena *mem, const char *path, int note, const struct trial *trial)
{
	const char *why = put_back(mem, trial);

	if (why)
		complain_once(trial, why);
	else
		unlink(path);
	close(note);
}

void
trial_undo(struct arena *mem, const char *folder)
{
	struct trial trial;
	int note = trial_open(mem, folder, &trial);

	if (note >= 0)
		end(mem, setup_trial_note(mem, folder), note, &trial);
}

void
trial_keep(struct arena *mem, const char *folder, int note, const struct trial *trial)
{
	int root = published_open(trial->root);

	unlink(setup_trial_note(mem, folder));
	if (root >= 0) {
		published_probe_remove(root, trial->probe);
		close(root);
	}
	close(note);
}

void
setup_trial_settle(struct arena *mem, const char *path, int64_t now_ms)
{
	struct trial trial;
	int note;

	if (access(path, F_OK) != 0)
		return;
	note = note_open(mem, path, LOCK_EX | LOCK_NB, &trial);
	if (note < 0)
		return;
	/* A clock that was put back does not make it last. */
	if (now_ms >= trial.until_ms || trial.until_ms > now_ms + LASTS_MS)
		end(mem, path, note, &trial);
	else
		close(note);
}

/* --- The process that waits ---------------------------------------------------------------------- */

static void
watch(const char *folder)
{
	struct arena *mem = arena_new();
	const char *path = setup_trial_note(mem, folder);
	sigset_t none;

	sigemptyset(&none);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	descriptors_leave();
	for (int s = 0; s < WATCH_MAX_S && access(path, F_OK) == 0; s++) {
		sleep(1);
		setup_trial_settle(mem, path, clock_now_ms());
	}
}

void
trial_watch(const char *folder)
{
	pid_t pid = fork();

	/* Its parent is nobody who would have to wait for it. */
	if (pid == 0) {
		if (fork() == 0)
			watch(folder);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}
