/* SPDX-License-Identifier: MIT */
#include "chat/files/tidy_files.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "chat/core/duty.h"
#include "chat/files/place.h"
#include "store/store.h"

#define DAY_MS INT64_C(86400000)

/* Between the bytes and the row of a new file there is less than this. */
#define STRAY_S 3600

/* Folders of the store that are looked through at a time: all of them in 8 hours. */
#define FOLDERS_AT_ONCE 8

#define PAUSE_MORE_MS 1000

struct sweep {
	struct chat *chat;
	int folder;
	int64_t now_ms;
	struct files_swept swept;
	enum db_error db_error; /* that ended it */
	struct upload_row *found;
	size_t found_len;
};

static enum db_error
found_row(const struct upload_row *row, void *arg)
{
	struct sweep *sweep = arg;
	struct arena *mem = sweep->chat->mem;

	sweep->found[sweep->found_len++] = (struct upload_row){ .id = arena_strdup(mem, row->id),
		.path = arena_strdup(mem, row->path),
		.size = row->size };
	return DB_OK;
}

static void
found_begin(struct sweep *sweep)
{
	sweep->found = arena_alloc(sweep->chat->mem, UPLOADS_AT_ONCE * sizeof(*sweep->found));
	sweep->found_len = 0;
}

/* --- Files of old chats -------------------------------------------------------------------- */

/* They are removed afterwards, as if they had expired. */
static enum chat_error
old_release(struct sweep *sweep)
{
	struct chat *chat = sweep->chat;
	int64_t days = setting_int(chat->settings, SETTING_FILE_UPLOAD_RETENTION_DAYS);
	enum db_error error;

	if (days == 0)
		return CHAT_OK;
	found_begin(sweep);
	error = db_uploads_old(chat->db, sweep->now_ms - days * DAY_MS, found_row, sweep);
	for (size_t i = 0; i < sweep->found_len && !error; i++)
		error = db_upload_expire(chat->db, sweep->found[i].id);
	return chat_error_from_db(error);
}

/* --- Files that have expired --------------------------------------------------------------- */

/* Removes at most UPLOADS_AT_ONCE files: the bytes, and then the row. *more: there may be others. */
static enum chat_error
expired_remove(struct sweep *sweep, bool *more)
{
	struct chat *chat = sweep->chat;
	enum db_error error;
	int failed = 0;

	found_begin(sweep);
	error = db_uploads_expired(chat->db, sweep->now_ms, found_row, sweep);
	for (size_t i = 0; i < sweep->found_len && !error && !failed; i++) {
		failed = store_remove(sweep->folder, sweep->found[i].path);
		if (!failed)
			error = db_upload_remove(chat->db, &sweep->found[i], sweep->now_ms);
		sweep->swept.expired += !failed && !error;
	}
	*more = sweep->found_len == UPLOADS_AT_ONCE;
	if (failed)
		return files_failed(chat, "a file cannot be removed", failed);
	return chat_error_from_db(error);
}

/* --- Bytes without a row ------------------------------------------------------------------- */

static int
stray_remove(const char *path, uint64_t size, int64_t changed_at_s, void *arg)
{
	struct sweep *sweep = arg;
	bool known;

	(void)size;
	if (changed_at_s > sweep->now_ms / 1000 - STRAY_S)
		return 0;
	sweep->db_error = db_upload_knows_path(sweep->chat->db, path, &known);
	if (sweep->db_error)
		return -1;
	if (known)
		return 0;
	sweep->swept.strays++;
	return store_remove(sweep->folder, path);
}

/* Whether the folder is that of this database, so that what no row names may be removed. */
static enum chat_error
folder_is_ours(struct sweep *sweep, bool *ours)
{
	char mark[STORE_MARK_LEN + 1];
	const char *noted;
	int failed = store_mark(sweep->folder, mark);
	enum db_error error;

	*ours = false;
	if (failed)
		return files_failed(sweep->chat, "its mark cannot be read", failed);
	error = db_upload_mark(sweep->chat->db, sweep->chat->mem, mark, &noted);
	if (error)
		return chat_error_from_db(error);
	*ours = noted && strcmp(noted, mark) == 0;
	if (noted && !*ours)
		log_error(
		    "folder of files %s: it is that of another database, by its file \"mark\": "
		    "nothing "
		    "is removed there; name another folder as files-folder in the option file",
		    sweep->chat->files->folder);
	return CHAT_OK;
}

static enum chat_error
strays_remove(struct sweep *sweep, unsigned first, unsigned count)
{
	bool ours;
	enum chat_error error = folder_is_ours(sweep, &ours);
	int failed = 0;

	if (error || !ours)
		return error;
	for (unsigned i = 0; i < count && !failed; i++)
		failed =
		    store_walk(sweep->folder, (first + i) % STORE_FOLDERS, stray_remove, sweep);
	if (sweep->db_error)
		return chat_error_from_db(sweep->db_error);
	if (!failed)
		failed = store_tidy(sweep->folder, sweep->now_ms / 1000 - STRAY_S);
	return failed ? files_failed(sweep->chat, "it cannot be tidied up", failed) : CHAT_OK;
}

/* --- The duty ------------------------------------------------------------------------------ */

static enum chat_error
sweep_begin(struct chat *chat, struct sweep *sweep)
{
	*sweep = (struct sweep){ .chat = chat, .now_ms = clock_now_ms() };
	return files_open(chat, &sweep->folder);
}

/* When the duty is due again. */
static enum chat_error
next_time(const struct sweep *sweep, bool more, int64_t *at_ms)
{
	int64_t expiry;
	enum db_error error = db_upload_next_expiry(sweep->chat->db, &expiry);

	*at_ms = sweep->now_ms + (more ? PAUSE_MORE_MS : FILES_PAUSE_MS);
	if (!error && expiry > 0 && expiry < *at_ms)
		*at_ms = expiry > sweep->now_ms ? expiry : sweep->now_ms + PAUSE_MORE_MS;
	return chat_error_from_db(error);
}

enum chat_error
files_tidy(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	struct sweep sweep;
	int64_t again_at = 0;
	bool more = false;
	enum chat_error error = sweep_begin(chat, &sweep);

	(void)wait_ms;
	/* Each turn has other folders, whichever process it is done by. */
	if (!error)
		error = old_release(&sweep);
	if (!error)
		error = expired_remove(&sweep, &more);
	if (!error)
		error = strays_remove(&sweep,
		    (unsigned)(sweep.now_ms / FILES_PAUSE_MS * FOLDERS_AT_ONCE % STORE_FOLDERS),
		    FOLDERS_AT_ONCE);
	if (!error)
		error = next_time(&sweep, more, &again_at);
	/* What the log says has to be mended by somebody first. */
	if (error)
		again_at = clock_now_ms() + FILES_PAUSE_MS;
	return duty_settle(chat, duty, again_at);
}

enum chat_error
files_sweep(struct chat *chat, struct files_swept *swept)
{
	struct sweep sweep;
	bool more = true;
	enum chat_error error = sweep_begin(chat, &sweep);

	*swept = (struct files_swept){ 0 };
	while (!error && more) {
		error = old_release(&sweep);
		if (!error)
			error = expired_remove(&sweep, &more);
	}
	if (!error)
		error = strays_remove(&sweep, 0, STORE_FOLDERS);
	*swept = sweep.swept;
	return error;
}

void
files_released(struct chat *chat)
{
	chat_duty_stored(chat, clock_now_ms());
}
