/* SPDX-License-Identifier: MIT */
#include "db/mysql/session.h"

#include <limits.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/mysql/conn_error.h"
#include "db/mysql/error_numbers.h"

/* How long a statement without a limit of its own may wait for a lock. */
#define LOCK_FOREVER_S 7200

#define LOCK_TIMEOUT_S 5 /* unless the request has less time */

/* The server ends a statement a little sooner than the socket's time-out ends the connection. */
#define SOONER_S 0.25

/* The versions of the server that have a variable, as mysql_get_server_version() returns them. */
struct versions {
	unsigned long since, before;
};

/* clang-format off */
#define ALL { 0, ULONG_MAX }
#define NONE { ULONG_MAX, 0 }
#define SINCE(version) { version, ULONG_MAX }
#define BEFORE(version) { 0, version }
#define BETWEEN(version, next) { version, next }
/* clang-format on */

/* The number that is appended to an assignment. */
enum limit_kind {
	NO_LIMIT = 0, /* the assignment is complete */
	LOCK_S,
	STATEMENT_S,
	STATEMENT_MS
};

static const struct variable {
	const char *assignment;
	struct versions mariadb, mysql;
	enum limit_kind limit;
} variables[] = {
	{ "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'", ALL, ALL, NO_LIMIT },
	{ "time_zone='+00:00'", ALL, ALL, NO_LIMIT },
	{ "character_set_client=utf8mb4", ALL, ALL, NO_LIMIT },
	{ "character_set_results=utf8mb4", ALL, ALL, NO_LIMIT },
	{ "collation_connection=utf8mb4_general_ci", ALL, ALL, NO_LIMIT },
	{ "autocommit=1", ALL, ALL, NO_LIMIT }, { "completion_type=0", ALL, ALL, NO_LIMIT },
	{ "tx_isolation='REPEATABLE-READ'", BEFORE(110101), BEFORE(50720), NO_LIMIT },
	{ "transaction_isolation='REPEATABLE-READ'", SINCE(110101), SINCE(50720), NO_LIMIT },
	{ "tx_read_only=0", BEFORE(110101), BEFORE(50720), NO_LIMIT },
	{ "transaction_read_only=0", SINCE(110101), SINCE(50720), NO_LIMIT },
	/* It came with a fix, to all series that were kept then. */
	{ "innodb_snapshot_isolation=0", BETWEEN(100618, 100700), NONE, NO_LIMIT },
	{ "innodb_snapshot_isolation=0", BETWEEN(101108, 101200), NONE, NO_LIMIT },
	{ "innodb_snapshot_isolation=0", BETWEEN(110006, 110100), NONE, NO_LIMIT },
	{ "innodb_snapshot_isolation=0", BETWEEN(110105, 110200), NONE, NO_LIMIT },
	{ "innodb_snapshot_isolation=0", BETWEEN(110204, 110300), NONE, NO_LIMIT },
	{ "innodb_snapshot_isolation=0", SINCE(110402), NONE, NO_LIMIT },
	{ "unique_checks=1", ALL, ALL, NO_LIMIT }, { "foreign_key_checks=1", ALL, ALL, NO_LIMIT },
	{ "sql_select_limit=18446744073709551615", ALL, ALL, NO_LIMIT },
	{ "max_join_size=18446744073709551615", ALL, ALL, NO_LIMIT },
	{ "sql_big_selects=1", ALL, ALL, NO_LIMIT }, /* max_join_size changes it */
	{ "sql_safe_updates=0", ALL, ALL, NO_LIMIT }, { "sql_auto_is_null=0", ALL, ALL, NO_LIMIT },
	{ "div_precision_increment=4", ALL, ALL, NO_LIMIT },
	{ "group_concat_max_len=1048576", ALL, ALL, NO_LIMIT },
	{ "max_sort_length=1024", ALL, ALL, NO_LIMIT },
	/* Only compound statements need it, and MySQL lets nobody but administrators set it. */
	{ "max_error_count=64", ALL, NONE, NO_LIMIT },
	/* To MySQL the greater of two numbers of different types is a decimal, and no size. */
	{ "sort_buffer_size=CAST(GREATEST(@@SESSION.sort_buffer_size, 262144) AS UNSIGNED)", ALL,
	    ALL, NO_LIMIT },
	{ "tmp_disk_table_size=18446744073709551615", ALL, NONE, NO_LIMIT },
	{ "max_session_mem_used=9223372036854775807", ALL, NONE, NO_LIMIT },
	{ "old_mode=''", ALL, NONE, NO_LIMIT },
	{ "alter_algorithm='DEFAULT'", SINCE(100307), NONE, NO_LIMIT },
	{ "net_read_timeout=30", ALL, ALL, NO_LIMIT },
	{ "net_write_timeout=60", ALL, ALL, NO_LIMIT }, { "lock_wait_timeout=", ALL, ALL, LOCK_S },
	{ "innodb_lock_wait_timeout=", ALL, ALL, LOCK_S },
	{ "max_statement_time=", ALL, NONE, STATEMENT_S },
	{ "max_execution_time=", NONE, SINCE(50708), STATEMENT_MS }, /* of reading statements */
};

