/* SPDX-License-Identifier: MIT */
#include "db/manage/business_hour.h"

#include <string.h>

#include "db/mysql/args.h"
#include "db/sql/columns.h"

static void
row_business_hour(const struct db_cell *cell, struct business_hour_row *to)
{
	BUSINESS_HOUR_COLUMNS(COLUMN_READ)
	(void)cell;
}

static enum db_error
business_hour_one(struct db *db, struct arena *mem, enum sql sql, const struct db_arg *args,
    size_t args_len, struct business_hour_row *hour)
{
	struct db_cell row[BUSINESS_HOUR_LEN];
	enum db_error error = db_one(db, mem, sql, args, args_len, row, BUSINESS_HOUR_LEN);

	row_business_hour(row, hour);
	return error;
}

enum db_error
db_business_hour_by_id(
    struct db *db, struct arena *mem, const char *id, struct business_hour_row *hour)
{
	return business_hour_one(db, mem, SQL_BUSINESS_HOUR_BY_ID, DB_ARGS(db_text(id)), hour);
}

enum db_error
db_business_hour_of_department(struct db *db, struct arena *mem, const char *department_id,
    bool own, struct business_hour_row *hour)
{
	return business_hour_one(db, mem, SQL_BUSINESS_HOUR_OF_DEPARTMENT,
	    DB_ARGS(db_text(department_id), db_int(own)), hour);
}

/* --- Lists ------------------------------------------------------------------------------- */

struct hours_pass {
	business_hour_fn *row;
	void *arg;
};

static enum db_error
hours_row(const struct db_cell *row, void *arg)
{
	struct hours_pass *pass = arg;
	struct business_hour_row hour;

	row_business_hour(row, &hour);
	return pass->row(&hour, pass->arg);
}

enum db_error
db_business_hour_list(struct db *db, struct arena *mem, const char *name, const struct page *page,
    business_hour_fn *row, void *arg, int64_t *total)
{
	struct hours_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add_twice(&args, db_text(db_like(mem, name)));
	error = db_number(db, SQL_BUSINESS_HOUR_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, page);
	return db_query(db, SQL_BUSINESS_HOUR_LIST, args.items, args.len, hours_row, &pass);
}

enum db_error
db_business_hour_due(struct db *db, int64_t now_ms, business_hour_fn *row, void *arg)
{
	struct hours_pass pass = { row, arg };

	return db_query(db, SQL_BUSINESS_HOUR_DUE, DB_ARGS(db_int(now_ms)), hours_row, &pass);
}

enum db_error
db_business_hour_computed(struct db *db, const struct business_hour_row *hour)
{
	return db_exec(db, SQL_BUSINESS_HOUR_COMPUTED,
	    DB_ARGS(db_int(hour->opens_at), db_int(hour->closes_at), db_int(hour->next_check_at),
		db_text(hour->id), db_int(hour->updated_at)),
	    NULL);
}

struct departments_pass {
	hour_department_fn *row;
	void *arg;
};

static enum db_error
department_row(const struct db_cell *row, void *arg)
{
	struct departments_pass *pass = arg;

	return pass->row(row[0].bytes, row[1].bytes, row[2].bytes, pass->arg);
}

enum db_error
db_business_hour_departments(struct db *db, const char *hour_id, hour_department_fn *row, void *arg)
{
	struct departments_pass pass = { row, arg };

	return db_query(db, SQL_BUSINESS_HOUR_DEPARTMENTS,
	    DB_ARGS(db_text(hour_id), db_text(hour_id)), department_row, &pass);
}

/* --- Agents ------------------------------------------------------------------------------ */

struct agents_pass {
	agent_hour_fn *row;
	void *arg;
};

static enum db_error
agent_row(const struct db_cell *row, void *arg)
{
	struct agents_pass *pass = arg;

	return pass->row(row[0].bytes, row[1].bytes, pass->arg);
}

enum db_error
db_business_hours_of_agents(struct db *db, const char *agent_id, agent_hour_fn *row, void *arg)
{
	struct agents_pass pass = { row, arg };

	return db_query(db, SQL_BUSINESS_HOURS_OF_AGENTS,
	    DB_ARGS(db_text(agent_id), db_text(agent_id)), agent_row, &pass);
}

enum db_error
db_agent_in_hours(struct db *db, const char *agent_id, bool *in_hours)
{
	int64_t number;
	enum db_error error =
	    db_number(db, SQL_AGENT_IN_HOURS, DB_ARGS(db_text(agent_id)), &number);

	*in_hours = !error && number != 0;
	return error;
}

/* --- Changes ----------------------------------------------------------------------------- */

struct hour_change {
	const struct business_hour_row *hour;
	const char *const *departments;
	size_t departments_len;
};

static enum db_error
departments_write(struct db *db, const struct hour_change *change)
{
	struct db_arg id = db_text(change->hour->id);
	enum db_error error = db_exec(db, SQL_BUSINESS_HOUR_LEAVE, DB_ARGS(id), NULL);

	for (size_t i = 0; i < change->departments_len && !error; i++)
		error = db_change(
		    db, SQL_BUSINESS_HOUR_ENTER, DB_ARGS(id, db_text(change->departments[i])));
	return error;
}

static enum db_error
put_in_transaction(struct db *db, void *arg)
{
	const struct hour_change *change = arg;
	const struct business_hour_row *hour = change->hour;
	bool custom = strcmp(hour->type, "custom") == 0;
	int64_t count = 0;
	enum db_error error = db_number(db, SQL_BUSINESS_HOUR_LOCK, NULL, 0, &count);

	count = 0;
	if (!error && custom)
		error = db_number(db, SQL_BUSINESS_HOUR_NAME_TAKEN,
		    DB_ARGS(db_text(hour->name), db_text(hour->id)), &count);
	if (!error && count > 0)
		error = DB_EXISTS;
	if (!error)
		error = db_exec(db, SQL_BUSINESS_HOUR_PUT,
		    DB_ARGS(db_text(hour->id), db_text(hour->type), db_text(hour->name),
			db_int(hour->active), db_text(hour->timezone), db_text(hour->work_hours),
			db_text(hour->days_off), db_int(hour->ts), db_int(hour->updated_at),
			db_int(hour->opens_at), db_int(hour->closes_at),
			db_int(hour->next_check_at)),
		    NULL);
	return !error && custom ? departments_write(db, change) : error;
}

enum db_error
db_business_hour_put(struct db *db, const struct business_hour_row *hour,
    const char *const *departments, size_t departments_len)
{
	struct hour_change change = { hour, departments, departments_len };

	return db_transaction(db, put_in_transaction, &change);
}

static enum db_error
remove_in_transaction(struct db *db, void *arg)
{
	const char *id = *(const char **)arg;
	enum db_error error = db_exec(db, SQL_BUSINESS_HOUR_REMOVE, DB_ARGS(db_text(id)), NULL);

	return error ? error : db_exec(db, SQL_BUSINESS_HOUR_LEAVE, DB_ARGS(db_text(id)), NULL);
}

enum db_error
db_business_hour_remove(struct db *db, const char *id)
{
	return db_transaction(db, remove_in_transaction, &id);
}
