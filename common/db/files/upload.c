/* SPDX-License-Identifier: MIT */
#include "db/files/upload.h"

#include "db/duties/duty.h"
#include "db/mysql/args.h"
#include "db/sql/columns.h"

static void
row_upload(const struct db_cell *cell, struct upload_row *to)
{
	UPLOAD_COLUMNS(COLUMN_READ)
}

/* --- Writing ------------------------------------------------------------------------------- */

static enum db_error
row_insert(struct db *db, const struct upload_row *row, const char *message_id)
{
	struct args args;

	args_begin(&args);
	args_add(&args, db_text(row->id));
	args_add(&args, db_text(row->rid));
	args_add(&args, db_text(message_id));
	args_add(&args, db_text(row->original_id));
	args_add(&args, db_int(row->by_visitor));
	args_add(&args, db_text(row->user_id));
	args_add(&args, db_text(row->name));
	args_add(&args, db_text(row->media_type));
	args_add(&args, db_int(row->size));
	args_add(&args, db_text(row->sha256));
	args_add(&args, db_int_or_null(row->width > 0, row->width));
	args_add(&args, db_int_or_null(row->height > 0, row->height));
	args_add(&args, db_text(message_id ? NULL : row->preview));
	args_add(&args, db_text(row->path));
	args_add(&args, db_int(row->uploaded_at));
	args_add(&args, db_int_or_null(row->expires_at > 0, row->expires_at));
	return db_exec(db, SQL_UPLOAD_INSERT, args.items, args.len, NULL);
}

enum db_error
db_upload_totals_add(struct db *db, int64_t files, int64_t bytes)
{
	return db_exec(db, SQL_UPLOAD_TOTALS_ADD,
	    DB_ARGS(db_int(files), db_int(bytes), db_int(files), db_int(bytes)), NULL);
}

/* The duty also looks for what is left of files, so that each new one needs it. */
static enum db_error
rows_insert(struct db *db, const struct upload_set *set, const char *message_id)
{
	int64_t bytes = 0, due_at = set->rows->expires_at ? set->rows->expires_at : INT64_MAX;
	enum db_error error = DB_OK;

	for (size_t i = 0; i < set->len && !error; i++) {
		error = row_insert(db, &set->rows[i], message_id);
		bytes += set->rows[i].size;
	}
	if (!error)
		error = db_duty_put(db, DUTY_FILES, "",
		    due_at < set->rows->uploaded_at + FILES_PAUSE_MS
			? due_at
			: set->rows->uploaded_at + FILES_PAUSE_MS);
	return error ? error : db_upload_totals_add(db, (int64_t)set->len, bytes);
}

static enum db_error
rows_confirm(struct db *db, const struct upload_set *set, const char *message_id)
{
	struct db_outcome outcome = { 0 };
	enum db_error error = DB_OK;

	for (size_t i = 0; i < set->len && !error; i++) {
		error = db_exec(db, SQL_UPLOAD_CONFIRM,
		    DB_ARGS(db_text(message_id), db_text(set->rows[i].id)), &outcome);
		if (!error && outcome.matched == 0)
			return DB_EXISTS;
		if (!error && set->name)
			error = db_exec(db, SQL_UPLOAD_RENAME,
			    DB_ARGS(db_text(set->name), db_text(set->rows[i].id)), NULL);
	}
	return error;
}

enum db_error
db_uploads_of_message(struct db *db, const struct upload_set *set, const char *message_id)
{
	return (set->stored ? rows_confirm : rows_insert)(db, set, message_id);
}

static enum db_error
stage_in_transaction(struct db *db, void *arg)
{
	return rows_insert(db, arg, NULL);
}

enum db_error
db_uploads_stage(struct db *db, const struct upload_set *set)
{
	struct upload_set staged = *set;

	return db_transaction(db, stage_in_transaction, &staged);
}

enum db_error
db_upload_removal_due(struct db *db)
{
	return db_duty_put(db, DUTY_FILES, "", 0);
}

enum db_error
db_uploads_release(struct db *db, const char *message_id, bool hide)
{
	struct db_outcome outcome = { 0 };
	enum db_error error = db_exec(db, hide ? SQL_UPLOADS_HIDE : SQL_UPLOADS_RELEASE,
	    DB_ARGS(db_text(message_id)), &outcome);

	if (error || hide || outcome.matched == 0)
		return error;
	return db_upload_removal_due(db);
}

enum db_error
db_upload_expire(struct db *db, const char *id)
{
	return db_exec(db, SQL_UPLOAD_EXPIRE, DB_ARGS(db_text(id)), NULL);
}

struct removal {
	const struct upload_row *upload;
	int64_t now_ms;
};

static enum db_error
remove_in_transaction(struct db *db, void *arg)
{
	const struct removal *removal = arg;
	struct db_outcome outcome = { 0 };
	enum db_error error = db_exec(db, SQL_UPLOAD_REMOVE,
	    DB_ARGS(db_text(removal->upload->id), db_int(removal->now_ms)), &outcome);

	if (error || outcome.matched == 0)
		return error;
	return db_upload_totals_add(db, -1, -removal->upload->size);
}

