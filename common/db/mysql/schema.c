/* SPDX-License-Identifier: MIT */
#include "db/mysql/schema.h"

#include <stdlib.h>

#include "base/log.h"
#include "db/mysql/conn.h"

#define LOCK_NAME "CONCAT('livechat ', MD5(DATABASE()))"

/* Executes a text of several statements and ignores their results. */
static bool
script_run(MYSQL *mysql, const char *sql, const char *name)
{
	int next;

	if (mysql_query(mysql, sql) == 0) {
		do {
			mysql_free_result(mysql_store_result(mysql));
			next = mysql_next_result(mysql);
		} while (next == 0);
		if (next < 0)
			return true;
	}
	conn_error_log(mysql_errno(mysql), mysql_error(mysql), name);
	return false;
}

/*
 * Keeps two programs from applying the same file at once. The lock ends with the connection. Some
 * clusters have no such locks; there it must do that a file may be applied twice.
 */
static bool
lock_take(MYSQL *mysql)
{
	MYSQL_RES *result;
	MYSQL_ROW row;
	bool taken;

	if (mysql_query(mysql, "SELECT GET_LOCK(" LOCK_NAME ", 60)") != 0) {
		log_info("database: no lock for the migration (%s): make sure that no other one is "
			 "running",
		    mysql_error(mysql));
		return true;
	}
	result = mysql_store_result(mysql);
	row = result ? mysql_fetch_row(result) : NULL;
	taken = row && row[0] && row[0][0] == '1';
	mysql_free_result(result);
	if (!taken)
		log_error("database: another migration is running and did not end within a minute: "
			  "try again when it is done");
	return taken;
}

static bool
file_apply(MYSQL *mysql, const struct schema_file *file, const char *option_file)
{
	int version;

	if (!script_run(mysql, file->sql, file->name) ||
	    !conn_schema_version(mysql, option_file, &version))
		return false;
	if (version < file->version) {
		log_error(
		    "schema file %s does not enter its number into schema_version", file->name);
		return false;
	}
	return true;
}

enum db_error
db_schema_migrate(
    const char *option_file, bool dry_run, schema_file_fn *done, void *arg, int *version)
{
	enum db_error error = DB_DOWN;
	MYSQL *mysql;
	unsigned number;

	*version = 0;
	mysql = conn_open(option_file, NULL, CONN_MIGRATE, &number);
	if (!mysql)
		return DB_DOWN;
	if ((!dry_run && !lock_take(mysql)) || !conn_schema_version(mysql, option_file, version))
		goto out;
	for (size_t i = 0; i < schema_files_len; i++) {
		if (schema_files[i].version <= *version)
			continue;
		if (!dry_run && !file_apply(mysql, &schema_files[i], option_file))
			goto out;
		done(&schema_files[i], arg);
	}
	error = DB_OK;
out:
	mysql_close(mysql);
	return error;
}
