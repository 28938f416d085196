/* SPDX-License-Identifier: MIT */
#include "chat/files/check.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto/sha256.h"
#include "chat/files/place.h"
#include "db/files/upload.h"
#include "store/store.h"

/* A file whose row is about to be stored is no stray. */
#define STRAY_S 3600

struct check {
	struct chat *chat;
	bool content;
	file_fault_fn *fault;
	void *arg;
	struct files_checked *checked;
	int folder;
	const char *last_id;
	size_t rows;
	enum db_error db_error;
};

static void
found(struct check *check, enum file_fault fault, const struct upload_row *row, const char *path)
{
	check->checked->faults++;
	check->fault(fault, row ? row->id : NULL, row ? row->name : NULL, path, check->arg);
}

static bool
content_is(int fd, const char *hash)
{
	unsigned char sum[SHA256_LEN];
	char hex[SHA256_HEX_LEN + 1];

	if (store_sha256(fd, sum) != 0)
		return false;
	sha256_hex(hex, sum);
	return strcmp(hex, hash) == 0;
}

static enum db_error
row_check(const struct upload_row *row, void *arg)
{
	struct check *check = arg;
	uint64_t size;
	int fd, failed = store_file(check->folder, row->path, &fd, &size);

	check->rows++;
	check->last_id = arena_strdup(check->chat->mem, row->id);
	check->checked->files++;
	check->checked->bytes += row->size;
	if (failed) {
		found(check, FILE_FAULT_GONE, row, row->path);
		return DB_OK;
	}
	if (size != (uint64_t)row->size)
		found(check, FILE_FAULT_SIZE, row, row->path);
	else if (check->content && !content_is(fd, row->sha256))
		found(check, FILE_FAULT_HASH, row, row->path);
	close(fd);
	return DB_OK;
}

static int
stray_check(const char *path, uint64_t size, int64_t changed_at_s, void *arg)
{
	struct check *check = arg;
	bool known;

	(void)size;
	if (changed_at_s > clock_now_ms() / 1000 - STRAY_S)
		return 0;
	check->db_error = db_upload_knows_path(check->chat->db, path, &known);
	if (!check->db_error && !known)
		found(check, FILE_FAULT_STRAY, NULL, path);
	return check->db_error ? -1 : 0;
}

/* What was noted of all files together decides whether there is room for more, so it is mended. */
static enum db_error
totals_check(struct check *check)
{
	struct upload_totals noted, counted;
	enum db_error error = db_upload_totals(check->chat->db, &noted, &counted);

	if (error || (noted.files == counted.files && noted.bytes == counted.bytes))
		return error;
	found(check, FILE_FAULT_TOTALS, NULL, NULL);
	return db_upload_totals_add(
	    check->chat->db, counted.files - noted.files, counted.bytes - noted.bytes);
}

enum chat_error
files_check(
    struct chat *chat, bool content, file_fault_fn *fault, void *arg, struct files_checked *checked)
{
	struct check check = { .chat = chat,
		.content = content,
		.fault = fault,
		.arg = arg,
		.checked = checked,
		.last_id = "" };
	enum chat_error error = files_open(chat, &check.folder);
	int failed = 0;

	*checked = (struct files_checked){ 0 };
	if (error)
		return error;
	do {
		check.rows = 0;
		check.db_error = db_uploads_after(chat->db, check.last_id, row_check, &check);
	} while (!check.db_error && check.rows == UPLOADS_AT_ONCE);
	for (unsigned i = 0; i < STORE_FOLDERS && !check.db_error && !failed; i++)
		failed = store_walk(check.folder, i, stray_check, &check);
	if (!check.db_error && !failed)
		check.db_error = totals_check(&check);
	if (check.db_error)
		return chat_error_from_db(check.db_error);
	return failed ? files_failed(chat, "it cannot be looked through", failed) : CHAT_OK;
}
