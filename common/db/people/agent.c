/* SPDX-License-Identifier: MIT */
#include "db/people/agent.h"

#include "db/mysql/stmt.h"

enum db_error
db_agent_get(struct db *db, struct arena *mem, const char *id, struct agent *agent)
{
	struct db_cell row[5];
	enum db_error error = db_one(db, mem, SQL_AGENT_GET, DB_ARGS(db_text(id)), row, 5);

	*agent = (struct agent){ .id = row[0].bytes,
		.username = row[1].bytes,
		.name = row[2].bytes,
		.email = row[3].bytes,
		.status = row[4].bytes };
	return error;
}

enum db_error
db_agent_find(struct db *db, struct arena *mem, const char *id, bool idle_too, struct author *agent,
    bool *is_there)
{
	struct db_cell row[4];
	enum db_error error =
	    db_one(db, mem, SQL_AGENT_FIND, DB_ARGS(db_int(idle_too), db_text(id)), row, 4);

	*agent = (struct author){ row[0].bytes, row[1].bytes, row[2].bytes };
	*is_there = row[3].number != 0;
	return error;
}

enum db_error
db_agents_are_there(
    struct db *db, const char *department_id, bool idle_too, bool people_too, bool *are_there)
{
	struct db_arg department = db_text(department_id);
	int64_t number;
	enum db_error error = db_number(db, SQL_AGENTS_ARE_THERE,
	    DB_ARGS(db_int(idle_too), db_int(people_too), department, department), &number);

	*are_there = !error && number != 0;
	return error;
}

enum db_error
db_agents_exist(struct db *db, const char *department_id, bool *exist)
{
	struct db_arg department = db_text(department_id);
	int64_t number;
	enum db_error error =
	    db_number(db, SQL_AGENTS_EXIST, DB_ARGS(department, department), &number);

	*exist = !error && number != 0;
	return error;
}

enum db_error
db_agent_least_busy(struct db *db, struct arena *mem, const char *department_id,
    const char *except_id, bool idle_too, struct author *agent)
{
	struct db_arg department = db_text(department_id);
	struct db_cell row[3];
	enum db_error error = db_one(db, mem, SQL_AGENT_LEAST_BUSY,
	    DB_ARGS(department, db_int(idle_too), db_text(except_id ? except_id : ""), department,
		department),
	    row, 3);

	*agent = (struct author){ row[0].bytes, row[1].bytes, row[2].bytes };
	return error;
}

enum db_error
db_agent_lock(struct db *db, const char *id)
{
	int64_t active;
	enum db_error error = db_number(db, SQL_AGENT_LOCK, DB_ARGS(db_text(id)), &active);

	return !error && !active ? DB_NO_ROW : error;
}

enum db_error
db_mention_get(struct db *db, struct arena *mem, const char *username, struct author *user)
{
	struct db_cell row[3];
	enum db_error error = db_one(db, mem, SQL_MENTION_GET, DB_ARGS(db_text(username)), row, 3);

	*user = (struct author){ row[0].bytes, row[1].bytes, row[2].bytes };
	return error;
}
