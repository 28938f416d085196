/* SPDX-License-Identifier: MIT */
#include "db/health.h"

#include <string.h>

#include "base/str.h"
#include "db/mysql/schema.h"
#include "db/mysql/stmt.h"

#define TABLES_MAX 128
#define CREATES "CREATE TABLE IF NOT EXISTS "

enum db_error
db_health(struct db *db, struct arena *mem, struct db_health *health)
{
	enum { LEN = 9 };
	struct db_cell row[LEN];
	enum db_error error = db_one(db, mem, SQL_HEALTH, NULL, 0, row, LEN);

	*health = (struct db_health){ .server = row[0].bytes,
		.account = row[1].bytes,
		.clock_ms = row[2].number,
		.packet_max = row[3].number,
		.connections_max = row[4].number,
		.account_connections_max = row[5].number,
		.account_connections = row[6].number,
		.session_holds = row[7].number != 0,
		.privileges = row[8].bytes };
	return error;
}

/* The tables that the schema has, and whether the database has them. */
struct table_list {
	struct {
		const char *name;
		size_t len;
		bool found;
	} tables[TABLES_MAX];
	size_t len;
	table_fault_fn *fault;
	void *arg;
};

/* Schema files create tables with one spelling, which migrate relies on, too. */
static void
tables_of_schema(struct table_list *list)
{
	for (size_t i = 0; i < schema_files_len; i++)
		for (const char *at = strstr(schema_files[i].sql, CREATES);
		     at && list->len < TABLES_MAX; at = strstr(at, CREATES)) {
			at += sizeof(CREATES) - 1;
			list->tables[list->len].name = at;
			list->tables[list->len++].len = strcspn(at, " (");
		}
}

static enum db_error
health_table(const struct db_cell *row, void *arg)
{
	struct table_list *list = arg;
	enum db_error error = DB_OK;

	for (size_t i = 0; i < list->len; i++) {
		if (list->tables[i].len != row[0].len ||
		    memcmp(list->tables[i].name, row[0].bytes, row[0].len) != 0)
			continue;
		list->tables[i].found = true;
		/* A table that is broken has neither. */
		if (row[1].is_null || !row[1].number)
			error = list->fault(row[0].bytes, TABLE_ENGINE, list->arg);
		if (!error && (row[2].is_null || !row[2].number))
			error = list->fault(row[0].bytes, TABLE_CHARSET, list->arg);
	}
	return error;
}

enum db_error
db_health_tables(struct db *db, struct arena *mem, table_fault_fn *found, void *arg)
{
	struct table_list list = { .fault = found, .arg = arg };
	enum db_error error;

	tables_of_schema(&list);
	error = db_query(db, SQL_HEALTH_TABLES, NULL, 0, health_table, &list);
	for (size_t i = 0; i < list.len && !error; i++)
		if (!list.tables[i].found)
			error = found(arena_strndup(mem, list.tables[i].name, list.tables[i].len),
			    TABLE_MISSING, arg);
	return error;
}

enum db_error
db_health_work(struct db *db, struct db_work *work)
{
	enum { LEN = 4 };
	struct db_cell row[LEN];
	enum db_error error = db_one(db, NULL, SQL_HEALTH_WORK, NULL, 0, row, LEN);

	*work = (struct db_work){ .admins = row[0].number,
		.agents = row[1].number,
		.mails_failed = row[2].number,
		.first_due_at = row[3].is_null ? INT64_MAX : row[3].number };
	return error;
}