enum db_error
db_upload_remove(struct db *db, const struct upload_row *upload, int64_t now_ms)
{
	struct removal removal = { upload, now_ms };

	return db_transaction(db, remove_in_transaction, &removal);
}

enum db_error
db_upload_mark(struct db *db, struct arena *mem, const char *mark, const char **noted)
{
	struct db_cell cell;
	enum db_error error = db_exec(db, SQL_UPLOAD_MARK, DB_ARGS(db_text(mark)), NULL);

	*noted = NULL;
	if (!error)
		error = db_one(db, mem, SQL_UPLOAD_MARK_GET, NULL, 0, &cell, 1);
	if (!error)
		*noted = cell.bytes;
	return error == DB_NO_ROW ? DB_OK : error;
}

/* --- Reading ------------------------------------------------------------------------------- */

enum db_error
db_upload_usage(struct db *db, const char *rid, int64_t *of_room, int64_t *of_all)
{
	struct db_cell row[2];
	enum db_error error = db_one(db, NULL, SQL_UPLOAD_USAGE, DB_ARGS(db_text(rid)), row, 2);

	*of_room = row[0].number;
	*of_all = row[1].number;
	return error;
}

enum db_error
db_upload_get(struct db *db, struct arena *mem, const char *id, const char *token,
    struct upload_row *upload, bool *of_visitor)
{
	struct db_cell row[1 + UPLOAD_LEN];
	enum db_error error = db_one(
	    db, mem, SQL_UPLOAD_GET, DB_ARGS(db_text(token), db_text(id)), row, 1 + UPLOAD_LEN);

	*of_visitor = row[0].number != 0;
	row_upload(row + 1, upload);
	return error;
}

static enum db_error
upload_one(
    struct db *db, struct arena *mem, enum sql sql, const char *id, struct upload_row *upload)
{
	struct db_cell row[UPLOAD_LEN];
	enum db_error error = db_one(db, mem, sql, DB_ARGS(db_text(id)), row, UPLOAD_LEN);

	row_upload(row, upload);
	return error;
}

enum db_error
db_upload_of_message(
    struct db *db, struct arena *mem, const char *message_id, struct upload_row *upload)
{
	return upload_one(db, mem, SQL_UPLOAD_OF_MESSAGE, message_id, upload);
}

enum db_error
db_upload_thumbnail(struct db *db, struct arena *mem, const char *id, struct upload_row *upload)
{
	return upload_one(db, mem, SQL_UPLOAD_THUMBNAIL, id, upload);
}

struct reading {
	upload_row_fn *row;
	void *arg;
};

static enum db_error
reading_row(const struct db_cell *cells, void *arg)
{
	const struct reading *reading = arg;
	struct upload_row upload;

	row_upload(cells, &upload);
	return reading->row(&upload, reading->arg);
}

enum db_error
db_uploads_expired(struct db *db, int64_t now_ms, upload_row_fn *row, void *arg)
{
	struct reading reading = { row, arg };

	return db_query(db, SQL_UPLOADS_EXPIRED, DB_ARGS(db_int(now_ms), db_int(UPLOADS_AT_ONCE)),
	    reading_row, &reading);
}

enum db_error
db_uploads_old(struct db *db, int64_t closed_before_ms, upload_row_fn *row, void *arg)
{
	struct reading reading = { row, arg };

	return db_query(db, SQL_UPLOADS_OLD,
	    DB_ARGS(db_int(closed_before_ms), db_int(UPLOADS_AT_ONCE)), reading_row, &reading);
}

enum db_error
db_uploads_after(struct db *db, const char *id, upload_row_fn *row, void *arg)
{
	struct reading reading = { row, arg };

	return db_query(db, SQL_UPLOADS_AFTER, DB_ARGS(db_text(id), db_int(UPLOADS_AT_ONCE)),
	    reading_row, &reading);
}

enum db_error
db_upload_list(struct db *db, const char *rid, int64_t limit, upload_row_fn *row, void *arg)
{
	struct reading reading = { row, arg };

	return db_query(db, SQL_UPLOADS_LIST, DB_ARGS(db_text(rid), db_text(rid), db_int(limit)),
	    reading_row, &reading);
}

enum db_error
db_upload_next_expiry(struct db *db, int64_t *at_ms)
{
	return db_number(db, SQL_UPLOAD_NEXT_EXPIRY, NULL, 0, at_ms);
}

enum db_error
db_upload_knows_path(struct db *db, const char *path, bool *knows)
{
	int64_t found;
	enum db_error error = db_number(db, SQL_UPLOAD_KNOWS_PATH, DB_ARGS(db_text(path)), &found);

	*knows = found != 0;
	return error;
}

enum db_error
db_upload_totals(struct db *db, struct upload_totals *noted, struct upload_totals *counted)
{
	struct db_cell row[2];
	enum db_error error = db_one(db, NULL, SQL_UPLOAD_TOTALS_COUNT, NULL, 0, row, 2);

	*counted = (struct upload_totals){ row[0].number, row[1].number };
	if (error)
		return error;
	error = db_one(db, NULL, SQL_UPLOAD_TOTALS_GET, NULL, 0, row, 2);
	*noted = (struct upload_totals){ row[0].number, row[1].number };
	return error == DB_NO_ROW ? DB_OK : error;
}