static bool
server_is_mariadb(MYSQL *mysql)
{
	return strstr(mysql_get_server_info(mysql), "MariaDB") != NULL;
}

static bool
server_has(MYSQL *mysql, const struct variable *variable)
{
	unsigned long version = mysql_get_server_version(mysql);
	const struct versions *versions =
	    server_is_mariadb(mysql) ? &variable->mariadb : &variable->mysql;

	return version >= versions->since && version < versions->before;
}

static bool
all_servers_have(const struct variable *variable)
{
	return variable->mariadb.since == 0 && variable->mariadb.before == ULONG_MAX &&
	       variable->mysql.since == 0 && variable->mysql.before == ULONG_MAX;
}

static void
assignment_put(
    struct buf *set, const struct variable *variable, unsigned statement_s, unsigned lock_s)
{
	buf_puts(set, variable->assignment);
	switch (variable->limit) {
	case NO_LIMIT:
		break;
	case LOCK_S:
		buf_put_int(set, lock_s ? lock_s : LOCK_FOREVER_S);
		break;
	case STATEMENT_S:
		buf_printf(set, "%g", statement_s ? statement_s - SOONER_S : 0);
		break;
	case STATEMENT_MS:
		buf_printf(set, "%g", statement_s ? (statement_s - SOONER_S) * 1000 : 0);
		break;
	}
}

static bool
is_refusal_of_variable(unsigned number)
{
	return number == ER_UNKNOWN_SYSTEM_VARIABLE || number == ER_WRONG_VALUE_FOR_VAR ||
	       number == ER_WRONG_TYPE_FOR_VAR || number == ER_INCORRECT_GLOBAL_LOCAL_VAR ||
	       number == ER_SPECIFIC_ACCESS_DENIED_ERROR;
}

/* Sets one variable. True also when this server has no such variable, which is logged. */
static bool
set_one(MYSQL *mysql, const struct variable *variable, const char *set)
{
	if (mysql_query(mysql, set) == 0)
		return true;
	if (all_servers_have(variable) || !is_refusal_of_variable(mysql_errno(mysql)))
		return false;
	if (conn_error_is_new(mysql_errno(mysql), variable->assignment))
		log_info("database: not set because this server refuses it: %s (error %u: %s)", set,
		    mysql_errno(mysql), mysql_error(mysql));
	return true;
}

/* Sets those variables that the server has, in one statement or one by one. */
static bool
set_all(MYSQL *mysql, unsigned statement_s, unsigned lock_s, bool one_by_one)
{
	struct buf set = { 0 };
	bool done = true;

	for (size_t i = 0; i < ARRAY_LEN(variables) && done; i++) {
		if (!server_has(mysql, &variables[i]))
			continue;
		buf_puts(&set, set.len == 0 ? "SET SESSION " : ", ");
		assignment_put(&set, &variables[i], statement_s, lock_s);
		if (one_by_one) {
			done = set_one(mysql, &variables[i], buf_cstr(&set));
			buf_reset(&set);
		}
	}
	if (!one_by_one)
		done = mysql_query(mysql, buf_cstr(&set)) == 0;
	buf_free(&set);
	return done;
}

void
session_limits_put(struct buf *set, MYSQL *mysql, unsigned statement_s, unsigned lock_s)
{
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		if (variables[i].limit == NO_LIMIT || !server_has(mysql, &variables[i]))
			continue;
		buf_puts(set, set->len == 0 ? "SET SESSION " : ", ");
		assignment_put(set, &variables[i], statement_s, lock_s);
	}
}

bool
session_set(MYSQL *mysql, unsigned statement_s, unsigned lock_s)
{
	if (set_all(mysql, statement_s, lock_s, false))
		return true;
	/*
	 * One refused variable is enough: the server is of a make or a version that the table does
	 * not know, or a proxy says that it is. The others are needed all the same.
	 */
	return is_refusal_of_variable(mysql_errno(mysql)) &&
	       set_all(mysql, statement_s, lock_s, true);
}

unsigned
session_lock_s(unsigned left_s)
{
	if (left_s == 0)
		return LOCK_TIMEOUT_S;
	return left_s > 1 ? left_s - 1 : 1;
}
