/* SPDX-License-Identifier: MIT */
#include "db/mysql/conn.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/process/deadline.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "db/mysql/error_numbers.h"
#include "db/mysql/prepared.h"
#include "db/mysql/schema.h"
#include "db/mysql/session.h"

#define RETRY_MAX_MS 1000 /* see conn_may_retry() */

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
	free(db->refusal);
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
db_refuse_option_file(struct db *db, const char *why)
{
	if (why ? db->refusal && strcmp(db->refusal, why) == 0 : !db->refusal)
		return;
	free(db->refusal);
	db->refusal = why ? str_dup(why) : NULL;
	db->connect_after_ms = 0;
}

bool
db_connected(const struct db *db)
{
	return db && db->mysql;
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

enum db_tables
db_tables(const struct db *db)
{
	return db ? db->tables : DB_TABLES_SUIT;
}

void
db_refuse_newer_tables(struct db *db, const char *remedy)
{
	db->newer_remedy = remedy;
}

int64_t
db_packet_max(const struct db *db)
{
	return db->packet_max;
}

void
db_request_end(struct db *db)
{
	/* The server rolls back the transaction of a connection that is closed. */
	if (db->in_transaction)
		conn_drop(db);
	db->in_transaction = false;
	db->until_ms = 0;
	db->hurried = false;
	db->gave_up = false;
	/* It was opened late in a request, with what was left of the time as its time-out. */
	if (db->mysql && db->socket_s != db->patience_s)
		conn_drop(db);
}

void
db_set_patience(struct db *db, unsigned seconds)
{
	db->patience_s = seconds;
}

void
db_hurry(struct db *db, int64_t ms)
{
	db->until_ms = clock_monotonic_ms() + ms;
	db->hurried = true;
}

void
db_extend_patience(struct db *db, int64_t ms)
{
	if (db->until_ms)
		db->until_ms += ms;
}

bool
db_gave_up(const struct db *db)
{
	return db && db->gave_up;
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

bool
conn_schema_version(MYSQL *mysql, const char *option_file, int *version, int64_t *packet_max)
{
	struct buf about = { 0 };
	MYSQL_RES *result;
	MYSQL_ROW row;

	*version = 0;
	*packet_max = 0;
	if (mysql_query(mysql, sql_text[SQL_SCHEMA_VERSION]) == 0) {
		result = mysql_store_result(mysql);
		row = result ? mysql_fetch_row(result) : NULL;
		if (row && row[0])
			*version = (int)strtol(row[0], NULL, 10);
		if (row && row[1])
			*packet_max = strtoll(row[1], NULL, 10);
		mysql_free_result(result);
		return true;
	}
	if (mysql_errno(mysql) == ER_NO_SUCH_TABLE)
		return true;
	if (mysql_errno(mysql) == ER_BAD_FIELD_ERROR) {
		if (conn_error_is_new(ER_BAD_FIELD_ERROR, option_file))
			log_error(
			    "database: its table schema_version is not of this program, but "
			    "of another application, or of a Livechat before release 0.9.0 "
			    "(option file %s): name a database of its own in database=, "
			    "because the tables have no prefix; what you want to keep of such "
			    "a Livechat, export there and import it afterwards (make run "
			    "FRESH=1 begins anew)",
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

	if (!conn_schema_version(db->mysql, db->option_file, &version, &db->packet_max))
		return false;
	if (version > schema_newest_version && db->newer_remedy) {
		db->tables = DB_TABLES_NEWER;
		if (conn_error_is_new((unsigned)version, db->newer_remedy))
			log_error("database: its schema is version %d, and this program is of a "
				  "release with version %d: %s",
			    version, schema_newest_version, db->newer_remedy);
		return false;
	}
	if (version >= schema_newest_version)
		return true;
	db->tables = DB_TABLES_OLDER;
	if (conn_error_is_new((unsigned)version, schema_newest_name))
		log_error(
		    "database: its schema is version %d and this program needs %d (%s): run "
		    "livechat-admin --config %s migrate, or open livechat/setup in a browser, or "
		    "import the missing files of folder schema",
		    version, schema_newest_version, schema_newest_name, db->option_file);
	return false;
}

/*
 * How many whole seconds are left, rounded up: all until the first is gone. 0 when the time is
 * over, and when there is no limit.
 */
static unsigned
time_left_s(struct db *db)
{
	int64_t now_ms, left_ms;

	if (db->patience_s == 0)
		return 0;
	now_ms = clock_monotonic_ms();
	if (db->until_ms == 0)
		db->until_ms = now_ms + db->patience_s * INT64_C(1000);
	left_ms = db->until_ms - now_ms;
	/* The deadline on the socket alone ends what is hurried: a SET would cost a round trip. */
	if (left_ms > 0)
		return db->hurried ? db->patience_s : (unsigned)((left_ms + 999) / 1000);
	db->gave_up = true;
	if (db->hurried && conn_error_is_new(1, __func__))
		log_error("database: a request was given up early, because all other processes "
			  "were at work: somebody locks its tables or rows (SHOW PROCESSLIST), the "
			  "server hangs, or there are too few processes");
	else if (!db->hurried && conn_error_is_new(0, __func__))
		log_error("database: a request was given up after %u seconds "
			  "(LIVECHAT_DATABASE_TIMEOUT): somebody locks its tables or rows (SHOW "
			  "PROCESSLIST), or the server hangs",
		    db->patience_s);
	return 0;
}

/* Leaves a statement less time, or again all of it. */
static enum db_error
session_limit(struct db *db, unsigned left_s)
{
	struct buf set = { 0 };
	enum conn_error error;

	db->session_s = left_s;
	session_limits_put(&set, db->mysql, left_s, session_lock_s(left_s));
	error = conn_command(db, buf_cstr(&set));
	buf_free(&set);
	if (!error)
		return DB_OK;
	conn_drop(db);
	return DB_DOWN;
}

/* The server has no connection left, or cut this one while it was made: often for a moment only. */
static bool
is_over_soon(unsigned number)
{
	return number == ER_CON_COUNT_ERROR || number == ER_TOO_MANY_USER_CONNECTIONS ||
	       number == ER_USER_LIMIT_REACHED || number == CR_SERVER_HANDSHAKE_ERR ||
	       conn_error_of(number, NULL) == CONN_ERROR_LOST;
}

static bool
conn_try(struct db *db, unsigned left_s, unsigned *number)
{
	*number = 0;
	if (db->refusal) {
		if (conn_error_is_new(0, db->refusal))
			log_error("database: %s", db->refusal);
		return false;
	}
	db->session_s = db->socket_s = left_s;
	db->tables = DB_TABLES_SUIT;
	db->mysql = conn_open(db->option_file, db->hosts, CONN_SERVE, left_s, number);
	if (!db->mysql)
		return false;
	if (!conn_schema_suits(db)) {
		*number = mysql_errno(db->mysql);
		conn_drop(db);
		return false;
	}
	db->takes_blocks = strstr(mysql_get_server_info(db->mysql), "MariaDB") &&
			   mysql_get_server_version(db->mysql) >= 100602;
	return true;
}

static bool
conn_replace(struct db *db, unsigned left_s)
{
	int64_t begin_ms = clock_monotonic_ms();
	unsigned number;

	if (conn_try(db, left_s, &number))
		return true;
	/* A server that hangs is not asked twice. */
	if (!is_over_soon(number) || !conn_may_retry(begin_ms))
		return false;
	conn_pause();
	return conn_try(db, left_s, &number);
}

enum db_error
conn_ready(struct db *db)
{
	unsigned left_s = time_left_s(db);

	if (db->gave_up)
		return DB_DOWN;
	if (db->mysql && left_s == db->session_s)
		return DB_OK;
	/* A connection that is broken is replaced, but a transaction cannot go on then. */
	if (db->mysql && session_limit(db, left_s) == DB_OK)
		return DB_OK;
	if (db->in_transaction)
		return DB_DOWN;
	if (clock_monotonic_ms() < db->connect_after_ms)
		return DB_DOWN;
	if (db->hurried)
		left_s = 1;
	if (conn_replace(db, left_s))
		return DB_OK;
	db->connect_after_ms = clock_monotonic_ms() + CONN_RETRY_AFTER_MS;
	return DB_DOWN;
}

bool
conn_takes_blocks(struct db *db)
{
	return (db->mysql || conn_ready(db) == DB_OK) && db->takes_blocks;
}

void
conn_watch(const struct db *db)
{
	if (db->session_s == db->patience_s && !db->hurried)
		return;
	deadline_init();
	deadline_begin(client_socket(db->mysql), db->until_ms);
}

void
conn_watch_end(const struct db *db)
{
	if (db->session_s != db->patience_s || db->hurried)
		deadline_end();
}

enum conn_error
conn_command(struct db *db, const char *sql)
{
	enum conn_error reason;
	unsigned number;
	bool done;

	conn_watch(db);
	done = mysql_query(db->mysql, sql) == 0;
	conn_watch_end(db);
	if (done)
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
