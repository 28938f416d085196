/* SPDX-License-Identifier: MIT */
#include "db/rooms/inquiry.h"

#include "db/mysql/args.h"
#include "db/rooms/row.h"

enum db_error
db_inquiry_get(struct db *db, struct arena *mem, const char *id, struct inquiry *inquiry)
{
	struct db_cell row[INQUIRY_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_INQUIRY_GET, DB_ARGS(db_text(id)), row, INQUIRY_LEN);

	*inquiry = (struct inquiry){ 0 };
	row_inquiry(row, inquiry);
	return error;
}

enum db_error
db_inquiry_of_room(struct db *db, struct arena *mem, const char *rid, struct inquiry *inquiry)
{
	struct db_cell row[INQUIRY_SHOWN_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_INQUIRY_OF_ROOM, DB_ARGS(db_text(rid)), row, INQUIRY_SHOWN_LEN);

	row_inquiry_shown(row, inquiry);
	return error;
}

enum db_error
db_inquiry_place(struct db *db, const char *rid, int64_t *place)
{
	return db_number(db, SQL_INQUIRY_PLACE, DB_ARGS(db_text(rid)), place);
}

enum db_error
db_inquiry_pace(struct db *db, const char *department_id, bool idle_too, int64_t since_ms,
    struct inquiry_pace *pace)
{
	enum { LEN = 2 };
	struct db_arg department = db_text(department_id);
	struct db_cell row[LEN];
	enum db_error error = db_one(db, NULL, SQL_INQUIRY_PACE,
	    DB_ARGS(db_int(since_ms), department, db_int(idle_too), department, department), row,
	    LEN);

	*pace = (struct inquiry_pace){ .chat_ms = row[0].number, .agents = row[1].number };
	return error;
}

struct inquiry_pass {
	inquiry_row_fn *row;
	void *arg;
};

static enum db_error
inquiry_list_row(const struct db_cell *row, void *arg)
{
	struct inquiry_pass *pass = arg;
	struct inquiry inquiry;

	row_inquiry_shown(row, &inquiry);
	return pass->row(&inquiry, pass->arg);
}

enum db_error
db_inquiry_list(
    struct db *db, const struct inquiry_list *list, inquiry_row_fn *row, void *arg, int64_t *total)
{
	struct inquiry_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add_twice(&args, db_text(list->department_id));
	args_add_twice(&args, db_text(list->user_id));
	error = db_number(db, SQL_INQUIRY_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add(&args, db_int(list->page.limit));
	args_add(&args, db_int(list->page.offset));
	return db_query(db, SQL_INQUIRY_LIST, args.items, args.len, inquiry_list_row, &pass);
}
