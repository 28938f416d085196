/* SPDX-License-Identifier: MIT */
#include "db/mysql/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "db/mysql/error_numbers.h"
#include "db/mysql/prepared.h"
#include "db/mysql/schema.h"
#include "db/mysql/tls.h"

#define RETRY_MAX_MS 1000 /* see conn_may_retry() */
#define CONNECT_TIMEOUT_S 4
#define ANSWER_TIMEOUT_S 10
#define MIGRATION_TIMEOUT_S 7200

/* In this mode the server refuses values that it would otherwise truncate or convert. */
static const char session_setup[] =
    "SET SESSION sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone='+00:00', "
    "innodb_lock_wait_timeout=5";

struct db *
db_new(const char *option_file)
{
	struct db *db = calloc(1, sizeof(*db));

	if (!db)
		log_fatal("out of memory");
	db->option_file = str_dup(option_file);
	return db;
}

void
db_free(struct db *db)
{
	if (!db)
		return;
	conn_drop(db);
	free(db->hosts);
	free(db->option_file);
	free(db);
}

void
db_set_option_file(struct db *db, const char *option_file)
{
	if (strcmp(db->option_file, option_file) == 0)
		return;
	conn_drop(db);
	free(db->option_file);
	free(db->hosts);
	db->option_file = str_dup(option_file);
	db->hosts = NULL;
	db->connect_after_ms = 0;
}

void
db_disconnect(struct db *db)
{
	conn_drop(db);
}

void
db_bar_writes(struct db *db, bool barred)
{
	if (db)
		db->writes_barred = barred;
}

void
db_request_end(struct db *db)
{
	/* The server rolls back the transaction of a connection that is closed. */
	if (db->in_transaction)
		conn_drop(db);
	db->in_transaction = false;
}

void
conn_drop(struct db *db)
{
	if (!db->mysql)
		return;
	/* The connection is closed first: else closing each statement would send a packet. */
	mysql_close(db->mysql);
	db->mysql = NULL;
	for (size_t i = 0; i < SQL__MAX; i++) {
		prepared_free(db->prepared[i]);
		db->prepared[i] = NULL;
	}
}

void
conn_drop_host(struct db *db)
{
	const char *list = db->hosts;
	struct buf turned = { 0 };

	if (!list && db->mysql)
		list = client_host_list(db->mysql);
	if (list) {
		const char *comma = strchr(list, ',');

		buf_puts(&turned, comma + 1);
		buf_putc(&turned, ',');
		buf_put(&turned, list, (size_t)(comma - list));
		list = buf_cstr(&turned);
		free(db->hosts);
		db->hosts = str_dup(list);
		buf_free(&turned);
	}
	conn_drop(db);
}

/* The client libraries silently ignore an option file that they cannot read. */
static bool
option_file_usable(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		if (conn_error_is_new(0, path))
			log_error("database: option file %s: %s: create it with a group [livechat] "
				  "(user, password, database, host or socket), or name another in "
				  "LIVECHAT_CONFIG",
			    path, strerror(errno));
		return false;
	}
	if (!S_ISREG(st.st_mode) || access(path, R_OK) != 0) {
		if (conn_error_is_new(0, path))
			log_error(
			    "database: option file %s cannot be read by user id %ld: it must be a "
			    "file that this user may read (chown, chmod 600)",
			    path, (long)geteuid());
		return false;
	}
	if (st.st_mode & S_IWOTH) {
		if (conn_error_is_new(0, path))
			log_error("database: option file %s is ignored because everybody may write "
				  "to it: chmod 600 %s",
			    path, path);
		return false;
	}
	return true;
}

static MYSQL *
conn_handle_new(const char *option_file, unsigned answer_s)
{
	const unsigned connect_s = CONNECT_TIMEOUT_S, off = 0;
	MYSQL *mysql;

	tls_prepare(option_file);
	mysql = mysql_init(NULL);
	if (!mysql)
		log_fatal("out of memory");
	client_tls_from_option_file(mysql);
	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &answer_s);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &answer_s);
	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(mysql, MYSQL_INIT_COMMAND, session_setup);
	mysql_options(mysql, MYSQL_READ_DEFAULT_FILE, option_file);
	mysql_options(mysql, MYSQL_READ_DEFAULT_GROUP, "livechat");
	return mysql;
}

