/* SPDX-License-Identifier: MIT */
#include "chat/files/upload.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/crypto/sha256.h"
#include "base/str.h"
#include "chat/files/picture_rows.h"
#include "chat/files/place.h"
#include "chat/files/scan.h"
#include "chat/files/upload_size.h"
#include "media/strip.h"
#include "media/type.h"
#include "store/store.h"

/* What a form has beside its file: boundaries, part headers, short fields. */
#define FORM_OVERHEAD 65536

struct upload {
	struct chat *chat;
	struct upload_origin origin;
	int folder;
	uint64_t max_len;
	const char *name;
	const char *declared; /* the media type as the client says; NULL: it does not */
	const char *type;     /* as the content says; NULL until it is known */
	unsigned char head[MEDIA_HEAD_LEN];
	size_t head_len;
	uint64_t received;
	struct draft draft;
	uint64_t size; /* of what was written into it */
	struct sha256_stream *hash;
	struct strip *strip;
	int write_error;
	struct picture_files pictures;
	bool stays;
};

static void
upload_release(void *object)
{
	struct upload *upload = object;

	sha256_free(upload->hash);
	upload->hash = NULL;
	strip_free(upload->strip);
	upload->strip = NULL;
	draft_end(&upload->draft, upload->stays);
	picture_files_end(&upload->pictures, upload->stays);
}

/* --- Whether there is room ----------------------------------------------------------------- */

static bool
exceeds(int64_t quota, int64_t used, uint64_t more)
{
	return quota > 0 && (used >= quota || more > (uint64_t)(quota - used));
}

/* Whether `more` bytes may be stored, of which none is written yet. */
static enum chat_error
room_check(struct upload *upload, uint64_t more)
{
	struct chat *chat = upload->chat;
	int64_t of_room, of_all;
	enum db_error error = db_upload_usage(chat->db, upload->origin.rid, &of_room, &of_all);

	if (error)
		return chat_error_from_db(error);
	if (upload->origin.by_visitor &&
	    exceeds(setting_int(chat->settings, SETTING_FILE_UPLOAD_ROOM_QUOTA), of_room, more))
		return CHAT_QUOTA_EXCEEDED;
	return exceeds(setting_int(chat->settings, SETTING_FILE_UPLOAD_TOTAL_QUOTA), of_all, more)
		   ? CHAT_QUOTA_EXCEEDED
		   : CHAT_OK;
}

static enum chat_error
disk_check(struct upload *upload, uint64_t more)
{
	uint64_t keep = (uint64_t)setting_int(upload->chat->settings, SETTING_FILE_UPLOAD_MIN_FREE);
	uint64_t space;
	int error = store_space(upload->folder, &space);

	if (error)
		return files_failed(upload->chat, "its free space is not known", error);
	if (space >= keep && space - keep >= more)
		return CHAT_OK;
	return files_failed(
	    upload->chat, "a file would leave less free than FileUpload_Min_Free", ENOSPC);
}

enum chat_error
upload_begin(struct chat *chat, const struct upload_origin *origin, struct upload **result)
{
	struct upload *upload = arena_zalloc(chat->mem, sizeof(*upload));
	uint64_t more = 0;
	enum chat_error error;

	*result = upload;
	upload->chat = chat;
	upload->origin = *origin;
	upload->max_len = upload_max_len(chat->settings);
	if (!setting_bool(chat->settings, SETTING_FILE_UPLOAD_ENABLED) ||
	    (origin->by_visitor && !setting_bool(chat->settings, SETTING_FILEUPLOAD_ENABLED)))
		return CHAT_UPLOADS_OFF;
	if (origin->content_length > FORM_OVERHEAD)
		more = (uint64_t)origin->content_length - FORM_OVERHEAD;
	if (upload->max_len > 0 && more > upload->max_len)
		return CHAT_FILE_TOO_LARGE;
	error = files_open(chat, &upload->folder);
	if (!error)
		error = room_check(upload, more);
	return error ? error : disk_check(upload, more);
}

/* --- Taking it ----------------------------------------------------------------------------- */

enum chat_error
upload_file(struct upload *upload, const char *name, const char *media_type)
{
	int error;

	upload->name = arena_strdup(upload->chat->mem, name);
	upload->declared = arena_strdup(upload->chat->mem, media_type);
	upload->hash = sha256_begin();
	arena_defer(upload->chat->mem, upload_release, upload);
	error = draft_begin(&upload->draft, upload->folder);
	return error ? files_failed(upload->chat, "a file cannot be made", error) : CHAT_OK;
}

/* Takes what strip.h leaves of the file. */
static bool
stripped_write(void *arg, const void *bytes, size_t len)
{
	struct upload *upload = arg;

	upload->write_error = draft_write(&upload->draft, bytes, len);
	sha256_add(upload->hash, bytes, len);
	upload->size += len;
	return upload->write_error == 0;
}

static enum chat_error
strip_error(const struct upload *upload, enum strip_result result)
{
	if (result == STRIP_BAD)
		return CHAT_TYPE_NOT_ALLOWED;
	if (result == STRIP_FAILED)
		return files_failed(upload->chat, "a file cannot be written", upload->write_error);
	return CHAT_OK;
}

