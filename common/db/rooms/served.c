/* SPDX-License-Identifier: MIT */
#include "db/rooms/served.h"

#include "db/mysql/args.h"
#include "db/mysql/stmt.h"

struct served_pass {
	served_row_fn *row;
	void *arg;
};

static enum db_error
served_row(const struct db_cell *row, void *arg)
{
	struct served_pass *pass = arg;
	const struct served_rooms served = { .agent = { row[0].bytes, row[1].bytes, NULL },
		.status = row[2].bytes,
		.department_id = row[3].bytes,
		.department_name = row[4].bytes,
		.rooms = row[5].number };

	return pass->row(&served, pass->arg);
}

enum db_error
db_served_list(
    struct db *db, const struct served_list *list, served_row_fn *row, void *arg, int64_t *total)
{
	struct served_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add_twice(&args, db_text(list->agent_id));
	args_add_twice(&args, db_text(list->department_id));
	args_add(&args, db_int(list->absent_too));
	error = db_number(db, SQL_SERVED_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, &list->page);
	return db_query(db, SQL_SERVED_LIST, args.items, args.len, served_row, &pass);
}

struct sources_pass {
	room_source_fn *row;
	void *arg;
};

static enum db_error
source_row(const struct db_cell *row, void *arg)
{
	struct sources_pass *pass = arg;

	return pass->row(row[0].bytes, pass->arg);
}

enum db_error
db_room_sources(struct db *db, room_source_fn *row, void *arg)
{
	struct sources_pass pass = { row, arg };

	return db_query(db, SQL_ROOM_SOURCES, NULL, 0, source_row, &pass);
}
