/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "db/mysql/conn.h"
#include "db/mysql/options.h"
#include "db/mysql/session.h"
#include "db/mysql/tls.h"

#define CONNECT_TIMEOUT_S 4
#define ANSWER_TIMEOUT_S 10
#define MIGRATION_TIMEOUT_S 7200

static MYSQL *
handle_new(enum tls_mode tls, unsigned answer_s)
{
	const unsigned connect_s = answer_s < CONNECT_TIMEOUT_S ? answer_s : CONNECT_TIMEOUT_S;
	const unsigned off = 0;
	MYSQL *mysql;

	tls_prepare(tls);
	mysql = mysql_init(NULL);
	if (!mysql)
		log_fatal("out of memory");
	client_socket_of_host(mysql);
	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &answer_s);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &answer_s);
	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	return mysql;
}

/* Connects with what has been set. False: the connection cannot be used, and the handle may hold an error. */
static bool
handle_connect(MYSQL *mysql, const char *option_file, const char *hosts,
    const struct tls_wish *wish, unsigned long flags)
{
	struct option_copies copies;
	struct buf lines = { 0 };
	bool connected;

	tls_use(mysql, wish, &lines);
	connected = options_use(mysql, option_file, &lines, &copies) &&
		    mysql_real_connect(mysql, hosts, NULL, NULL, NULL, 0, NULL, flags);
	options_close(&copies);
	buf_free(&lines);
	if (connected && tls_missed(mysql, wish->mode)) {
		if (conn_error_is_new(1, option_file))
			log_error(
			    "database: the connection is not encrypted, as ssl-mode = %s demands "
			    "(option file %s)",
			    tls_mode_names[wish->mode], option_file);
		return false;
	}
	/* The option file may name another character set, but all our texts are in this one. */
	if (connected && strcmp(mysql_character_set_name(mysql), "utf8mb4") != 0)
		connected = mysql_set_character_set(mysql, "utf8mb4") == 0;
	return connected;
}

static MYSQL *
handle_open(const char *option_file, const char *hosts, const struct tls_wish *wish,
    enum conn_purpose purpose, unsigned answer_s, unsigned *number)
{
	const bool migrates = purpose == CONN_MIGRATE;
	const unsigned limit_s = answer_s;
	struct buf about = { 0 };
	MYSQL *mysql;

	if (answer_s == 0)
		answer_s = migrates ? MIGRATION_TIMEOUT_S : ANSWER_TIMEOUT_S;
	mysql = handle_new(wish->mode, answer_s);
	if (handle_connect(mysql, option_file, hosts, wish,
		CLIENT_FOUND_ROWS | (migrates ? CLIENT_MULTI_STATEMENTS : 0)) &&
	    session_set(mysql, migrates ? 0 : answer_s, migrates ? 0 : session_lock_s(limit_s)))
		return mysql;
	*number = mysql_errno(mysql);
	buf_printf(&about, "option file %s", option_file);
	if (*number)
		conn_error_log(*number, mysql_error(mysql), buf_cstr(&about));
	buf_free(&about);
	mysql_close(mysql);
	return NULL;
}

MYSQL *
conn_open(const char *option_file, const char *hosts, enum conn_purpose purpose, unsigned answer_s,
    unsigned *number)
{
	struct arena *mem = arena_new();
	MYSQL *mysql = NULL;
	struct tls_wish wish;

	*number = 0;
	if (options_usable(mem, option_file, &wish))
		mysql = handle_open(option_file, hosts, &wish, purpose, answer_s, number);
	arena_free(mem);
	return mysql;
}
