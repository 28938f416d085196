/* SPDX-License-Identifier: MIT */
#include "db/setting.h"

#include "db/mysql/stmt.h"

struct setting_listing {
	setting_row_fn *row;
	void *arg;
};

static enum db_error
setting_list_row(const struct db_cell *row, void *arg)
{
	struct setting_listing *listing = arg;

	return listing->row(row[0].bytes, row[1].bytes, listing->arg);
}

enum db_error
db_setting_list(struct db *db, setting_row_fn *row, void *arg)
{
	struct setting_listing listing = { row, arg };

	return db_query(db, SQL_SETTING_LIST, NULL, 0, setting_list_row, &listing);
}

enum db_error
db_setting_put(struct db *db, const char *name, const char *value)
{
	return db_exec(db, SQL_SETTING_PUT, DB_ARGS(db_text(name), db_text(value)), NULL);
}

enum db_error
db_setting_remove(struct db *db, const char *name)
{
	return db_exec(db, SQL_SETTING_REMOVE, DB_ARGS(db_text(name)), NULL);
}

struct puts {
	const struct setting_put *items;
	size_t len;
};

static enum db_error
put_in_transaction(struct db *db, void *arg)
{
	const struct puts *puts = arg;
	enum db_error error = DB_OK;

	for (size_t i = 0; i < puts->len && !error; i++)
		error = puts->items[i].value
			    ? db_setting_put(db, puts->items[i].name, puts->items[i].value)
			    : db_setting_remove(db, puts->items[i].name);
	return error;
}

enum db_error
db_settings_put(struct db *db, const struct setting_put *puts, size_t len)
{
	struct puts all = { puts, len };

	return db_transaction(db, put_in_transaction, &all);
}

enum db_error
db_setting_add(struct db *db, const char *name, const char *value)
{
	return db_exec(db, SQL_SETTING_ADD, DB_ARGS(db_text(name), db_text(value)), NULL);
}
