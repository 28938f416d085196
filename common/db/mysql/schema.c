/* SPDX-License-Identifier: MIT */
#include "db/mysql/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "db/mysql/conn.h"

#define LOCK_NAME "CONCAT('livechat ', LEFT(SHA2(DATABASE(), 256), 32))"

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

/* A schema file creates only the tables that are not there, so that an interrupted one can be repeated. */
static bool
file_creates(const struct schema_file *file, const char *table)
{
	struct buf statement = { 0 };
	bool creates;

	buf_printf(&statement, "CREATE TABLE IF NOT EXISTS %s (", table);
	creates = strstr(file->sql, buf_cstr(&statement)) != NULL;
	buf_free(&statement);
	return creates;
}

/*
 * Many hosts give one database to several applications. False if another one has a table whose name
 * the file needs: the file would leave that table as it is. Tables beside a schema_version are ours,
 * of a file that was interrupted.
 */
static bool
names_are_free(MYSQL *mysql, const struct schema_file *file, const char *option_file)
{
	char taken[65] = ""; /* a name has at most 64 characters, and those of ours are ASCII */
	bool ours = false;
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (mysql_query(mysql, "SHOW TABLES") != 0 || !(result = mysql_store_result(mysql))) {
		conn_error_log(mysql_errno(mysql), mysql_error(mysql), option_file);
		return false;
	}
	while ((row = mysql_fetch_row(result))) {
		if (strcmp(row[0], "schema_version") == 0)
			ours = true;
		else if (file_creates(file, row[0]))
			snprintf(taken, sizeof(taken), "%s", row[0]);
	}
	mysql_free_result(result);
	if (ours || !*taken)
		return true;
	log_error("database: it has a table %s of another application, and this program needs that "
		  "name (option file %s): name a database of its own in database=",
	    taken, option_file);
	return false;
}

static bool
file_apply(MYSQL *mysql, const struct schema_file *file, const char *option_file)
{
	int64_t packet_max;
	int version;

	if (!script_run(mysql, file->sql, file->name) ||
	    !conn_schema_version(mysql, option_file, &version, &packet_max))
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
	int64_t packet_max;

	*version = 0;
	mysql = conn_open(option_file, NULL, CONN_MIGRATE, 0, &number);
	if (!mysql)
		return DB_DOWN;
	if ((!dry_run && !lock_take(mysql)) ||
	    !conn_schema_version(mysql, option_file, version, &packet_max))
		goto out;
	if (*version == 0 && !names_are_free(mysql, &schema_files[0], option_file))
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
