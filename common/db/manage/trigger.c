/* SPDX-License-Identifier: MIT */
#include "db/manage/trigger.h"

#include "db/mysql/args.h"

#define TRIGGER_LEN 8

static struct trigger_row
row_trigger(const struct db_cell *row)
{
	return (struct trigger_row){ .id = row[0].bytes,
		.name = row[1].bytes,
		.description = row[2].bytes,
		.enabled = row[3].number != 0,
		.run_once = row[4].number != 0,
		.conditions_json = row[5].bytes,
		.actions_json = row[6].bytes,
		.updated_at = row[7].number };
}

struct triggers_pass {
	trigger_fn *row;
	void *arg;
};

static enum db_error
trigger_list_row(const struct db_cell *row, void *arg)
{
	struct triggers_pass *pass = arg;
	const struct trigger_row trigger = row_trigger(row);

	return pass->row(&trigger, pass->arg);
}

enum db_error
db_trigger_count(struct db *db, int64_t *count)
{
	return db_number(db, SQL_TRIGGER_COUNT, NULL, 0, count);
}

enum db_error
db_trigger_list(struct db *db, const struct page *page, trigger_fn *row, void *arg, int64_t *total)
{
	struct triggers_pass pass = { row, arg };
	struct args args;
	enum db_error error = db_trigger_count(db, total);

	if (error)
		return error;
	args_begin(&args);
	args_add_page(&args, page);
	return db_query(db, SQL_TRIGGER_LIST, args.items, args.len, trigger_list_row, &pass);
}

enum db_error
db_trigger_armed(struct db *db, trigger_fn *row, void *arg)
{
	struct triggers_pass pass = { row, arg };

	return db_query(db, SQL_TRIGGER_ARMED, NULL, 0, trigger_list_row, &pass);
}

enum db_error
db_trigger_by_id(struct db *db, struct arena *mem, const char *id, struct trigger_row *trigger)
{
	struct db_cell row[TRIGGER_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_TRIGGER_BY_ID, DB_ARGS(db_text(id)), row, TRIGGER_LEN);

	*trigger = row_trigger(row);
	return error;
}

static enum db_error
trigger_write(struct db *db, enum sql sql, const struct trigger_row *trigger)
{
	return db_change(db, sql,
	    DB_ARGS(db_text(trigger->name), db_text(trigger->description), db_int(trigger->enabled),
		db_int(trigger->run_once), db_text(trigger->conditions_json),
		db_text(trigger->actions_json), db_int(trigger->only_external),
		db_int(trigger->updated_at), db_text(trigger->id)));
}

enum db_error
db_trigger_insert(struct db *db, const struct trigger_row *trigger)
{
	enum db_error error = trigger_write(db, SQL_TRIGGER_INSERT, trigger);

	/* The id is new, so only an earlier attempt of this insert can have used it. */
	return error == DB_EXISTS ? DB_OK : error;
}

enum db_error
db_trigger_update(struct db *db, const struct trigger_row *trigger)
{
	return trigger_write(db, SQL_TRIGGER_UPDATE, trigger);
}

enum db_error
db_trigger_remove(struct db *db, const char *id)
{
	return db_exec(db, SQL_TRIGGER_DELETE, DB_ARGS(db_text(id)), NULL);
}
