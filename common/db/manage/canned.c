/* SPDX-License-Identifier: MIT */
#include "db/manage/canned.h"

#include <string.h>

#include "db/mysql/args.h"

#define CANNED_LEN 11

static struct canned_row
row_canned(const struct db_cell *row)
{
	return (struct canned_row){ .id = row[0].bytes,
		.shortcut = row[1].bytes,
		.text = row[2].bytes,
		.scope = row[3].bytes,
		.user_id = row[4].bytes,
		.department_id = row[5].bytes,
		.tags_json = row[6].bytes,
		.created_by = { row[7].bytes, row[8].bytes, NULL },
		.created_at = row[9].number,
		.updated_at = row[10].number };
}

struct canned_pass {
	canned_fn *row;
	void *arg;
};

static enum db_error
canned_list_row(const struct db_cell *row, void *arg)
{
	struct canned_pass *pass = arg;
	const struct canned_row canned = row_canned(row);

	return pass->row(&canned, pass->arg);
}

static void
args_add_viewer(struct args *args, const struct canned_viewer *viewer)
{
	args_add(args, db_text(viewer->user_id));
	args_add(args, db_int(viewer->all_departments));
	args_add(args, db_text(viewer->user_id));
}

static void
args_add_filter(struct args *args, struct arena *mem, const struct canned_filter *filter)
{
	const char *pattern = db_like(mem, filter->text);

	args_add_twice(args, db_text(filter->scope));
	args_add_twice(args, db_text(filter->department_id));
	args_add_twice(args, db_text(filter->shortcut));
	args_add_twice(args, db_text(pattern));
	args_add(args, db_text(pattern));
	args_add_twice(args, db_text(filter->created_by));
	args_add(args, db_text(filter->created_by));
	args_add(args, db_int(filter->tags_len > 0));
	for (size_t i = 0; i < CANNED_TAGS_MAX; i++)
		args_add(args, db_text(i < filter->tags_len ? filter->tags[i] : NULL));
}

enum db_error
db_canned_list(struct db *db, struct arena *mem, const struct canned_list *list, canned_fn *row,
    void *arg, int64_t *total)
{
	struct canned_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add_viewer(&args, &list->viewer);
	args_add_filter(&args, mem, &list->filter);
	error = db_number(db, SQL_CANNED_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, &list->page);
	return db_query(db, SQL_CANNED_LIST, args.items, args.len, canned_list_row, &pass);
}

enum db_error
db_canned_by_id(struct db *db, struct arena *mem, const char *id,
    const struct canned_viewer *viewer, struct canned_row *canned)
{
	struct db_cell row[CANNED_LEN];
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add(&args, db_text(id));
	args_add_viewer(&args, viewer);
	error = db_one(db, mem, SQL_CANNED_BY_ID, args.items, args.len, row, CANNED_LEN);
	*canned = row_canned(row);
	return error;
}

enum db_error
db_canned_insert(struct db *db, const struct canned_row *canned)
{
	enum db_error error = db_exec(db, SQL_CANNED_INSERT,
	    DB_ARGS(db_text(canned->shortcut), db_text(canned->text), db_text(canned->scope),
		db_text(canned->user_id), db_text(canned->department_id),
		db_text(canned->tags_json), db_int(canned->updated_at),
		db_text(canned->created_by.id), db_text(canned->created_by.username),
		db_int(canned->created_at), db_text(canned->id)),
	    NULL);
	struct db_cell row[1];
	struct arena *mem;
	bool own;

	if (error != DB_EXISTS)
		return error;
	/* The id is new: the shortcut is taken, perhaps by an earlier attempt of this insert. */
	mem = arena_new();
	error = db_one(db, mem, SQL_CANNED_ID_OF, DB_ARGS(db_text(canned->shortcut)), row, 1);
	own = !error && strcmp(row[0].bytes, canned->id) == 0;
	arena_free(mem);
	return own ? DB_OK : DB_EXISTS;
}

enum db_error
db_canned_update(struct db *db, const struct canned_row *canned)
{
	return db_change(db, SQL_CANNED_UPDATE,
	    DB_ARGS(db_text(canned->shortcut), db_text(canned->text), db_text(canned->scope),
		db_text(canned->user_id), db_text(canned->department_id),
		db_text(canned->tags_json), db_int(canned->updated_at), db_text(canned->id)));
}

enum db_error
db_canned_remove(struct db *db, const char *id)
{
	return db_exec(db, SQL_CANNED_DELETE, DB_ARGS(db_text(id)), NULL);
}