MYSQL *
conn_open(const char *option_file, const char *hosts, enum conn_purpose purpose, unsigned *number)
{
	unsigned long flags = CLIENT_FOUND_ROWS;
	MYSQL *mysql;
	bool connected;

	*number = 0;
	if (!option_file_usable(option_file))
		return NULL;
	if (purpose == CONN_MIGRATE)
		flags |= CLIENT_MULTI_STATEMENTS;
	mysql = conn_handle_new(
	    option_file, purpose == CONN_MIGRATE ? MIGRATION_TIMEOUT_S : ANSWER_TIMEOUT_S);
	connected = mysql_real_connect(mysql, hosts, NULL, NULL, NULL, 0, NULL, flags);
	/* The option file may name another character set, but all our texts are in this one. */
	if (connected && strcmp(mysql_character_set_name(mysql), "utf8mb4") != 0)
		connected = mysql_set_character_set(mysql, "utf8mb4") == 0;
	if (!connected) {
		struct buf about = { 0 };

		buf_printf(&about, "option file %s", option_file);
		*number = mysql_errno(mysql);
		conn_error_log(*number, mysql_error(mysql), buf_cstr(&about));
		buf_free(&about);
		mysql_close(mysql);
		return NULL;
	}
	return mysql;
}

bool
conn_schema_version(MYSQL *mysql, const char *option_file, int *version)
{
	struct buf about = { 0 };
	MYSQL_RES *result;
	MYSQL_ROW row;

	*version = 0;
	if (mysql_query(mysql, sql_text[SQL_SCHEMA_VERSION]) == 0) {
		result = mysql_store_result(mysql);
		row = result ? mysql_fetch_row(result) : NULL;
		if (row && row[0])
			*version = (int)strtol(row[0], NULL, 10);
		mysql_free_result(result);
		return true;
	}
	if (mysql_errno(mysql) == ER_NO_SUCH_TABLE)
		return true;
	if (mysql_errno(mysql) == ER_BAD_FIELD_ERROR) {
		if (conn_error_is_new(ER_BAD_FIELD_ERROR, option_file))
			log_error(
			    "database: its tables were made before release 0.9.0 and cannot "
			    "be used (option file %s): start with an empty database (make run "
			    "FRESH=1, or name one in database= and run livechat-admin "
			    "migrate); export what you want to keep, and import it there",
			    option_file);
		return false;
	}
	buf_printf(&about, "option file %s", option_file);
	conn_error_log(mysql_errno(mysql), mysql_error(mysql), buf_cstr(&about));
	buf_free(&about);
	return false;
}

static bool
conn_schema_suits(struct db *db)
{
	int version;

	if (!conn_schema_version(db->mysql, db->option_file, &version))
		return false;
	if (version >= schema_newest_version)
		return true;
	if (conn_error_is_new((unsigned)version, schema_newest_name))
		log_error(
		    "database: its schema is version %d and this program needs %d (%s): run "
		    "livechat-admin --config %s migrate, or import the missing files of folder "
		    "schema",
		    version, schema_newest_version, schema_newest_name, db->option_file);
	return false;
}

enum db_error
conn_ready(struct db *db)
{
	unsigned number;

	if (db->mysql)
		return DB_OK;
	if (clock_monotonic_ms() < db->connect_after_ms)
		return DB_DOWN;
	db->mysql = conn_open(db->option_file, db->hosts, CONN_SERVE, &number);
	/* The server often runs out of connections for a moment only. */
	if (!db->mysql && (number == ER_CON_COUNT_ERROR || number == ER_TOO_MANY_USER_CONNECTIONS ||
			      number == ER_USER_LIMIT_REACHED)) {
		conn_pause();
		db->mysql = conn_open(db->option_file, db->hosts, CONN_SERVE, &number);
	}
	if (db->mysql && conn_schema_suits(db)) {
		db->takes_blocks = strstr(mysql_get_server_info(db->mysql), "MariaDB") &&
				   mysql_get_server_version(db->mysql) >= 100602;
		return DB_OK;
	}
	conn_drop(db);
	db->connect_after_ms = clock_monotonic_ms() + CONN_RETRY_AFTER_MS;
	return DB_DOWN;
}

bool
conn_takes_blocks(struct db *db)
{
	return conn_ready(db) == DB_OK && db->takes_blocks;
}

enum conn_error
conn_command(struct db *db, const char *sql)
{
	enum conn_error reason;
	unsigned number;

	if (mysql_query(db->mysql, sql) == 0)
		return CONN_ERROR_NONE;
	number = mysql_errno(db->mysql);
	reason = conn_error_of(number, mysql_get_server_info(db->mysql));
	if (reason != CONN_ERROR_LOST && reason != CONN_ERROR_LOCKED)
		conn_error_log(number, mysql_error(db->mysql), sql);
	return reason;
}

bool
conn_may_retry(int64_t begin_ms)
{
	return clock_monotonic_ms() - begin_ms < RETRY_MAX_MS;
}

void
conn_pause(void)
{
	struct timespec pause = { 0, 0 };
	unsigned char random;

	random_bytes(&random, sizeof(random));
	pause.tv_nsec = (5 + random % 46) * 1000000L; /* 5 to 50 ms */
	nanosleep(&pause, NULL);
}