/* Whether the settings allow files of the type. */
static bool
type_allowed(const struct settings *settings, const char *type)
{
	const char *only = setting_text(settings, SETTING_FILE_UPLOAD_MEDIA_TYPE_WHITE_LIST);

	if (media_type_matches(
		setting_text(settings, SETTING_FILE_UPLOAD_MEDIA_TYPE_BLACK_LIST), type))
		return false;
	return *only == '\0' || strcmp(only, "*") == 0 || media_type_matches(only, type);
}

/* Finds the type by the beginning of the file, and begins to store it. */
static enum chat_error
type_settle(struct upload *upload)
{
	struct chat *chat = upload->chat;
	bool strips = setting_bool(chat->settings, SETTING_MESSAGE_ATTACHMENTS_STRIP_EXIF);

	upload->type = media_type_find(
	    upload->head, upload->head_len, upload->declared, upload->name, chat->mem);
	if (media_type_is_false(upload->type, upload->declared, upload->name) ||
	    !type_allowed(chat->settings, upload->type) ||
	    (upload->declared && !type_allowed(chat->settings, upload->declared)))
		return CHAT_TYPE_NOT_ALLOWED;
	upload->strip = strip_new(upload->type, strips, stripped_write, upload);
	return strip_error(upload, strip_write(upload->strip, upload->head, upload->head_len));
}

enum chat_error
upload_bytes(struct upload *upload, const void *bytes, size_t len)
{
	const char *rest = bytes;
	size_t taken = 0;
	enum chat_error error = CHAT_OK;

	upload->received += len;
	if (upload->max_len > 0 && upload->received > upload->max_len)
		return CHAT_FILE_TOO_LARGE;
	if (!upload->type) {
		taken = sizeof(upload->head) - upload->head_len;
		if (taken > len)
			taken = len;
		memcpy(upload->head + upload->head_len, rest, taken);
		upload->head_len += taken;
		if (upload->head_len < sizeof(upload->head))
			return CHAT_OK;
		error = type_settle(upload);
	}
	if (error || taken == len)
		return error;
	return strip_error(upload, strip_write(upload->strip, rest + taken, len - taken));
}

/* --- Its end ------------------------------------------------------------------------------- */

/* Ends the stripping, which may change bytes at the beginning of the file. */
static enum chat_error
strip_settle(struct upload *upload, int *orientation, char hash[SHA256_HEX_LEN + 1])
{
	struct strip_end end = { 0 };
	unsigned char sum[SHA256_LEN];
	enum chat_error error = strip_error(upload, strip_end(upload->strip, &end));
	int failed = 0;

	if (error)
		return error;
	*orientation = end.orientation;
	sha256_end(upload->hash, sum);
	upload->hash = NULL;
	if (end.patch_len > 0) {
		failed = draft_rewrite(&upload->draft, end.patch_offset, end.patch, end.patch_len);
		if (!failed)
			failed = store_sha256(upload->draft.fd, sum);
	}
	sha256_hex(hash, sum);
	return failed ? files_failed(upload->chat, "a file cannot be written", failed) : CHAT_OK;
}

static struct upload_row
row_of(const struct upload *upload, const char *hash)
{
	struct arena *mem = upload->chat->mem;

	return (struct upload_row){
		.id = id_new_in(mem),
		.rid = upload->origin.rid,
		.by_visitor = upload->origin.by_visitor,
		.user_id = upload->origin.user_id,
		.name = upload->name,
		.media_type = arena_strdup(mem, upload->type),
		.size = (int64_t)upload->size,
		.sha256 = arena_strdup(mem, hash),
		.path = upload->draft.path,
		.uploaded_at = clock_now_ms(),
	};
}

/*
 * Has the file looked at, puts it into the store and makes its rows. All this takes time that is not the
 * database's.
 */
static enum chat_error
file_keep(struct upload *upload, int orientation, struct upload_set *set, struct upload_row *rows)
{
	struct chat *chat = upload->chat;
	int64_t begin_ms = clock_monotonic_ms();
	enum chat_error error = file_scan(chat, &upload->draft);
	int failed = error ? 0 : draft_keep(&upload->draft);

	if (failed)
		error = files_failed(chat, "a file cannot be stored", failed);
	if (!error && picture_rows(chat, &upload->draft, orientation, &upload->pictures, rows))
		set->len = 2;
	db_extend_patience(chat->db, clock_monotonic_ms() - begin_ms);
	return error;
}

enum chat_error
upload_end(struct upload *upload, struct upload_set *set)
{
	struct chat *chat = upload->chat;
	struct upload_row *rows = arena_zalloc(chat->mem, UPLOADS_MAX * sizeof(*rows));
	char hash[SHA256_HEX_LEN + 1];
	int orientation = 1;
	enum chat_error error = CHAT_OK;

	*set = (struct upload_set){ .rows = rows, .len = 1 };
	if (upload->received == 0)
		return CHAT_FILE_EMPTY;
	if (!upload->type)
		error = type_settle(upload);
	if (!error)
		error = strip_settle(upload, &orientation, hash);
	if (!error)
		error = room_check(upload, upload->size);
	if (error)
		return error;
	rows[0] = row_of(upload, hash);
	return file_keep(upload, orientation, set, rows);
}

void
upload_stays(struct upload *upload)
{
	upload->stays = true;
}

void
upload_drop(struct upload *upload)
{
	upload_release(upload);
}
